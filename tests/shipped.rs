//! What must hold of all that is shipped: packs, sources, seeds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use corpus_lint::rules::{Expectation, RuleSet, shipped_packs};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_shipped_rule_passes_its_own_tests() {
    let out = Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
        .arg("test")
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
}

#[test]
fn a_rule_that_is_broken_on_purpose_fails_its_tests() {
    let pack = fs::read_to_string(root().join("rules/ar.toml")).unwrap();
    let broken = pack
        .replacen("\"تعليقات الزوار\", ", "", 1)
        .replace("id = \"ar-", "id = \"broken-");
    assert_ne!(pack, broken);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("broken.toml");
    fs::write(
        &file,
        broken.replacen("name = \"ar\"", "name = \"broken\"", 1),
    )
    .unwrap();
    let out = Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
        .arg("test")
        .arg(&file)
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{err}");
    assert!(err.contains("missing: `broken-comments`"), "{err}");
}

#[test]
fn every_shipped_rule_says_why_and_is_tested_both_ways() {
    let rules = RuleSet::new(shipped_packs().unwrap()).unwrap();
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

/// Residue phrases are data. Letters of Arabic may stand in tests and in comments only.
#[test]
fn no_phrase_of_arabic_stands_in_the_code() {
    let is_arabic = |c: char| matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    let sources = files(&root().join("src"), "rs");
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
fn every_source_file_says_first_what_it_defines() {
    for path in files(&root().join("src"), "rs")
        .into_iter()
        .chain(files(&root().join("tests"), "rs"))
    {
        let source = fs::read_to_string(&path).unwrap();
        assert!(source.starts_with("//! "), "{}", path.display());
    }
}
