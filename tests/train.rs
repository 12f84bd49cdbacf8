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

fn train(folder: &Path, model: &str, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
        .current_dir(folder)
        .args(["train", model, "--isolated", "--gold", "gold.jsonl"])
        .args(["texts.jsonl", "--min-count", "2", "--strength", "1"])
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
    let out = train(
        folder.path(),
        "furniture",
        &["--group-by", "outlet", "-o", "model.toml"],
    );
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{said}");
    assert!(said.contains("0.9    1.0000     1.0000"), "{said}");
    let model = fs::read_to_string(folder.path().join("model.toml")).unwrap();
    let table: toml::Table = model.parse().unwrap();
    let weights = &table["page_models"]["page"]["weights"];
    assert!(weights["class=P"].as_float().unwrap() < 0.0);
    assert!(weights["class=T"].as_float().unwrap() > 0.0);
    train(
        folder.path(),
        "furniture",
        &["--group-by", "outlet", "-o", "again.toml"],
    );
    let again = fs::read_to_string(folder.path().join("again.toml")).unwrap();
    assert_eq!(model, again);
}

#[test]
fn rows_that_cannot_be_understood_are_named_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut pages: Vec<_> = (0..4).map(|n| page(n, "north")).collect();
    pages[1].1["lines"][0]["label"] = json!("bodie");
    pages[2].1["id"] = json!("elsewhere");
    write(folder.path(), &pages);
    let out = train(folder.path(), "furniture", &[]);
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(
        said.contains("gold.jsonl:2: unknown label `bodie`"),
        "{said}"
    );
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(
        said.contains("2 labelled texts, 1 rows of gold without a text"),
        "{said}"
    );
    assert!(said.contains("[page_models.page.weights]"), "{said}");
}

#[test]
fn gold_without_labels_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (text, mut gold) = page(0, "north");
    gold["lines"] = json!([]);
    write(folder.path(), &[(text, gold)]);
    let out = train(folder.path(), "furniture", &[]);
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains("no line is labelled as residue"), "{said}");
    assert!(said.contains("docs/training.md"), "{said}");
}

/// What the articles of the tests are about: each of their words is of one article alone.
const SUBJECTS: [[&str; 6]; 6] = [
    ["lighthouse", "harbour", "lamp", "keeper", "storm", "island"],
    [
        "orchestra",
        "violin",
        "conductor",
        "symphony",
        "hall",
        "rehearsal",
    ],
    ["orchard", "apple", "frost", "farmer", "cider", "blossom"],
    [
        "tunnel", "railway", "engineer", "concrete", "platform", "signal",
    ],
    [
        "library",
        "shelf",
        "reader",
        "catalogue",
        "binding",
        "archive",
    ],
    [
        "glacier",
        "climber",
        "summit",
        "crevasse",
        "rope",
        "avalanche",
    ],
];

/// A story model that knows English, with weights that see nothing, and a rule of it.
const PACK: &str = r#"
[pack]
name = "test"
about = "Stories in English"
[models.english]
threshold = 1.0
split_threshold = 1.0
max_lines = 400
reporting_verbs = ["officials"]
continuers = []
turns = []
time_words = ["monday"]
appeals = []
empty_words = ["the", "of", "and", "to", "that", "which", "with", "said", "after", "was", "had", "for", "many", "in", "years", "officials", "people", "told", "new", "soon", "again", "will"]
weak_words = []
common_words = []
start = { after_mark = 2.5 }
split = {}
[[rule]]
id = "test-story"
kind = "story"
category = "appended-story"
summary = "a story"
why = "Another story."
model = "english"
[[rule.test]]
flag = ["⟦x⟧"]
clean = ["x"]
"#;

/// The lines of an article, its headline first.
fn article(subject: usize, day: usize) -> Vec<String> {
    let [a, b, c, d, e, f] = SUBJECTS[subject];
    vec![
        format!("The {a} of the {b} gets a new {c} soon {day}"),
        format!(
            "Officials said on Monday that the {a} of the {b} will get a new {c}, which the {d} had asked for after the {e} {day}."
        ),
        format!(
            "The {d} told people that the {e} had cost the {b} and the {a} many years, and that the {f} was lost with it."
        ),
        format!(
            "After the {e} the {f} was quiet, and the {a} with its {c} had to wait for the {d} and the {b} again."
        ),
        format!(
            "For many years the {b} and the {c} had been the work of the {d}, who told people in the {a} of the {e} again."
        ),
        format!(
            "Then the {e} of the {b} told the {f} that the {c} and the {a} will go to the {d} again in many years."
        ),
        format!(
            "Many people of the {f} said that the {c} of the {a} was the pride of the {b} and of the {d}."
        ),
    ]
}

