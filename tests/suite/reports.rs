//! Every output format on the same documents: equal to its snapshot, safe for a terminal, and the same on
//! any number of threads.

use std::path::{Path, PathBuf};

use corpus_lint::base::sanitise::is_safe;
use corpus_lint::report::OutputFormat;

use super::support::{folder_with_texts, repository_root, run_program, stderr_of, stdout_of};

/// Documents and rules with text in both directions, records, several fields, and characters that are
/// special in a terminal, in XML or on GitHub.
fn documents_folder() -> PathBuf {
    repository_root().join("tests/reports")
}

fn report_in(folder: &Path, format: OutputFormat, others: &[&str]) -> String {
    let args = ["news", "--quiet", "--output-format", format.name];
    let got = run_program(folder, &[&args, others].concat());
    assert_eq!(got.status.code(), Some(1), "{}", stderr_of(&got));
    assert_eq!(stderr_of(&got), "");
    stdout_of(&got)
}

#[test]
fn reports_are_equal_to_their_snapshots() {
    let folder = &documents_folder();
    for &format in OutputFormat::ALL {
        let said = report_in(folder, format, &["--jobs", "1"]);
        assert!(
            said.chars().all(|c| c == '\n' || is_safe(c)),
            "{} lets something through",
            format.name
        );
        assert_eq!(
            said,
            report_in(folder, format, &["--jobs", "4"]),
            "{}",
            format.name
        );
        // With a limit, another code path puts the findings in order.
        let limited = report_in(folder, format, &["--max-findings", "10000"]);
        assert_eq!(said, limited, "{}", format.name);
        // The HTML report has its own tests.
        if format.name != "html" {
            insta::assert_snapshot!(format.name, said);
        }
    }
}

/// The diff of a text file holds its exact bytes, so that other programs can apply it. The diff of a record
/// is for people, without control characters.
#[test]
fn the_diff_is_equal_to_its_snapshot() {
    let got = run_program(&documents_folder(), &["news", "--quiet", "--diff"]);
    assert_eq!(got.status.code(), Some(1), "{}", stderr_of(&got));
    insta::assert_snapshot!("diff", stdout_of(&got));
}

#[test]
fn statistics_are_equal_to_their_snapshots() {
    for (name, format) in [("statistics", "full"), ("statistics-json", "json")] {
        let args = ["news", "--quiet", "--statistics", "--output-format", format];
        let got = run_program(&documents_folder(), &args);
        assert_eq!(got.status.code(), Some(1), "{}", stderr_of(&got));
        for more in [["--jobs", "4"], ["--diff", "--no-progress"]] {
            let again = run_program(&documents_folder(), &[&args[..], &more].concat());
            assert_eq!(again.stdout, got.stdout, "{more:?}");
        }
        insta::assert_snapshot!(name, stdout_of(&got));
    }
    let got = run_program(
        &documents_folder(),
        &["news", "--statistics", "--output-format", "sarif"],
    );
    assert_eq!(got.status.code(), Some(2), "{}", stderr_of(&got));
}

#[test]
fn reports_without_findings_are_complete() {
    let folder = folder_with_texts(&[("a.txt", "Ships are back.\n")]);
    for &format in OutputFormat::ALL {
        let args = [
            "a.txt",
            "--isolated",
            "--quiet",
            "--output-format",
            format.name,
        ];
        let got = run_program(folder.path(), &args);
        assert_eq!(
            got.status.code(),
            Some(0),
            "{}: {}",
            format.name,
            stderr_of(&got)
        );
        let said = stdout_of(&got);
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
