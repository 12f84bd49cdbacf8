//! Fixes that conflict with each other, fixes that guards withhold, and the summary of a fixing run.

use super::support::{Rule, folder_with_texts, pack, read_text, run_program, stderr_of, stdout_of};

/// A rule that flags one phrase within a line.
fn phrase_rule<'a>(id: &'a str, keys: &'a str) -> Rule<'a> {
    Rule {
        id,
        kind: "span",
        keys,
        ..Rule::default()
    }
}

/// The keys of a rule that replaces one phrase with another.
fn replacing(from: &str, to: &str) -> String {
    format!("fix = \"safe\"\nphrases = [\"{from}\"]\nreplace = \"{to}\"")
}

const TRUSTED: &str = "packs = [\"p.toml\"]\ntrust = [\"mine\"]\n";

#[test]
fn rules_that_undo_each_other_are_reported_and_change_nothing() {
    let to_grey = replacing("gray", "grey");
    let to_gray = replacing("grey", "gray");
    let to_color = replacing("colour", "color");
    let rules = [
        phrase_rule("mine-grey", &to_grey),
        phrase_rule("mine-gray", &to_gray),
        phrase_rule("mine-other", &to_color),
    ];
    let text = "The gray ships had no colour at all.\n";
    let folder = folder_with_texts(&[
        ("a.txt", text),
        ("p.toml", &pack(&rules)),
        ("corpus-lint.toml", TRUSTED),
    ]);
    let got = run_program(
        folder.path(),
        &["--fix", "a.txt", "--output-format", "concise"],
    );
    let said = stdout_of(&got);
    assert_eq!(got.status.code(), Some(1), "{said}{}", stderr_of(&got));
    assert!(
        said.contains("not removed: `mine-gray`, `mine-grey` undo one another's fixes")
            || said.contains("not removed: `mine-grey`, `mine-gray` undo one another's fixes"),
        "{said}"
    );
    // The third rule is applied all the same. A second run changes nothing.
    for _ in 0..2 {
        let left = read_text(folder.path(), "a.txt");
        assert_eq!(left, "The gray ships had no color at all.\n");
        run_program(folder.path(), &["--fix", "a.txt"]);
    }
}

#[test]
fn a_fix_inside_the_edit_of_another_rule_is_counted() {
    let rules = [
        phrase_rule("mine-a", "fix = \"safe\"\nphrases = [\"buy one get\"]"),
        phrase_rule("mine-b", "fix = \"safe\"\nphrases = [\"get two now\"]"),
    ];
    let folder = folder_with_texts(&[
        ("a.txt", "Here you buy one get two now and then.\n"),
        ("p.toml", &pack(&rules)),
        ("corpus-lint.toml", TRUSTED),
    ]);
    let got = run_program(folder.path(), &["--fix", "a.txt"]);
    assert!(
        stderr_of(&got).contains("(1 inside other removals)"),
        "{}",
        stderr_of(&got)
    );
    assert_eq!(
        read_text(folder.path(), "a.txt"),
        "Here you two now and then.\n"
    );
}

#[test]
fn the_summary_shows_categories_rules_and_the_documents_that_lost_most() {
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
    let folder = folder_with_texts(&files);
    let got = run_program(folder.path(), &["--fix", "."]);
    let said = stderr_of(&got);
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

/// A long line of headlines looks like a paragraph. It counts as the first one only if no other follows.
#[test]
fn a_line_of_headlines_is_not_the_first_paragraph_if_another_follows() {
    let wall = "Ministers agree on a budget after a night of talks    Snow closes two mountain roads until \
                the weekend    Painter's lost notebooks found in an attic    Cup final to be played \
                without spectators again\r\n";
    let article = "Harbour reopens\r\n\r\nThe harbour reopened today after the storm had kept every ship at \
                   sea for three days. More than forty of them came back before night fell, and by noon the \
                   quays were full of people and of boxes.\r\n";
    let short = "Harbour reopens\nSailors ashore\n".repeat(20);
    let folder = folder_with_texts(&[
        ("a.txt", &format!("\u{feff}{wall}\r\n{article}")),
        ("b.txt", &format!("{wall}{short}")),
    ]);
    let args = ["--fix", "--unsafe-fixes", "--select", "headline-wall"];
    let got = run_program(folder.path(), &[&args[..], &["a.txt", "b.txt"]].concat());
    let said = stdout_of(&got);
    assert!(said.contains("it would take the first paragraph"), "{said}");
    let left = |name: &str| read_text(folder.path(), name);
    assert_eq!(left("b.txt"), format!("{wall}{short}"));
    assert_eq!(left("a.txt"), format!("\u{feff}{article}"));
    let got = run_program(folder.path(), &["restore"]);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    assert_eq!(left("a.txt"), format!("\u{feff}{wall}\r\n{article}"));
}
