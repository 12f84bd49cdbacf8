//! Every output format on the same documents: as it was seen and agreed to, safe for a terminal, the
//! same on any number of threads.

mod common;

use std::path::{Path, PathBuf};

use common::{err, out, run, texts};
use corpus_lint::base::sanitise::is_safe;
use corpus_lint::report::OutputFormat;

/// Text of both directions, records, several fields, and all that means something to a terminal, to
/// XML or to GitHub; rules whose words do, too.
fn documents() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports")
}

fn report(folder: &Path, format: OutputFormat, others: &[&str]) -> String {
    let args = ["news", "--quiet", "--output-format", format.name];
    let got = run(folder, &[&args, others].concat());
    assert_eq!(got.status.code(), Some(1), "{}", err(&got));
    assert_eq!(err(&got), "");
    out(&got)
}

#[test]
fn reports_are_what_they_were() {
    let folder = &documents();
    for &format in OutputFormat::ALL {
        let said = report(folder, format, &["--jobs", "1"]);
        assert!(
            said.chars().all(|c| c == '\n' || is_safe(c)),
            "{} lets something through",
            format.name
        );
        assert_eq!(
            said,
            report(folder, format, &["--jobs", "4"]),
            "{}",
            format.name
        );
        // With a limit, findings are written out in their order, not where they are found.
        let limited = report(folder, format, &["--max-findings", "10000"]);
        assert_eq!(said, limited, "{}", format.name);
        // What is in a page is a snapshot of its own, beside the page.
        if format.name != "html" {
            insta::assert_snapshot!(format.name, said);
        }
    }
}

/// Of text files a program gets every byte, of records what is safe to read.
#[test]
fn the_diff_is_what_it_was() {
    let got = run(&documents(), &["news", "--quiet", "--diff"]);
    assert_eq!(got.status.code(), Some(1), "{}", err(&got));
    insta::assert_snapshot!("diff", out(&got));
}

#[test]
fn statistics_are_what_they_were() {
    for (name, format) in [("statistics", "full"), ("statistics-json", "json")] {
        let args = ["news", "--quiet", "--statistics", "--output-format", format];
        let got = run(&documents(), &args);
        assert_eq!(got.status.code(), Some(1), "{}", err(&got));
        for more in [["--jobs", "4"], ["--diff", "--no-progress"]] {
            let again = run(&documents(), &[&args[..], &more].concat());
            assert_eq!(again.stdout, got.stdout, "{more:?}");
        }
        insta::assert_snapshot!(name, out(&got));
    }
    let got = run(
        &documents(),
        &["news", "--statistics", "--output-format", "sarif"],
    );
    assert_eq!(got.status.code(), Some(2), "{}", err(&got));
}

#[test]
fn reports_of_nothing_are_whole() {
    let folder = texts(&[("a.txt", "Ships are back.\n")]);
    for &format in OutputFormat::ALL {
        let args = [
            "a.txt",
            "--isolated",
            "--quiet",
            "--output-format",
            format.name,
        ];
        let got = run(folder.path(), &args);
        assert_eq!(got.status.code(), Some(0), "{}: {}", format.name, err(&got));
        let said = out(&got);
        match format.name {
            "json" | "gitlab" => assert_eq!(said, "[]\n"),
            "sarif" => {
                let read: serde_json::Value = serde_json::from_str(&said).unwrap();
                assert_eq!(read["runs"][0]["results"], serde_json::json!([]));
            }
            "html" => assert!(said.ends_with("</html>\n")),
            "junit" => assert!(said.ends_with("</testsuites>\n"), "{said}"),
            _ => assert_eq!(said, "", "{}", format.name),
        }
    }
}
