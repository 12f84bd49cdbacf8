//! Fixes that conflict with each other, fixes that guards withhold, and the summary of a fixing run.

use super::support::{
    Rule, folder_with_files, folder_with_texts, json_lines_of, pack, read_text, run_program,
    stderr_of, stdout_of,
};

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
        .skip_while(|line| !line.starts_with("Most bytes were"))
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

/// What a finding promises is what fixing does: lint, --diff and --fix agree.
#[test]
fn a_fix_that_a_guard_refuses_is_not_promised() {
    let promotion = |id, keys, summary| Rule {
        id,
        keys,
        summary,
        ..Rule::default()
    };
    let rules = [
        promotion(
            "mine-promo",
            "fix = \"safe\"\nphrases = [\"zzz promo\"]",
            "zzz promo",
        ),
        promotion(
            "mine-more",
            "fix = \"unsafe\"\nphrases = [\"zzz more\"]",
            "zzz more",
        ),
    ];
    let article = "The harbour reopened today after the storm.\n";
    let files = [
        ("all.txt", "Zzz promo!\n".to_owned()),
        ("all-more.txt", "Zzz more!\n".to_owned()),
        ("part.txt", format!("{article}Zzz promo!\n")),
        ("part-more.txt", format!("{article}Zzz more!\n")),
    ];
    let pack = pack(&rules);
    let mut all: Vec<(&str, &str)> = files.iter().map(|(n, t)| (*n, t.as_str())).collect();
    all.extend([("p.toml", pack.as_str()), ("corpus-lint.toml", TRUSTED)]);
    let folder = folder_with_texts(&all);
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let found = |args: &[&str]| -> Vec<(String, String, String)> {
        let format = [
            "--output-format",
            "json-lines",
            "--select",
            "mine-promo,mine-more",
        ];
        let got = run_program(folder.path(), &[args, &format, &names].concat());
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        json_lines_of(&got)
            .iter()
            .map(|row| {
                (
                    text(&row["path"]),
                    text(&row["message"]),
                    text(&row["fix"]["applicability"]),
                )
            })
            .collect()
    };
    let row = |path: &str, message: &str, grade: &str| {
        (path.to_owned(), message.to_owned(), grade.to_owned())
    };
    let refused = "not removed: nothing would be left of the document";
    let expected = [
        row("all.txt", &format!("zzz promo; {refused}"), "display-only"),
        row(
            "all-more.txt",
            &format!("zzz more; {refused}"),
            "display-only",
        ),
        row("part.txt", "zzz promo", "safe"),
        row("part-more.txt", "zzz more", "unsafe"),
    ];
    assert_eq!(found(&[]), expected);
    let got = run_program(folder.path(), &["all.txt"]);
    assert!(!stderr_of(&got).contains("fixable"), "{}", stderr_of(&got));
    // Of what was promised nothing is left; all that was refused is, in the same words.
    assert_eq!(found(&["--fix"]), [&expected[..2], &expected[3..]].concat());
    assert_eq!(found(&["--fix", "--unsafe-fixes"]), expected[..2]);
}

#[test]
fn a_fix_of_the_encoding_says_so() {
    let text = "أعيد فتح الميناء صباح اليوم بعد عاصفة طويلة أبقت السفن في عرض البحر.\r\nوعادت السفن واحدة بعد أخرى قبل حلول الظلام.\r\n";
    let bytes = encoding_rs::WINDOWS_1256.encode(text).0.into_owned();
    let folder = folder_with_files(&[("a.txt", &bytes)]);
    let got = run_program(folder.path(), &["a.txt", "--output-format", "concise"]);
    let said = stdout_of(&got);
    assert!(
        said.contains("[unsafe fix writes the file in UTF-8]"),
        "{said}"
    );
    assert!(!said.contains("line break"), "{said}");
}
