//! What holds for all shipped packs and for all source files.

use std::fs;
use std::path::{Path, PathBuf};

use corpus_lint::rules::Expectation;

use super::support::{
    folder_with_texts, read_text, repository_root, run_program, shipped_rules, stderr_of,
};

/// All files with this extension in a folder and below.
fn files_ending_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_ending_in(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_shipped_rule_passes_its_own_tests() {
    let output = run_program(repository_root(), &["test"]);
    assert!(output.status.success(), "{}", stderr_of(&output));
}

#[test]
fn a_rule_that_lost_a_phrase_fails_its_tests() {
    let pack = read_text(repository_root(), "rules/ar.toml");
    let broken = pack
        .replacen("\"تعليقات الزوار\", ", "", 1)
        .replace("id = \"ar-", "id = \"broken-");
    assert_ne!(pack, broken);
    let broken = broken.replacen("name = \"ar\"", "name = \"broken\"", 1);
    let folder = folder_with_texts(&[("broken.toml", &broken)]);
    let out = run_program(folder.path(), &["test", "broken.toml"]);
    let err = stderr_of(&out);
    assert_eq!(out.status.code(), Some(1), "{err}");
    assert!(err.contains("missing: `broken-comments`"), "{err}");
}

#[test]
fn every_shipped_rule_says_why_and_has_both_kinds_of_tests() {
    let rules = shipped_rules();
    for rule in rules.rules() {
        let flags = rule
            .cases
            .iter()
            .any(|case| case.expect != Expectation::Clean);
        let cleans = rule
            .cases
            .iter()
            .any(|case| case.expect == Expectation::Clean);
        assert!(flags && cleans, "{} lacks a test", rule.id);
        assert!(
            rule.why.split_whitespace().count() >= 8,
            "{} does not say why",
            rule.id
        );
    }
}

/// Phrases of boilerplate are data. Only tests and comments may contain Arabic letters.
#[test]
fn the_code_contains_no_arabic_phrase() {
    let is_arabic = |c: char| matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    let sources = files_ending_in(&repository_root().join("src"), "rs");
    for path in sources.iter().filter(|path| !path.ends_with("tests.rs")) {
        let source = fs::read_to_string(path).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap();
        for (n, line) in code.lines().enumerate() {
            let code = line.split("//").next().unwrap();
            assert!(
                !code.contains(is_arabic),
                "{}:{}: {line}",
                path.display(),
                n + 1
            );
        }
    }
}

#[test]
fn every_source_file_begins_by_saying_what_it_defines() {
    for path in files_ending_in(&repository_root().join("src"), "rs")
        .into_iter()
        .chain(files_ending_in(&repository_root().join("tests"), "rs"))
    {
        let source = fs::read_to_string(&path).unwrap();
        assert!(source.starts_with("//! "), "{}", path.display());
    }
}
