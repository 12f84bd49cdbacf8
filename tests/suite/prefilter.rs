//! The prefilter loses nothing: rules find the same as when every rule looks at every line.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use corpus_lint::rules::finding::Finding;
use corpus_lint::rules::{Pack, RuleSet, Selection, shipped_packs};
use corpus_lint::text::Document;
use rayon::prelude::*;

use super::support::repository_root;

/// Bytes of the texts of each source that are checked, which takes a few seconds.
const SAMPLE: usize = 30_000;
/// With this environment variable, all texts of the repository are checked and more of the labelled texts: it takes minutes.
const ALL: &str = "CORPUS_LINT_TEST_ALL_TEXTS";
/// Bytes of the labelled texts that are then checked: they are many megabytes.
const ALL_LABELLED: usize = 1_000_000;

/// How many bytes to check, out of a number of bytes that is enough for a thorough check.
fn bytes(all: usize) -> usize {
    if std::env::var_os(ALL).is_some() {
        all
    } else {
        SAMPLE
    }
}

/// All shipped packs and the packs of other tests. Every rule reports, on documents of any kind.
fn rules() -> RuleSet {
    let mut packs = shipped_packs().unwrap();
    let broken = repository_root().join("tests/broken");
    for file in files(&repository_root().join("tests"), &["toml"]) {
        // Each of these packs has a mistake, and one of them only next to the shipped packs.
        if file.starts_with(&broken) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let shown = file.display().to_string();
        let before: Vec<&Pack> = packs.iter().collect();
        // The other files are command lines and guards, which are no packs.
        packs.extend(Pack::parse(&shown, &text, &before).ok());
    }
    let mut rules = RuleSet::new(packs).unwrap();
    let names = rules.rules().iter().map(|rule| rule.id.clone());
    let everything = Selection {
        extend_select: names.collect(),
        ..Selection::default()
    };
    rules.select(&everything).unwrap();
    rules.set_scopes_count(false);
    rules
}

/// The files below a folder with one of these extensions, by name.
fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let is_wanted = |path: &Path| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| extensions.contains(&extension))
    };
    let mut found = Vec::new();
    for path in entries {
        match path.is_dir() {
            true => found.extend(files(&path, extensions)),
            false if is_wanted(&path) => found.push(path),
            false => {}
        }
    }
    found
}

/// The strings in a JSON value.
fn strings(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::String(text) => vec![text.clone()],
        serde_json::Value::Array(values) => values.iter().flat_map(strings).collect(),
        serde_json::Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

/// The texts in a file: the strings of its records, or all of it.
fn texts(file: &Path) -> Vec<String> {
    let content = String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
    if file
        .extension()
        .is_none_or(|extension| extension != "jsonl")
    {
        return vec![content];
    }
    let records = content
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    records.flat_map(|record| strings(&record)).collect()
}

/// Every nth of these documents, so that their texts have at most so many bytes.
fn sample(documents: Vec<Document>, bytes: usize) -> Vec<Document> {
    let all: usize = documents.iter().map(|document| document.text.len()).sum();
    let step = (all / bytes.max(1)).max(1);
    documents.into_iter().step_by(step).collect()
}

/// The rules with the prefilter and without it.
static RULES: LazyLock<[RuleSet; 2]> = LazyLock::new(|| [rules(), rules().without_prefilter()]);

/// Fails if the prefilter changes what is found in these documents.
fn compare(source: &str, documents: &[Document]) {
    let [with, without] = &*RULES;
    let show = |found: &[Finding]| -> Vec<String> {
        let show = |one: &Finding| {
            let rule = &with.rules()[one.rule].id;
            format!("{rule} {:?} {:?}", one.span, one.fix)
        };
        found.iter().map(show).collect()
    };
    let found: usize = documents
        .par_iter()
        .map(|document| {
            let found = with.all_findings(document);
            let expected = without.all_findings(document);
            assert_eq!(
                show(&found),
                show(&expected),
                "{source}: {:?}",
                document.text
            );
            expected.len()
        })
        .sum();
    assert!(
        found > 0,
        "{source}: nothing is found, so nothing is compared"
    );
}

#[test]
fn test_texts_of_rules() {
    let [rules, _] = &*RULES;
    let documents = rules.rules().iter().flat_map(|rule| {
        let cases = rule.cases.iter();
        cases.map(|case| rule.case_document(case))
    });
    compare(
        "test texts of rules",
        &sample(documents.collect(), bytes(usize::MAX)),
    );
}

#[test]
fn guards_seeds_and_fixtures() {
    let guards = fs::read_to_string(repository_root().join("tests/guards.toml")).unwrap();
    let guards: toml::Value = toml::from_str(&guards).unwrap();
    let articles = guards.as_table().unwrap().values();
    let articles = articles.flat_map(|articles| articles.as_array().unwrap());
    let articles = articles.map(|article| article["text"].as_str().unwrap().to_owned());
    let articles: Vec<Document> = articles.map(Document::new).collect();
    compare("guards", &sample(articles, bytes(usize::MAX)));
    for folder in ["seeds", "tests"] {
        let files = files(&repository_root().join(folder), &["txt", "jsonl"]);
        let texts = files.iter().flat_map(|file| texts(file));
        let documents: Vec<Document> = texts.map(Document::new).collect();
        compare(folder, &sample(documents, bytes(usize::MAX)));
    }
}

/// Labelled texts that are not part of the repository: in `../shared`, or where `CORPUS_LINT_SHARED` says.
#[test]
fn labelled_texts() {
    let beside = || repository_root().join("../shared");
    let folder = std::env::var_os("CORPUS_LINT_SHARED").map_or_else(beside, PathBuf::from);
    let folder = folder.join("gold");
    if !folder.is_dir() {
        // Not by a macro: the test runner would hide the message of a test that passes.
        let message = format!("Skipped: no labelled text is at {}.\n", folder.display());
        let _ = std::io::stderr().write_all(message.as_bytes());
        return;
    }
    let files = files(&folder, &["jsonl"]);
    let files = files
        .iter()
        .filter(|file| file.to_string_lossy().contains(".texts."));
    let documents: Vec<Document> = files
        .flat_map(|file| texts(file))
        .map(Document::new)
        .collect();
    compare("labelled texts", &sample(documents, bytes(ALL_LABELLED)));
}
