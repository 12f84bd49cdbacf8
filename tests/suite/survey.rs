//! Findings that depend on other documents of the same source, and runs that check each document alone.

use serde_json::Value;

use super::support::{folder_with_texts, json_lines_of, read_text, run_program, stderr_of};

const NOTICE: &str = "Download the newest version of our reader for your telephone.";

const SUBJECTS: [&str; 6] = [
    "harbour",
    "bridge",
    "bakery",
    "school",
    "library",
    "lighthouse",
];

/// Documents from which lines of a source are compared.
const ENOUGH: usize = 24;

/// An article with a line of its site below it.
fn article(n: usize) -> String {
    let subject = SUBJECTS[n % SUBJECTS.len()];
    format!(
        "The {subject} of town number {n} will open again\n\
         After {n} months of work the doors of the {subject} will stand open on Monday, said the \
         mayor, and whoever wants to see the {subject} may come.\n{NOTICE}\n"
    )
}

/// An article of a site, as a line of JSON Lines.
fn article_row(n: usize, host: &str) -> String {
    let url = format!("https://www.{host}/{n}");
    let row = serde_json::json!({"id": format!("a{n}"), "url": url, "text": article(n)});
    format!("{row}\n")
}

fn findings(folder: &std::path::Path, more: &[&str]) -> Vec<Value> {
    let args = [
        "--output-format",
        "json-lines",
        "--quiet",
        "--select",
        "site-line-likely,other-title-likely",
    ];
    let output = run_program(folder, &[&args[..], more].concat());
    assert_eq!(stderr_of(&output), "");
    json_lines_of(&output)
}

#[test]
fn a_line_in_many_documents_of_a_folder_belongs_to_the_site() {
    let names: Vec<String> = (0..ENOUGH).map(|n| format!("news/{n}.txt")).collect();
    let bodies: Vec<String> = (0..ENOUGH).map(article).collect();
    let files: Vec<_> = names
        .iter()
        .zip(&bodies)
        .map(|(n, b)| (n.as_str(), b.as_str()))
        .collect();
    let folder = folder_with_texts(&files);
    let found = findings(folder.path(), &["news"]);
    assert_eq!(found.len(), ENOUGH);
    assert!(found.iter().all(|finding| finding["text"] == NOTICE));
    let message = found[0]["message"].as_str().unwrap();
    let (said, named) = message.split_once(", such as ").unwrap();
    assert_eq!(
        said,
        "a line of the site, not of the article: in 24 of 24 articles of news"
    );
    let (one, other) = named.split_once(" and ").unwrap();
    let is_another = |name: &str| names[1..].iter().any(|another| another == name);
    assert!(
        is_another(one) && is_another(other) && one != other,
        "{named}"
    );
    assert!(findings(folder.path(), &["--no-survey", "news"]).is_empty());
    // Some of the files are too few to compare.
    let few: Vec<&str> = names[..12].iter().map(String::as_str).collect();
    assert!(findings(folder.path(), &few).is_empty());
}

#[test]
fn documents_are_grouped_by_their_site() {
    let rows = |hosts: [&str; 2]| -> String {
        (0..ENOUGH).map(|n| article_row(n, hosts[n % 2])).collect()
    };
    let one = rows(["north.example"; 2]);
    let two = rows(["north.example", "south.example"]);
    let folder = folder_with_texts(&[("one.jsonl", &one), ("two.jsonl", &two)]);
    let found = findings(folder.path(), &["one.jsonl"]);
    assert_eq!(found.len(), ENOUGH);
    let message = found[5]["message"].as_str().unwrap();
    assert!(
        message.contains("in 24 of 24 articles of north.example, such as a"),
        "{message}"
    );
    assert!(findings(folder.path(), &["two.jsonl"]).is_empty());
    // With another source field, each document is a source of its own.
    assert!(findings(folder.path(), &["--source-field", "id", "one.jsonl"]).is_empty());
}

#[test]
fn a_title_in_a_field_counts_as_a_title() {
    let mut text = article(0);
    text.push_str(
        "\nWhat the bakers say of the price of flour\nThe doors stay open until the evening.\n",
    );
    let titled_row = |id: &str, title: &str, text: &str| {
        format!(
            "{}\n",
            serde_json::json!({"id": id, "title": title, "text": text})
        )
    };
    let rows = titled_row("a", "The harbour of town number 0 will open again", &text)
        + &titled_row(
            "b",
            "What the bakers say of the price of flour",
            "Flour costs more since yesterday.",
        );
    let folder = folder_with_texts(&[("news.jsonl", &rows)]);
    let found = findings(folder.path(), &["news.jsonl"]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["rule"], "other-title-likely");
    let message = found[0]["message"].as_str().unwrap();
    assert!(
        message.ends_with("in 2 of 2 articles, as the title of b"),
        "{message}"
    );
}

#[test]
fn a_fix_does_not_depend_on_threads_and_a_second_changes_nothing() {
    let rows: String = (0..ENOUGH)
        .map(|n| article_row(n, "north.example"))
        .collect();
    let folder = folder_with_texts(&[("1.jsonl", &rows), ("4.jsonl", &rows)]);
    let read = |name: &str| read_text(folder.path(), name);
    for jobs in ["1", "4"] {
        let name = format!("{jobs}.jsonl");
        let args = [
            "--fix",
            "--unsafe-fixes",
            "-q",
            "--select",
            "site-line-likely",
            "--jobs",
            jobs,
            &name,
        ];
        assert_eq!(run_program(folder.path(), &args).status.code(), Some(0));
        let fixed = read(&name);
        assert!(!fixed.contains(NOTICE));
        assert_eq!(run_program(folder.path(), &args).status.code(), Some(0));
        assert_eq!(read(&name), fixed);
    }
    assert_eq!(read("1.jsonl"), read("4.jsonl"));
}
