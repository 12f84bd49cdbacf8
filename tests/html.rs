//! The report for a browser, from the command line: its counts, and that threads do not
//! change it. What happens in a browser is in `tests/browser`.

mod common;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use common::{run, texts};
use serde_json::Value;

/// The first value of a block of JSON of a report, and how many lines it has.
fn block(report: &[u8], id: &str) -> (Value, usize) {
    let report = std::str::from_utf8(report).unwrap();
    let (_, after) = report.split_once(&format!("id=\"{id}\">")).unwrap();
    let (block, _) = after.split_once("</script>").unwrap();
    let first = block.lines().next().unwrap_or("null");
    (serde_json::from_str(first).unwrap(), block.lines().count())
}

#[test]
fn counts_are_those_of_json_lines() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let args = |format: &'static str| ["--isolated", "-q", "--output-format", format, "seeds"];
    let rows = run(root, &args("json-lines")).stdout;
    let report = run(root, &args("html"));
    assert_eq!(report.status.code(), Some(1));
    let rows: Vec<Value> = rows
        .split(|&byte| byte == b'\n')
        .filter(|row| !row.is_empty())
        .map(|row| serde_json::from_slice(row).unwrap())
        .collect();
    let (overview, _) = block(&report.stdout, "overview-data");
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
    let (_, shown) = block(&report.stdout, "documents-data");
    assert_eq!(shown, 5);
}

#[test]
fn threads_do_not_change_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = String::new();
    for n in 0..120 {
        let site = ["north", "south"][n % 2];
        writeln!(
            rows,
            r#"{{"id":"{n}","url":"https://{site}.example.org/{n}","text":"The harbour opened again on day {n}.\nRead more\n"}}"#,
        )
        .unwrap();
    }
    fs::write(folder.path().join("news.jsonl"), rows).unwrap();
    let report = |jobs: &'static str| {
        let args = [
            "--isolated",
            "-q",
            "--output-format",
            "html",
            "--jobs",
            jobs,
        ];
        run(folder.path(), &[&args[..], &["news.jsonl"]].concat()).stdout
    };
    let one = report("1");
    assert_eq!(block(&one, "documents-data").1, 120);
    let (overview, _) = block(&one, "overview-data");
    assert_eq!(overview["sources"][1]["name"], "south.example.org");
    assert_eq!(overview["sources"][1]["all_documents"], 60);
    assert!(one == report("4"));
}

#[test]
fn what_fixing_leaves_is_reported_too() {
    let text = "The harbour opened again on Monday, and ships came in.\n\nRead more\n";
    let folder = texts(&[("a.txt", text)]);
    let args = [
        "--isolated",
        "-q",
        "--fix",
        "--no-ledger",
        "--output-format",
        "html",
        "a.txt",
    ];
    let report = run(folder.path(), &args).stdout;
    let (overview, _) = block(&report, "overview-data");
    assert_eq!(overview["total"]["findings"], 0);
    assert_eq!(block(&report, "documents-data").1, 0);
    assert_ne!(
        fs::read_to_string(folder.path().join("a.txt")).unwrap(),
        text
    );
}
