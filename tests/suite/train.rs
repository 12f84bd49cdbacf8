//! `train`: fitting models on a few labelled texts, and the messages when that is not possible.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use super::support::{Rule, empty_folder, pack_with, read_text, run_program, write_file};

const MENU: [&str; 5] = ["Home", "News", "Sport", "Weather", "Sign in"];
const PARAGRAPH: &str = "The old lighthouse above the harbour opened its doors again on Sunday, two years after a storm had torn the roof from its lamp room.";

/// A page with its labels: a menu, an article and a footer.
fn labelled_page(id: usize, outlet: &str) -> (Value, Value) {
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

/// Writes texts and their labels.
fn write_pages(folder: &Path, pages: &[(Value, Value)]) {
    let join = |records: Vec<String>| records.join("\n") + "\n";
    let texts = pages.iter().map(|(text, _)| text.to_string()).collect();
    let gold = pages.iter().map(|(_, gold)| gold.to_string()).collect();
    fs::write(folder.join("texts.jsonl"), join(texts)).unwrap();
    fs::write(folder.join("gold.jsonl"), join(gold)).unwrap();
}

fn run_train(folder: &Path, model: &str, more: &[&str]) -> Output {
    let args = [
        &["train", model, "--isolated", "--gold", "gold.jsonl"],
        &["texts.jsonl", "--min-count", "2", "--strength", "1"],
        more,
    ];
    run_program(folder, &args.concat())
}

#[test]
fn fitting_a_page_model_twice_gives_the_same_model() {
    let folder = empty_folder();
    let pages: Vec<_> = (0..12)
        .map(|n| labelled_page(n, ["north", "south", "east"][n % 3]))
        .collect();
    write_pages(folder.path(), &pages);
    let out = run_train(
        folder.path(),
        "furniture",
        &["--group-by", "outlet", "-o", "model.toml"],
    );
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{said}");
    // The last lines before the boilerplate below the article are kept, whatever their score.
    assert!(said.contains("0.9    1.0000     0.8837"), "{said}");
    let model = read_text(folder.path(), "model.toml");
    let table: toml::Table = model.parse().unwrap();
    let weights = &table["page_models"]["page"]["weights"];
    assert!(weights["class=P"].as_float().unwrap() < 0.0);
    assert!(weights["class=T"].as_float().unwrap() > 0.0);
    run_train(
        folder.path(),
        "furniture",
        &["--group-by", "outlet", "-o", "again.toml"],
    );
    let again = read_text(folder.path(), "again.toml");
    assert_eq!(model, again);
}

#[test]
fn invalid_rows_are_reported_and_left_out() {
    let folder = empty_folder();
    let mut pages: Vec<_> = (0..4).map(|n| labelled_page(n, "north")).collect();
    pages[1].1["lines"][0]["label"] = json!("bodie");
    pages[2].1["id"] = json!("elsewhere");
    write_pages(folder.path(), &pages);
    let out = run_train(folder.path(), "furniture", &[]);
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(
        said.contains("gold.jsonl:2: unknown label `bodie`"),
        "{said}"
    );
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(
        said.contains("2 labelled texts, 1 rows of labels without a text"),
        "{said}"
    );
    assert!(said.contains("[page_models.page.weights]"), "{said}");
}

#[test]
fn gold_without_labels_is_refused() {
    let folder = empty_folder();
    let (text, mut gold) = labelled_page(0, "north");
    gold["lines"] = json!([]);
    write_pages(folder.path(), &[(text, gold)]);
    let out = run_train(folder.path(), "furniture", &[]);
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(
        said.contains("no line is labelled as boilerplate"),
        "{said}"
    );
    assert!(said.contains("docs/training.md"), "{said}");
}

/// The subjects of the articles. Each word occurs in one article only.
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

/// A pack with a story model for English, whose weights find nothing, and with a rule of that model.
fn story_pack() -> String {
    let model = r#"[models.english]
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
"#;
    let rule = Rule {
        kind: "story",
        category: "appended-story",
        keys: "model = \"english\"",
        ..Rule::default()
    };
    pack_with(model, &[rule])
}

/// The lines of an article, its headline first.
fn article_lines(subject: usize, day: usize) -> Vec<String> {
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

/// A text of one article, or of several one after another, with its labels.
fn labelled_stories(id: usize, subjects: &[usize]) -> (Value, Value) {
    let (mut text, mut labels) = (String::new(), Vec::new());
    for (story, &subject) in subjects.iter().enumerate() {
        for (n, line) in article_lines(subject, id).into_iter().enumerate() {
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

/// What training printed, and the model.
fn train_on_stories(texts: &[(Value, Value)], more: &[&str]) -> (String, toml::Table) {
    let folder = empty_folder();
    write_pages(folder.path(), texts);
    write_file(folder.path(), "pack.toml", story_pack());
    let args = [
        "--rules",
        "pack.toml",
        "--no-survey",
        "--group-by",
        "outlet",
    ];
    let out = run_train(
        folder.path(),
        "story",
        &[args.as_slice(), &["-o", "model.toml"], more].concat(),
    );
    let said = String::from_utf8([out.stdout, out.stderr].concat()).unwrap();
    assert!(out.status.success(), "{said}");
    let model = read_text(folder.path(), "model.toml");
    (said, model.parse().unwrap())
}

#[test]
fn a_story_model_can_be_fitted_on_labelled_stories() {
    let texts: Vec<_> = (0..18)
        .map(|n| {
            labelled_stories(
                n,
                [[n % 6, (n + 1) % 6, (n + 2) % 6].as_slice(), &[n % 6]][n / 3 % 2],
            )
        })
        .collect();
    let (said, model) = train_on_stories(&texts, &["--compose", "0"]);
    assert!(said.contains("1      1.0000     1.0000"), "{said}");
    let model = &model["models"]["english"];
    let weight = |part: &str, name: &str| model[part].get(name).and_then(toml::Value::as_float);
    // New words are evidence for a story, repeated words against it.
    assert!(weight("start", "cohesion_lead").unwrap() < 0.0);
    assert!(weight("split", "headline").unwrap() > 0.0);
    // Weights of features that the texts do not have stay as they are.
    assert_eq!(weight("start", "after_mark"), Some(2.5));
    assert_eq!(weight("start", "question_head"), None);
    assert_eq!(
        train_on_stories(&texts, &["--compose", "0"]).1["models"]["english"],
        *model
    );
}

#[test]
fn a_story_model_can_be_fitted_on_articles_without_stories() {
    let texts: Vec<_> = (0..18).map(|n| labelled_stories(n, &[n % 6])).collect();
    let (said, model) = train_on_stories(&texts, &["--compose", "20"]);
    assert!(
        said.contains("60 more texts composed of their articles"),
        "{said}"
    );
    let weight = model["models"]["english"]["start"]["cohesion_lead"].as_float();
    assert!(weight.unwrap() < 0.0, "{said}");
}

#[test]
fn weights_set_by_hand_can_be_kept() {
    let texts: Vec<_> = (0..18).map(|n| labelled_stories(n, &[n % 6])).collect();
    let (_, model) = train_on_stories(&texts, &["--keep", "after_mark,cohesion_lead"]);
    let start = model["models"]["english"]["start"].as_table().unwrap();
    assert_eq!(start["after_mark"].as_float(), Some(2.5));
    assert!(!start.contains_key("cohesion_lead"));
    assert!(start.contains_key("new_share"));
}

#[test]
fn an_unknown_story_model_is_reported() {
    let folder = empty_folder();
    write_pages(folder.path(), &[labelled_stories(0, &[0])]);
    let out = run_train(folder.path(), "story", &["--model", "klingon"]);
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(
        said.contains("no active rule has a story model named klingon"),
        "{said}"
    );
}
