//! `train`: what it learns from a few labelled pages, and what it says where it cannot.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

const MENU: [&str; 5] = ["Home", "News", "Sport", "Weather", "Sign in"];
const PARAGRAPH: &str = "The old lighthouse above the harbour opened its doors again on Sunday, two years after a storm had torn the roof from its lamp room.";

/// A page of an outlet with its labels: a menu, an article and a foot.
fn page(id: usize, outlet: &str) -> (Value, Value) {
    let mut lines: Vec<(String, &str)> = MENU
        .map(|item| (item.to_owned(), "boilerplate:navigation"))
        .to_vec();
    lines.extend((0..4).map(|n| (format!("{PARAGRAPH} Day {id} and {n}."), "body")));
    lines.push(("Contact".into(), "boilerplate:web"));
    lines.push(("Terms of use".into(), "boilerplate:web"));
    let mut text = String::new();
    let mut labels = Vec::new();
    for (line, label) in lines {
        let start = text.len();
        text.push_str(&line);
        labels.push(json!({"start": start, "end": text.len(), "label": label}));
        text.push('\n');
    }
    let gold = json!({"id": id.to_string(), "outlet": outlet, "lines": labels});
    (json!({"id": id.to_string(), "text": text}), gold)
}

fn write(folder: &Path, pages: &[(Value, Value)]) {
    let join = |records: Vec<String>| records.join("\n") + "\n";
    let texts = pages.iter().map(|(text, _)| text.to_string()).collect();
    let gold = pages.iter().map(|(_, gold)| gold.to_string()).collect();
    fs::write(folder.join("texts.jsonl"), join(texts)).unwrap();
    fs::write(folder.join("gold.jsonl"), join(gold)).unwrap();
}

fn train(folder: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
        .current_dir(folder)
        .args(["train", "--isolated", "--gold", "gold.jsonl", "texts.jsonl"])
        .args(["--min-count", "2", "--strength", "1"])
        .args(more)
        .output()
        .unwrap()
}

#[test]
fn a_model_is_learnt_and_is_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let pages: Vec<_> = (0..12)
        .map(|n| page(n, ["north", "south", "east"][n % 3]))
        .collect();
    write(folder.path(), &pages);
    let out = train(folder.path(), &["--group-by", "outlet", "-o", "model.toml"]);
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{said}");
    assert!(said.contains("0.9    1.0000     1.0000"), "{said}");
    let model = fs::read_to_string(folder.path().join("model.toml")).unwrap();
    let table: toml::Table = model.parse().unwrap();
    let weights = &table["page_models"]["page"]["weights"];
    assert!(weights["class=P"].as_float().unwrap() < 0.0);
    assert!(weights["class=T"].as_float().unwrap() > 0.0);
    train(folder.path(), &["--group-by", "outlet", "-o", "again.toml"]);
    let again = fs::read_to_string(folder.path().join("again.toml")).unwrap();
    assert_eq!(model, again);
}

#[test]
fn gold_without_labels_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (text, mut gold) = page(0, "north");
    gold["lines"] = json!([]);
    write(folder.path(), &[(text, gold)]);
    let out = train(folder.path(), &[]);
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains("no line is labelled as residue"), "{said}");
    assert!(said.contains("docs/training.md"), "{said}");
}
