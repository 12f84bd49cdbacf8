//! `eval`: figures on a small gold file that were worked out by hand, the comparison with an earlier run,
//! and gold that does not fit its documents.

use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use super::support::{Rule, folder_with_texts, pack, run_program, stderr_of, write_file};

/// One rule for each grade: a safe fix, an unsafe one, and none.
const RULES: [Rule; 3] = [
    Rule {
        id: "promo",
        kind: "line",
        category: "follow",
        summary: "an invitation to the app",
        why: "It is addressed to the reader of the page.",
        keys: "fix = \"safe\"\nphrases = [\"Get the Harbour app\"]",
        flag: "Ships came.\n⟦Get the Harbour app⟧\n",
        test_keys: "",
        clean: "You can get the Harbour app at the quay.\n",
    },
    Rule {
        id: "desk",
        kind: "line",
        category: "more",
        summary: "a link to more of the desk",
        why: "It leads away from the article.",
        keys: "fix = \"unsafe\"\nphrases = [\"More from the desk\"]",
        flag: "Ships came.\n⟦More from the desk⟧\n",
        test_keys: "",
        clean: "He wanted more from the desk that he sat at.\n",
    },
    Rule {
        id: "note",
        kind: "line",
        category: "metadata",
        summary: "a note",
        why: "It is about the article.",
        keys: "severity = \"info\"\nphrases = [\"By our staff\", \"Rain fell on the hills\"]",
        flag: "Ships came.\n⟦By our staff⟧\n",
        test_keys: "",
        clean: "The hall was built by our staff and others.\n",
    },
];

const CONFIG: &str =
    "packs = [\"mine.toml\"]\ntrust = [\"mine\"]\nselect = [\"promo\", \"desk\", \"note\"]\n";

/// Each line of a document with its label. A blank line separates them.
type Lines = &'static [(&'static str, &'static str)];

const DOCUMENTS: &[(&str, &str, Lines)] = &[
    (
        "a",
        "north",
        &[
            ("body", "The harbour reopened on Monday."),
            ("boilerplate:follow", "Get the Harbour app"),
            ("boilerplate:more", "More from the desk"),
            ("metadata:byline", "By our staff"),
            ("body", "Ships came in again."),
        ],
    ),
    // Here the invitation belongs to the article, so removing it is a loss.
    (
        "b",
        "north",
        &[
            ("body", "The council met on Tuesday."),
            ("subhead", "Get the Harbour app"),
            ("body", "It went home late."),
        ],
    ),
    (
        "c",
        "south",
        &[
            ("title", "Rain fell on the hills."),
            ("unscored", "Photo by hand"),
        ],
    ),
];

/// The texts and the gold of the documents.
fn corpus() -> (String, String) {
    let (mut rows, mut golds) = (String::new(), String::new());
    for (id, paper, lines) in DOCUMENTS {
        let mut text = String::new();
        let mut labels = Vec::new();
        for (label, line) in *lines {
            let start = text.len();
            text.push_str(line);
            labels.push(json!({"start": start, "end": text.len(), "label": label}));
            text.push_str("\n\n");
        }
        let gold = json!({"id": id, "paper": paper, "n_bytes": text.len(), "lines": labels});
        rows += &format!(
            "{}\n",
            json!({"id": id, "text": text, "desk": format!("desk {id}")})
        );
        golds += &format!("{gold}\n");
    }
    (rows, golds)
}

fn corpus_folder() -> tempfile::TempDir {
    let (rows, golds) = corpus();
    folder_with_texts(&[
        ("mine.toml", &pack(&RULES)),
        ("corpus-lint.toml", CONFIG),
        ("news.jsonl", &rows),
        ("gold.jsonl", &golds),
    ])
}

/// Runs `eval` on the corpus of a folder.
fn run_eval(folder: &Path, more: &[&str]) -> Output {
    run_program(
        folder,
        &[&["eval", "--gold", "gold.jsonl", "news.jsonl"], more].concat(),
    )
}

fn json_report_of(out: &Output) -> Value {
    serde_json::from_slice(&out.stdout).unwrap_or_else(|_| panic!("{}", stderr_of(out)))
}

fn eval_report(folder: &Path, more: &[&str]) -> Value {
    json_report_of(&run_eval(
        folder,
        &[&["--output-format", "json"], more].concat(),
    ))
}

/// The row with this name.
fn row_named<'v>(rows: &'v Value, name: &str) -> &'v Value {
    let mut rows = rows.as_array().unwrap().iter();
    rows.find(|row| row["name"] == name).unwrap()
}

