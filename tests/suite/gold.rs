//! Accuracy on labelled texts that we may not publish: they are in `../shared`, or in the folder that
//! `CORPUS_LINT_SHARED` names. If they are missing, these tests print so and pass.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use corpus_lint::rules::Applicability;
use serde_json::Value;

use super::support::{empty_folder, repository_root, run_program, shipped_rules, stderr_of};

/// The sets of labelled texts: name, and file or folder of the texts.
const SETS: &[(&str, &str)] = &[
    ("seeds", "seeds"),
    ("arabic.dev", "gold/arabic.dev.texts.jsonl"),
    ("web.dev", "gold/web.dev.texts.jsonl"),
    ("stories.dev", "gold/stories.dev.texts.jsonl"),
];

/// At least this share of the scored bytes that a safe fix removes must be boilerplate.
const SAFE: f64 = 0.995;
/// A rule with fewer hits is not measured.
const FEW: usize = 5;
/// Kinds whose fixes change parts of lines.
const NOT_WHOLE_LINES: &[&str] = &["span", "missing-break", "encoding", "code", "inline-link"];

/// The folder of the labelled texts, if it exists.
fn shared_folder() -> Option<PathBuf> {
    let beside = || repository_root().join("../shared");
    let folder = std::env::var_os("CORPUS_LINT_SHARED").map_or_else(beside, PathBuf::from);
    let is_there = folder.join("gold").is_dir();
    if !is_there {
        // Not with a macro: the test runner hides what a test prints with it and passes.
        let message = format!("Skipped: no labelled text is at {}.\n", folder.display());
        let _ = std::io::stderr().write_all(message.as_bytes());
    }
    is_there.then_some(folder)
}

/// The labels of a set.
fn gold_file(shared: &Path, set: &str) -> String {
    shared
        .join(format!("gold/{set}.gold.jsonl"))
        .display()
        .to_string()
}

/// The report of `eval` on these sets together.
fn eval_report(shared: &Path, sets: &[(&str, &str)]) -> Value {
    let mut args = vec![
        "eval".to_owned(),
        "--isolated".into(),
        "--output-format=json".into(),
        // The articles of stories.dev are in it several times, whole and as a part of others.
        "--no-survey".into(),
    ];
    for (set, texts) in sets {
        args.extend(["--gold".into(), gold_file(shared, set)]);
        args.push(shared.join(texts).display().to_string());
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let out = run_program(shared, &args);
    serde_json::from_slice(&out.stdout).unwrap_or_else(|_| panic!("{}", stderr_of(&out)))
}

/// The figures of the separate scorer, which compares the cleaned copies with the originals.
fn scorer_figures(shared: &Path, set: &str, texts: &str, fixes: &[&str]) -> Value {
    let folder = empty_folder();
    let out = folder.path().join("out");
    if shared.join(texts).is_dir() {
        std::fs::create_dir(&out).unwrap();
    }
    let out = out.display().to_string();
    run_program(
        shared,
        &[
            &["--isolated", "--no-survey", "--quiet", "--fix"][..],
            &["-o", &out, texts],
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
        .args(["--json", &gold_file(shared, set), texts, &cleaned])
        .current_dir(shared)
        .output()
        .expect("python3 runs the scorer");
    serde_json::from_slice(&score.stdout).unwrap_or_else(|_| panic!("{}", stderr_of(&score)))
}

/// Checks that `eval` and the separate scorer give the same figures.
fn assert_scorer_agrees(set: usize) {
    let Some(shared) = shared_folder() else {
        return;
    };
    let (set, texts) = SETS[set];
    let report = eval_report(&shared, &[(set, texts)]);
    for (grade, fixes) in [("safe", &[][..]), ("unsafe", &["--unsafe-fixes"])] {
        let scored = scorer_figures(&shared, set, texts, fixes);
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
fn eval_agrees_with_the_scorer_on_the_seeds() {
    assert_scorer_agrees(0);
}

#[test]
fn eval_agrees_with_the_scorer_on_arabic_articles() {
    assert_scorer_agrees(1);
}

#[test]
fn eval_agrees_with_the_scorer_on_web_pages() {
    assert_scorer_agrees(2);
}

#[test]
fn eval_agrees_with_the_scorer_on_appended_stories() {
    assert_scorer_agrees(3);
}

/// A shipped rule may have a safe fix only if the labels confirm it, or if it has too few hits to tell.
#[test]
fn safe_fixes_of_shipped_rules_remove_only_boilerplate() {
    let Some(shared) = shared_folder() else {
        return;
    };
    let report = eval_report(&shared, SETS);
    let rules = shipped_rules();
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
                "{rule} ({kind}): {hits} places, {residue} bytes of boilerplate and {kept} of kept text"
            ));
        }
    }
    assert!(
        failing.is_empty(),
        "safe fixes that are not:\n{}",
        failing.join("\n")
    );
}
