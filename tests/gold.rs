//! Accuracy on labelled text that is not ours to ship: it lies in `../shared`, or where
//! `CORPUS_LINT_SHARED` says. Where it is missing these tests say so and pass.

mod common;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{err, run};
use corpus_lint::rules::{Applicability, RuleSet, shipped_packs};
use serde_json::Value;

/// The sets of gold, and where their texts are.
const SETS: &[(&str, &str)] = &[
    ("seeds", "seeds"),
    ("arabic.dev", "gold/arabic.dev.texts.jsonl"),
    ("web.dev", "gold/web.dev.texts.jsonl"),
    ("stories.dev", "gold/stories.dev.texts.jsonl"),
];

/// A safe fix removes at least so much residue of all scored bytes that it removes.
const SAFE: f64 = 0.995;
/// A rule that was met less often was not measured.
const FEW: usize = 5;
/// Kinds whose fixes reach into lines.
const NOT_WHOLE_LINES: &[&str] = &["span", "missing-break", "encoding"];

fn shared() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("CORPUS_LINT_SHARED").map_or_else(beside, PathBuf::from);
    let is_there = folder.join("gold").is_dir();
    if !is_there {
        // Not by a macro: the test runner would keep the message of a test that passes.
        let message = format!("Skipped: no labelled text is at {}.\n", folder.display());
        let _ = std::io::stderr().write_all(message.as_bytes());
    }
    is_there.then_some(folder)
}

fn gold(shared: &Path, set: &str) -> String {
    shared
        .join(format!("gold/{set}.gold.jsonl"))
        .display()
        .to_string()
}

/// The report on these sets together.
fn report(shared: &Path, sets: &[(&str, &str)]) -> Value {
    let mut args = vec![
        "eval".to_owned(),
        "--isolated".into(),
        "--output-format=json".into(),
    ];
    for (set, texts) in sets {
        args.extend(["--gold".into(), gold(shared, set)]);
        args.push(shared.join(texts).display().to_string());
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let out = run(shared, &args);
    serde_json::from_slice(&out.stdout).unwrap_or_else(|_| panic!("{}", err(&out)))
}

/// The figures of the scorer that compares the texts of the cleaned copies with the old ones.
fn scored(shared: &Path, set: &str, texts: &str, fixes: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    if shared.join(texts).is_dir() {
        std::fs::create_dir(&out).unwrap();
    }
    let out = out.display().to_string();
    run(
        shared,
        &[
            &["--isolated", "--quiet", "--fix", "-o", &out, texts],
            fixes,
        ]
        .concat(),
    );
    let of_folder = format!("{out}/{texts}");
    let cleaned = if Path::new(&of_folder).is_dir() {
        of_folder
    } else {
        out
    };
    let score = Command::new("python3")
        .arg(shared.join("tools/score.py"))
        .args(["--json", &gold(shared, set), texts, &cleaned])
        .current_dir(shared)
        .output()
        .expect("python3 runs the scorer");
    serde_json::from_slice(&score.stdout).unwrap_or_else(|_| panic!("{}", err(&score)))
}

fn agrees(set: usize) {
    let Some(shared) = shared() else { return };
    let (set, texts) = SETS[set];
    let report = report(&shared, &[(set, texts)]);
    for (grade, fixes) in [("safe", &[][..]), ("unsafe", &["--unsafe-fixes"])] {
        let scored = scored(&shared, set, texts, fixes);
        let of_grade = &report["grades"][grade];
        for (measure, figure) in of_grade["overall"]["figures"].as_object().unwrap() {
            let theirs = &scored["groups"]["all"][measure];
            assert_eq!(figure["value"], *theirs, "{set} {grade} {measure}");
        }
        for (label, theirs) in scored["recall_by_kind"].as_object().unwrap() {
            let labels = of_grade["labels"].as_array().unwrap();
            let ours = labels.iter().find(|row| row["name"] == **label).unwrap();
            let [removed, all] = ["removed", "all"].map(|key| ours[key].as_f64().unwrap());
            let difference = removed / all - theirs.as_f64().unwrap();
            assert!(difference.abs() < 1e-4, "{set} {grade} {label}");
        }
    }
}

#[test]
fn the_scorer_agrees_on_the_seeds() {
    agrees(0);
}

#[test]
fn the_scorer_agrees_on_arabic() {
    agrees(1);
}

#[test]
fn the_scorer_agrees_on_the_web() {
    agrees(2);
}

#[test]
fn the_scorer_agrees_on_stories() {
    agrees(3);
}

/// The fix of a shipped rule is safe only where gold says so, or has hardly met it.
#[test]
fn safe_fixes_are_safe() {
    let Some(shared) = shared() else { return };
    let report = report(&shared, SETS);
    let rules = RuleSet::new(shipped_packs().unwrap()).unwrap();
    let is_safe =
        |rule: &&corpus_lint::rules::Rule| rule.applicability == Some(Applicability::Safe);
    let kinds: BTreeMap<&str, &str> = rules
        .rules()
        .iter()
        .filter(is_safe)
        .map(|rule| (rule.id.as_str(), rule.kind))
        .collect();
    let mut failing = Vec::new();
    for row in report["grades"]["safe"]["removals"]["rule"]
        .as_array()
        .unwrap()
    {
        let rule = row["name"].as_str().unwrap();
        let [hits, residue, kept] =
            ["hits", "residue", "kept"].map(|key| row[key].as_u64().unwrap());
        let Some(kind) = kinds.get(rule) else {
            continue;
        };
        let is_rare = (hits as usize) < FEW && !NOT_WHOLE_LINES.contains(kind);
        if (residue as f64) < SAFE * (residue + kept) as f64 && !is_rare {
            failing.push(format!(
                "{rule} ({kind}): {hits} places, {residue} bytes of residue and {kept} of kept text"
            ));
        }
    }
    assert!(
        failing.is_empty(),
        "safe fixes that are not:\n{}",
        failing.join("\n")
    );
}