/// A text of one article or of several with a line of signs in front of the last.
fn stories(id: usize, subjects: &[usize]) -> (Value, Value) {
    let (mut text, mut labels) = (String::new(), Vec::new());
    for (story, &subject) in subjects.iter().enumerate() {
        for (n, line) in article(subject, id).into_iter().enumerate() {
            let start = text.len();
            text.push_str(&line);
            let mut label = json!({"start": start, "end": text.len(), "label": "body"});
            match (story, n) {
                (0, 0) => label["label"] = json!("title"),
                (0, _) => {}
                _ => {
                    label["label"] = json!("boilerplate:appended-story");
                    label["story"] = json!(story);
                }
            }
            labels.push(label);
            text.push('\n');
        }
    }
    let outlet = ["north", "south", "east"][id / 6 % 3];
    let gold = json!({"id": id.to_string(), "outlet": outlet, "lines": labels});
    (json!({"id": id.to_string(), "text": text}), gold)
}

/// What training says, and the model.
fn trained_on_stories(texts: &[(Value, Value)], more: &[&str]) -> (String, toml::Table) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), texts);
    fs::write(folder.path().join("pack.toml"), PACK).unwrap();
    let args = [
        "--rules",
        "pack.toml",
        "--no-survey",
        "--group-by",
        "outlet",
    ];
    let out = train(
        folder.path(),
        "story",
        &[args.as_slice(), &["-o", "model.toml"], more].concat(),
    );
    let said = String::from_utf8([out.stdout, out.stderr].concat()).unwrap();
    assert!(out.status.success(), "{said}");
    let model = fs::read_to_string(folder.path().join("model.toml")).unwrap();
    (said, model.parse().unwrap())
}

#[test]
fn a_story_model_is_learnt_from_labelled_stories() {
    let texts: Vec<_> = (0..18)
        .map(|n| {
            stories(
                n,
                [[n % 6, (n + 1) % 6, (n + 2) % 6].as_slice(), &[n % 6]][n / 3 % 2],
            )
        })
        .collect();
    let (said, model) = trained_on_stories(&texts, &["--compose", "0"]);
    assert!(said.contains("1      1.0000     1.0000"), "{said}");
    let model = &model["models"]["english"];
    let weight = |part: &str, name: &str| model[part].get(name).and_then(toml::Value::as_float);
    // New words speak for a story, known ones against it.
    assert!(weight("start", "cohesion_lead").unwrap() < 0.0);
    assert!(weight("split", "headline").unwrap() > 0.0);
    // What the texts do not show stays as it is.
    assert_eq!(weight("start", "after_mark"), Some(2.5));
    assert_eq!(weight("start", "question_head"), None);
    assert_eq!(
        trained_on_stories(&texts, &["--compose", "0"]).1["models"]["english"],
        *model
    );
}

#[test]
fn a_story_model_is_learnt_from_articles_alone() {
    let texts: Vec<_> = (0..18).map(|n| stories(n, &[n % 6])).collect();
    let (said, model) = trained_on_stories(&texts, &["--compose", "20"]);
    assert!(said.contains("60 texts made of their articles"), "{said}");
    let weight = model["models"]["english"]["start"]["cohesion_lead"].as_float();
    assert!(weight.unwrap() < 0.0, "{said}");
}

#[test]
fn weights_set_by_hand_can_be_kept() {
    let texts: Vec<_> = (0..18).map(|n| stories(n, &[n % 6])).collect();
    let (_, model) = trained_on_stories(&texts, &["--keep", "after_mark,cohesion_lead"]);
    let start = model["models"]["english"]["start"].as_table().unwrap();
    assert_eq!(start["after_mark"].as_float(), Some(2.5));
    assert!(!start.contains_key("cohesion_lead"));
    assert!(start.contains_key("new_share"));
}

#[test]
fn a_story_model_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[stories(0, &[0])]);
    let out = train(folder.path(), "story", &["--model", "klingon"]);
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(
        said.contains("no rule that reports has a story model named klingon"),
        "{said}"
    );
}
