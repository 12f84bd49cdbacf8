//! The HTML report: its counts are right and do not depend on the number of threads. The tests that run
//! in a browser are in `tests/browser`.

use std::fmt::Write;

use serde_json::Value;

use super::support::{
    empty_folder, folder_with_texts, read_text, repository_root, run_program, write_file,
};

/// The first value of a block of JSON in a report, and the number of lines of the block.
fn embedded_json(report: &[u8], id: &str) -> (Value, usize) {
    let report = std::str::from_utf8(report).unwrap();
    let (_, after) = report.split_once(&format!("id=\"{id}\">")).unwrap();
    let (block, _) = after.split_once("</script>").unwrap();
    let first = block.lines().next().unwrap_or("null");
    (serde_json::from_str(first).unwrap(), block.lines().count())
}

#[test]
fn the_counts_are_those_of_json_lines() {
    let root = repository_root();
    let args = |format: &'static str| ["--isolated", "-q", "--output-format", format, "seeds"];
    let rows = run_program(root, &args("json-lines")).stdout;
    let report = run_program(root, &args("html"));
    assert_eq!(report.status.code(), Some(1));
    let rows: Vec<Value> = rows
        .split(|&byte| byte == b'\n')
        .filter(|row| !row.is_empty())
        .map(|row| serde_json::from_slice(row).unwrap())
        .collect();
    let (overview, _) = embedded_json(&report.stdout, "overview-data");
    assert_eq!(overview["total"]["findings"], rows.len());
    for (group, key) in [
        ("rules", "rule"),
        ("categories", "category"),
        ("severities", "severity"),
    ] {
        for row in overview[group].as_array().unwrap() {
            let same = rows.iter().filter(|found| found[key] == row["name"]);
            assert_eq!(row["findings"], same.count(), "{row}");
        }
    }
    let (_, shown) = embedded_json(&report.stdout, "documents-data");
    assert_eq!(shown, 5);
}

#[test]
fn the_number_of_threads_does_not_change_the_report() {
    let folder = empty_folder();
    let mut rows = String::new();
    for n in 0..120 {
        let site = ["north", "south"][n % 2];
        writeln!(
            rows,
            r#"{{"id":"{n}","url":"https://{site}.example.org/{n}","text":"The harbour opened again on day {n}.\nRead more\n"}}"#,
        )
        .unwrap();
    }
    write_file(folder.path(), "news.jsonl", rows);
    let report = |jobs: &'static str| {
        let args = [
            "--isolated",
            "-q",
            "--output-format",
            "html",
            "--jobs",
            jobs,
        ];
        run_program(folder.path(), &[&args[..], &["news.jsonl"]].concat()).stdout
    };
    let one = report("1");
    assert_eq!(embedded_json(&one, "documents-data").1, 120);
    let (overview, _) = embedded_json(&one, "overview-data");
    assert_eq!(overview["sources"][1]["name"], "south.example.org");
    assert_eq!(overview["sources"][1]["all_documents"], 60);
    assert!(one == report("4"));
}

#[test]
fn the_report_of_a_fixing_run_shows_what_is_left() {
    let text = "The harbour opened again on Monday, and ships came in.\n\nRead more\n";
    let folder = folder_with_texts(&[("a.txt", text)]);
    let args = [
        "--isolated",
        "-q",
        "--fix",
        "--no-ledger",
        "--output-format",
        "html",
        "a.txt",
    ];
    let report = run_program(folder.path(), &args).stdout;
    let (overview, _) = embedded_json(&report, "overview-data");
    assert_eq!(overview["total"]["findings"], 0);
    assert_eq!(embedded_json(&report, "documents-data").1, 0);
    assert_ne!(read_text(folder.path(), "a.txt"), text);
}