#[test]
fn the_figures_of_all_grades_are_those_worked_out_by_hand() {
    let folder = corpus_folder();
    let report = eval_report(folder.path(), &[]);
    assert_eq!(report["version"], 1);
    let expected = [
        // recall, precision, body loss, F1, exact, touched, metadata removed
        (
            "safe",
            [
                16. / 31.,
                16. / 32.,
                16. / 117.,
                0.893_485,
                1. / 3.,
                1. / 2.,
                0.,
            ],
        ),
        (
            "unsafe",
            [1., 31. / 47., 16. / 117., 0.942_029, 2. / 3., 1. / 2., 0.],
        ),
        (
            "findings",
            [1., 31. / 66., 35. / 117., 0.608_696, 1. / 3., 1., 1.],
        ),
    ];
    let names = [
        "recall",
        "precision",
        "body_loss",
        "f1",
        "exact",
        "touched",
        "metadata_removed",
    ];
    for (grade, values) in expected {
        let overall = &report["grades"][grade]["overall"];
        assert_eq!(overall["residue"]["all"], 31);
        assert_eq!(overall["kept"]["all"], 117);
        for (name, expected) in names.iter().zip(values) {
            let figure = &overall["figures"][name];
            let [value, low, high] =
                ["value", "low", "high"].map(|key| figure[key].as_f64().unwrap());
            assert!(
                (value - expected).abs() < 6e-6,
                "{grade} {name}: {value}, not {expected}"
            );
            assert!(low <= value && value <= high, "{grade} {name}: {figure}");
        }
    }
}

#[test]
fn figures_are_given_by_rule_label_group_and_document() {
    let folder = corpus_folder();
    let report = eval_report(folder.path(), &["--by", "paper,desk"]);
    let safe = &report["grades"]["safe"];
    let promo = json!({"name": "promo", "hits": 2, "documents": 2,
        "residue": 16, "kept": 16, "metadata": 0, "unscored": 0});
    assert_eq!(safe["removals"]["rule"], json!([promo]));
    assert_eq!(
        row_named(&safe["removals"]["category"], "follow")["kept"],
        16
    );
    assert_eq!(row_named(&safe["removals"]["kind"], "line")["residue"], 16);
    assert_eq!(
        row_named(&safe["labels"], "boilerplate:more"),
        &json!({"name": "boilerplate:more", "all": 15, "removed": 0})
    );
    assert_eq!(row_named(&safe["groups"]["paper"], "north")["documents"], 2);
    assert_eq!(
        row_named(&safe["groups"]["desk"], "desk b")["kept"]["removed"],
        16
    );
    assert_eq!(row_named(&safe["groups"]["language"], "en")["documents"], 3);
    assert_eq!(
        safe["flawed"],
        json!([
            {"id": "b", "kept_lost": 16, "residue_left": 0,
             "lost": [{"name": "promo", "start": 29, "end": 48, "bytes": 16}], "left": []},
            {"id": "a", "kept_lost": 0, "residue_left": 15,
             "lost": [], "left": [{"name": "boilerplate:more", "start": 54, "end": 72, "bytes": 15}]},
        ])
    );
    let note = row_named(&report["grades"]["findings"]["removals"]["rule"], "note");
    assert_eq!((&note["kept"], &note["metadata"]), (&json!(19), &json!(10)));
    assert_eq!(
        report,
        eval_report(folder.path(), &["--by", "paper,desk", "-j", "1"])
    );
}

#[test]
fn the_table_shows_totals_rules_and_the_worst_documents() {
    let folder = corpus_folder();
    let out = run_eval(folder.path(), &["--by", "rule,label,paper", "--worst", "1"]);
    assert_eq!(out.status.code(), Some(0), "{}", stderr_of(&out));
    let text = String::from_utf8(out.stdout).unwrap();
    for line in [
        "Checked 3 documents: 31 bytes of boilerplate, 117 bytes to keep.",
        "exact documents         33.33 (6.15-79.23)     66.67 (20.77-93.85)      33.33 (6.15-79.23)",
        "  promo                                          2           2          16          16           0           0       50.00",
        "  b: 16 bytes of text lost, 0 bytes of boilerplate left",
        "    bytes 29 to 48 (16 visible) lost to promo",
    ] {
        assert!(text.lines().any(|shown| shown == line), "{line}\n{text}");
    }
}

