//! Fixes that meet, and what guards withhold: rules that undo one another are named, and what others
//! took is told.

mod common;

use std::fs;

use common::{err, out, run, texts};

/// A rule that replaces one phrase in a line by another.
fn replacing(id: &str, from: &str, to: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\nkind = \"span\"\ncategory = \"other\"\nsummary = \"{from}\"\n\
         why = \"Its house writes {to}.\"\nfix = \"safe\"\nphrases = [\"{from}\"]\nreplace = \"{to}\"\n\
         [[rule.test]]\nflag = [\"It was ⟦{from}⟧ here.\"]\nclean = [\"It was {to} here.\"]\n"
    )
}

fn pack(rules: &[String]) -> String {
    format!("[pack]\nname = \"mine\"\nabout = \"x\"\n{}", rules.concat())
}

const TRUSTED: &str = "packs = [\"p.toml\"]\ntrust = [\"mine\"]\n";

#[test]
fn rules_that_undo_one_another_are_named_and_leave_the_text() {
    let rules = [
        replacing("mine-grey", "gray", "grey"),
        replacing("mine-gray", "grey", "gray"),
        replacing("mine-other", "colour", "color"),
    ];
    let text = "The gray ships had no colour at all.\n";
    let folder = texts(&[
        ("a.txt", text),
        ("p.toml", &pack(&rules)),
        ("corpus-lint.toml", TRUSTED),
    ]);
    let got = run(
        folder.path(),
        &["--fix", "a.txt", "--output-format", "concise"],
    );
    let said = out(&got);
    assert_eq!(got.status.code(), Some(1), "{said}{}", err(&got));
    assert!(
        said.contains("not removed: `mine-gray`, `mine-grey` undo one another's fixes")
            || said.contains("not removed: `mine-grey`, `mine-gray` undo one another's fixes"),
        "{said}"
    );
    // The third rule has nothing to do with it; a second run changes nothing.
    for _ in 0..2 {
        let left = fs::read_to_string(folder.path().join("a.txt")).unwrap();
        assert_eq!(left, "The gray ships had no color at all.\n");
        run(folder.path(), &["--fix", "a.txt"]);
    }
}

#[test]
fn a_fix_that_lay_in_what_another_took_is_told() {
    let span = |id: &str, phrase: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\nkind = \"span\"\ncategory = \"other\"\nsummary = \"{phrase}\"\nwhy = \"x\"\n\
             fix = \"safe\"\nphrases = [\"{phrase}\"]\n[[rule.test]]\nflag = [\"So ⟦{phrase}⟧ it is.\"]\nclean = [\"So it is.\"]\n"
        )
    };
    let rules = [span("mine-a", "buy one get"), span("mine-b", "get two now")];
    let folder = texts(&[
        ("a.txt", "Here you buy one get two now and then.\n"),
        ("p.toml", &pack(&rules)),
        ("corpus-lint.toml", TRUSTED),
    ]);
    let got = run(folder.path(), &["--fix", "a.txt"]);
    assert!(
        err(&got).contains("(1 inside other removals)"),
        "{}",
        err(&got)
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("a.txt")).unwrap(),
        "Here you two now and then.\n"
    );
}

#[test]
fn the_summary_tells_categories_rules_and_the_documents_that_lost_most() {
    let names: Vec<String> = (0..12).map(|n| format!("{n:02}.txt")).collect();
    let long = |n: usize| {
        format!(
            "Ships came back.\n{}Leave a comment\n",
            "spot_img_2\n".repeat(n % 3)
        )
    };
    let bodies: Vec<String> = (0..12).map(long).collect();
    let files: Vec<_> = names
        .iter()
        .zip(&bodies)
        .map(|(name, body)| (name.as_str(), body.as_str()))
        .collect();
    let folder = texts(&files);
    let got = run(folder.path(), &["--fix", "."]);
    let said = err(&got);
    assert!(said.contains("from 12 of 12 documents:"), "{said}");
    assert!(
        said.contains("\n  comments ") && said.contains("\n    ar-comments"),
        "{said}"
    );
    let most: Vec<_> = said
        .lines()
        .skip_while(|line| !line.starts_with("Most was"))
        .skip(1)
        .collect();
    let named = most.iter().filter(|line| line.contains(".txt")).count();
    assert_eq!(named, 10, "{said}");
}

/// A line of headlines is longer than many a paragraph, and is none where the article stands below.
#[test]
fn a_wall_of_headlines_is_no_first_paragraph_where_another_stands_below() {
    let wall = "Ministers agree on a budget after a night of talks    Snow closes two mountain roads until \
                the weekend    Painter's lost notebooks found in an attic    Cup final to be played \
                without spectators again\r\n";
    let article = "Harbour reopens\r\n\r\nThe harbour reopened today after the storm had kept every ship at \
                   sea for three days. More than forty of them came back before night fell, and by noon the \
                   quays were full of people and of boxes.\r\n";
    let short = "Harbour reopens\nSailors ashore\n".repeat(20);
    let folder = texts(&[
        ("a.txt", &format!("\u{feff}{wall}\r\n{article}")),
        ("b.txt", &format!("{wall}{short}")),
    ]);
    let args = ["--fix", "--unsafe-fixes", "--select", "headline-wall"];
    let got = run(folder.path(), &[&args[..], &["a.txt", "b.txt"]].concat());
    let said = out(&got);
    assert!(said.contains("it would take the first paragraph"), "{said}");
    let left = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(left("b.txt"), format!("{wall}{short}"));
    assert_eq!(left("a.txt"), format!("\u{feff}{article}"));
    let got = run(folder.path(), &["restore"]);
    assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    assert_eq!(left("a.txt"), format!("\u{feff}{wall}\r\n{article}"));
}