#[test]
fn switching_a_rule_off_is_worse_than_an_earlier_run() {
    let folder = corpus_folder();
    let earlier = run_eval(folder.path(), &["--output-format", "json"]);
    write_file(folder.path(), "run.json", &earlier.stdout);
    let against = ["--output-format", "json", "--against", "run.json"];

    let same = run_eval(folder.path(), &against);
    assert_eq!(same.status.code(), Some(0), "{}", stderr_of(&same));
    assert_eq!(json_report_of(&same)["against"]["is_worse"], false);

    let off = [&against[..], &["--ignore", "promo"]].concat();
    let worse = run_eval(folder.path(), &off);
    assert_eq!(worse.status.code(), Some(1), "{}", stderr_of(&worse));
    let change = &json_report_of(&worse)["against"]["grades"]["safe"];
    assert_eq!(
        change["rules"],
        json!([{"name": "promo", "residue": -16, "kept": -16}])
    );
    assert_eq!(
        change["worse"],
        json!([{"id": "a", "kept_lost": 0, "residue_left": 16}])
    );
    assert_eq!(change["figures"]["recall"], json!([0.51613, 0.0]));

    let tolerated = run_eval(folder.path(), &[&off[..], &["--tolerance", "52"]].concat());
    assert_eq!(
        tolerated.status.code(),
        Some(0),
        "{}",
        stderr_of(&tolerated)
    );
    let text = run_eval(
        folder.path(),
        &["--against", "run.json", "--ignore", "promo"],
    );
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("recall: 51.61 before, 0.00 now"), "{text}");
}

/// What `eval` prints on standard error, without line breaks, after a file was changed.
fn complaint_after_change(file: &str, change: impl Fn(String) -> String) -> String {
    let folder = corpus_folder();
    let path = folder.path().join(file);
    std::fs::write(&path, change(std::fs::read_to_string(&path).unwrap())).unwrap();
    let out = run_eval(folder.path(), &[]);
    assert_eq!(out.status.code(), Some(2));
    let said: Vec<String> = stderr_of(&out)
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    said.join(" ")
}

#[test]
fn documents_that_differ_from_the_labelled_texts_are_reported() {
    let longer = complaint_after_change("news.jsonl", |text| text.replace("late", "very late"));
    let said = "news.jsonl[1]: 75 bytes, but the labelled text has 70: see gold.jsonl:2";
    assert!(longer.contains(said), "{longer}");
    let hash = |gold: String| gold.replace("\"n_bytes\":70", "\"sha256\":\"00\"");
    let other = complaint_after_change("gold.jsonl", hash);
    assert!(
        other.contains("news.jsonl[1]: not the labelled text"),
        "{other}"
    );
    let twice = complaint_after_change("news.jsonl", |text| {
        text.replace("\"id\":\"c\"", "\"id\":\"b\"")
    });
    assert!(
        twice.contains("news.jsonl[2]: another document had this id"),
        "{twice}"
    );
    let nobody =
        complaint_after_change("gold.jsonl", |gold| gold.replace("\"id\":\"", "\"id\":\"x"));
    assert!(nobody.contains("no document was judged"), "{nobody}");
}

#[test]
fn invalid_gold_is_reported_with_its_line() {
    for ((old, new), said) in [
        (
            ("\"subhead\"", "\"subhed\""),
            "gold.jsonl:2: unknown label `subhed`: did you mean `subhead`?",
        ),
        (
            ("\"id\":\"b\"", "\"di\":\"b\""),
            "gold.jsonl:2: not a row of gold: missing field `id`",
        ),
        (
            ("\"id\":\"b\"", "\"id\":\"a\""),
            "gold.jsonl:2: `a` is already labelled at gold.jsonl:1",
        ),
        (
            ("\"start\":29", "\"start\":59"),
            "gold.jsonl:2: a label ends before it begins: 59 to 48",
        ),
        (
            ("\"end\":48", "\"end\":99"),
            "gold.jsonl:2: bytes 29 to 99 are not part of the text of news.jsonl[1]",
        ),
    ] {
        let complaint = complaint_after_change("gold.jsonl", |gold| gold.replace(old, new));
        assert!(complaint.contains(said), "{complaint}");
        assert!(
            complaint.contains("help: it was left out")
                || complaint.contains("help: this row was skipped"),
            "{complaint}"
        );
    }
}

#[test]
fn an_unknown_field_is_reported() {
    let folder = corpus_folder();
    let out = run_eval(folder.path(), &["--by", "papper"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(stderr_of(&out).contains("--by papper: neither gold nor a record has such a field"));
}

#[test]
fn an_earlier_run_must_have_checked_the_same_documents() {
    let folder = corpus_folder();
    let said = |name: &str, text: &str| {
        write_file(folder.path(), name, text);
        let out = run_eval(folder.path(), &["--against", name]);
        assert_eq!(out.status.code(), Some(2));
        stderr_of(&out)
    };
    assert!(said("no.json", "{}").contains("not the report of an earlier run"));
    let mut report = eval_report(folder.path(), &[]);
    report["grades"]["safe"]["overall"]["documents"] = json!(2);
    assert!(said("other.json", &report.to_string()).contains("judged other documents"));
    report["version"] = json!(2);
    assert!(said("newer.json", &report.to_string()).contains("version 2"));
}
