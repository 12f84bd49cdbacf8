//! Review: keys from a script over small corpora; what they say is kept, applied, undone, labelled.

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use common::{err, escaped_row, out, read, run, seeds, texts, write};
use corpus_lint::rules::fixing::{Only, fix_only};
use corpus_lint::rules::{RuleSet, shipped_packs};
use corpus_lint::text::Document;
use tempfile::TempDir;

/// An article with two findings in lines of their own.
const ARTICLE: &str = "أعيد فتح الميناء صباح أمس.\nتعليقات الزوار\nspot_img_2\n";
const WITHOUT_SLOT: &str = "أعيد فتح الميناء صباح أمس.\nتعليقات الزوار\n";
const WITHOUT_COMMENTS: &str = "أعيد فتح الميناء صباح أمس.\nspot_img_2\n";

/// A text and two records: six findings.
fn corpus() -> TempDir {
    let rows = escaped_row("a", ARTICLE) + &escaped_row("b", ARTICLE);
    texts(&[("news/1.txt", ARTICLE), ("news/2.jsonl", &rows)])
}

fn start(folder: &Path, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
        .current_dir(folder)
        .args(["review", "--isolated"])
        .args(args)
        .env_remove("COLUMNS")
        .env_remove("LINES")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Runs a review with these keys.
fn review(folder: &Path, args: &[&str], keys: &str) -> Output {
    let mut child = start(folder, args);
    // A review that refuses does not read them.
    let _ = child.stdin.take().unwrap().write_all(keys.as_bytes());
    child.wait_with_output().unwrap()
}

/// The same, with exit code 0; gives the screens.
fn screens(folder: &Path, args: &[&str], keys: &str) -> String {
    let got = review(folder, args, keys);
    assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    out(&got)
}

#[test]
fn a_finding_is_shown_with_all_that_is_known_of_it() {
    let folder = corpus();
    let shown = screens(folder.path(), &["news"], "");
    for part in [
        "1 of 6  0 accepted, 0 rejected, 0 skipped\n",
        "line 2 of news/1.txt\n",
        "ar-comments (comments, warning; safe fix)\n",
        "│ أعيد فتح الميناء صباح أمس.\n",
        "2 ┃ ⟦تعليقات الزوار⟧\n",
        "│ spot_img_2\n",
        "the fix removes 28 bytes in line 2\n",
        "a accept  s skip  r reject  A always  R never  b back  o more  ? help  q quit\n",
    ] {
        assert!(shown.contains(part), "{part} is not in\n{shown}");
    }
}

#[test]
fn what_is_accepted_goes_and_comes_back_byte_for_byte() {
    let folder = corpus();
    let before = read(folder.path(), "news/2.jsonl");
    // In the text the slot, in the first record the comments, in the second nothing.
    let got = review(folder.path(), &["news"], "ra\nar\nsr\ny\n");
    assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    assert!(err(&got).contains("corpus-lint restore"), "{}", err(&got));
    assert_eq!(read(folder.path(), "news/1.txt"), WITHOUT_SLOT);
    let after = escaped_row("a", WITHOUT_COMMENTS) + &escaped_row("b", ARTICLE);
    assert_eq!(read(folder.path(), "news/2.jsonl"), after);
    assert_eq!(run(folder.path(), &["restore"]).status.code(), Some(0));
    assert_eq!(read(folder.path(), "news/1.txt"), ARTICLE);
    assert_eq!(read(folder.path(), "news/2.jsonl"), before);
}

#[test]
fn a_second_run_goes_on_and_applies_what_the_first_accepted() {
    let folder = corpus();
    screens(folder.path(), &["news"], "as");
    assert_eq!(read(folder.path(), "news/1.txt"), ARTICLE);
    let shown = screens(folder.path(), &["./news"], "q");
    assert!(shown.contains("3 of 6  1 accepted, 0 rejected, 1 skipped"));
    let shown = screens(folder.path(), &["--skipped", "news"], "q");
    assert!(shown.contains("2 of 6"), "{shown}");
    assert_eq!(screens(folder.path(), &["--apply", "news"], ""), "");
    assert_eq!(read(folder.path(), "news/1.txt"), WITHOUT_COMMENTS);
}

/// What a person accepts goes the way of `--fix`, rounds and blank lines included.
#[test]
fn to_accept_everything_is_to_fix_with_the_unsafe_fixes() {
    let (seeds, folder) = (seeds(), texts(&[]));
    for (name, text) in &seeds {
        write(folder.path(), &format!("fixed/{name}"), text);
        write(folder.path(), &format!("reviewed/{name}"), text);
    }
    let fix = [
        "--isolated",
        "--fix",
        "--unsafe-fixes",
        "--no-ledger",
        "fixed",
    ];
    run(folder.path(), &fix);
    screens(folder.path(), &["reviewed"], &("a".repeat(100) + "y"));
    let mut changed = 0;
    for (name, text) in seeds {
        let fixed = read(folder.path(), &format!("fixed/{name}"));
        assert_eq!(
            read(folder.path(), &format!("reviewed/{name}")),
            fixed,
            "{name}"
        );
        changed += usize::from(fixed != text);
    }
    assert_eq!(changed, 5);
}

/// Without this each review of a document would begin anew once something was applied.
#[test]
fn what_was_rejected_is_not_asked_again_after_the_rest_was_applied() {
    let folder = texts(&[("a.txt", ARTICLE)]);
    review(folder.path(), &["a.txt"], "ary");
    assert_eq!(
        read(folder.path(), "a.txt"),
        "أعيد فتح الميناء صباح أمس.\nspot_img_2\n"
    );
    let got = review(folder.path(), &["a.txt"], "");
    let shown = out(&got);
    assert!(shown.starts_with("All of 1 finding judged."), "{shown}");
    assert!(!err(&got).contains("changed"), "{}", err(&got));
}

#[test]
fn a_review_that_is_killed_keeps_every_verdict() {
    let folder = corpus();
    let mut child = start(folder.path(), &["news"]);
    let mut keys = child.stdin.take().unwrap();
    keys.write_all("a\nr\n".as_bytes()).unwrap();
    // Held until the review is killed: a closed pipe would end it.
    let mut shown = BufReader::new(child.stdout.take().unwrap());
    let lines = (&mut shown).lines().map(Result::unwrap);
    lines
        .take_while(|line| !line.starts_with("3 of 6"))
        .for_each(drop);
    // Nobody else may write there meanwhile.
    let other = review(folder.path(), &["news"], "a");
    assert_eq!(other.status.code(), Some(2));
    assert!(err(&other).contains("another review"), "{}", err(&other));
    child.kill().unwrap();
    child.wait().unwrap();
    drop(shown);
    // As if it had been killed within a row.
    let progress = folder.path().join(".corpus-lint/review.jsonl");
    let mut file = fs::OpenOptions::new().append(true).open(&progress).unwrap();
    file.write_all(b"{\"verdict\":\"acc").unwrap();
    drop(file);
    let shown = screens(folder.path(), &["news"], "s");
    assert!(shown.starts_with("3 of 6  1 accepted, 1 rejected, 0 skipped"));
    let shown = review(folder.path(), &["news"], "");
    let said = out(&shown);
    assert!(said.starts_with("4 of 6"), "{said}");
}

#[test]
fn a_document_that_changed_is_asked_about_anew() {
    let folder = corpus();
    screens(folder.path(), &["news"], "aa");
    let changed = format!("عادت السفن إلى المرسى صباح اليوم.\n{ARTICLE}");
    fs::write(folder.path().join("news/1.txt"), &changed).unwrap();
    let got = review(folder.path(), &["news"], "");
    assert!(err(&got).contains("news/1.txt changed"), "{}", err(&got));
    let shown = out(&got);
    assert!(shown.starts_with("1 of 6  0 accepted"), "{shown}");
    let got = review(folder.path(), &["--apply", "news"], "");
    assert!(err(&got).contains("left to apply"), "{}", err(&got));
    assert_eq!(read(folder.path(), "news/1.txt"), changed);
}

#[test]
fn rules_are_accepted_or_passed_over_as_a_whole() {
    let folder = corpus();
    // The rule of the comments always; then the slot of the text is next, and its rule never.
    let shown = screens(folder.path(), &["news"], "AR");
    assert!(shown.contains("All of 6 findings judged."), "{shown}");
    assert!(
        shown.contains("3 accepted, 0 rejected, 0 skipped, always ar-comments"),
        "{shown}"
    );
    screens(folder.path(), &["news"], "y");
    assert_eq!(read(folder.path(), "news/1.txt"), WITHOUT_COMMENTS);
    let rows = escaped_row("a", WITHOUT_COMMENTS) + &escaped_row("b", WITHOUT_COMMENTS);
    assert_eq!(read(folder.path(), "news/2.jsonl"), rows);
}

#[test]
fn what_was_said_can_be_taken_back_in_a_later_run_too() {
    let folder = corpus();
    screens(folder.path(), &["news"], "aA");
    let shown = screens(folder.path(), &["news"], "bbb");
    let places: Vec<_> = shown
        .lines()
        .filter(|line| line.contains(" of 6 "))
        .collect();
    assert_eq!(
        places,
        [
            "3 of 6  4 accepted, 0 rejected, 0 skipped, always template-name",
            "2 of 6  1 accepted, 0 rejected, 0 skipped",
            "1 of 6  0 accepted, 0 rejected, 0 skipped",
            "1 of 6  0 accepted, 0 rejected, 0 skipped",
        ]
    );
    assert!(shown.contains("taken back: accept: ar-comments"), "{shown}");
    assert!(shown.contains("nothing to take back"), "{shown}");
}

#[test]
fn an_arabic_keyboard_does_the_same() {
    let folder = corpus();
    // a, s, r, b, q as they lie there; the second sign of what b types does nothing.
    let shown = screens(folder.path(), &["news"], "شسقلاض");
    assert!(shown.contains("4 of 6  1 accepted, 1 rejected, 1 skipped"));
    assert!(shown.contains("3 of 6  1 accepted, 0 rejected, 1 skipped"));
}

#[test]
fn eval_takes_the_verdicts_as_gold() {
    let folder = corpus();
    let args = ["--gold", "gold.jsonl", "news"];
    screens(folder.path(), &args, "ra");
    // A second sitting writes it anew, with all that was said so far.
    screens(folder.path(), &args, "ar");
    let gold = read(folder.path(), "gold.jsonl");
    assert_eq!(gold.lines().count(), 2, "{gold}");
    assert!(
        gold.contains("\"label\":\"boilerplate:template\""),
        "{gold}"
    );
    assert!(gold.contains("\"label\":\"body\""), "{gold}");
    let args = ["--isolated", "eval", "--gold", "gold.jsonl"];
    let args = [&args[..], &["--output-format", "json", "news"]].concat();
    let got = run(folder.path(), &args);
    assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    let report: serde_json::Value = serde_json::from_slice(&got.stdout).unwrap();
    let overall = &report["grades"]["safe"]["overall"];
    assert_eq!(report["documents"], 2);
    // Fixes take all four findings; two of them were said to be the article's own.
    let count = |text: &str| {
        text.chars()
            .filter(|c| *c != ' ')
            .map(char::len_utf8)
            .sum::<usize>()
    };
    let each = count("تعليقات الزوار") + count("spot_img_2");
    assert_eq!(overall["residue"]["all"], each, "{overall:#}");
    assert_eq!(overall["kept"]["removed"], each, "{overall:#}");
}

#[test]
fn gold_made_by_hand_is_never_written_over() {
    let by_hand = "{\"id\":\"1.txt\",\"lines\":[]}\n";
    let folder = texts(&[("1.txt", ARTICLE), ("gold.jsonl", by_hand)]);
    let got = review(folder.path(), &["--gold", "gold.jsonl", "1.txt"], "a");
    assert_eq!(got.status.code(), Some(2));
    assert_eq!(read(folder.path(), "gold.jsonl"), by_hand);
}

#[test]
fn documents_without_a_name_of_their_own_have_no_gold() {
    let folder = texts(&[("a/1.txt", ARTICLE), ("b/1.txt", ARTICLE)]);
    let got = review(folder.path(), &["--gold", "gold.jsonl", "a", "b"], "aaaa");
    assert_eq!(got.status.code(), Some(2));
    assert!(err(&got).contains("no id of its own"), "{}", err(&got));
    assert_eq!(read(folder.path(), "gold.jsonl").lines().count(), 1);
}

#[test]
fn findings_that_no_fix_removes_are_shown_when_asked_for() {
    let folder = texts(&[("1.txt", &format!("{ARTICLE}تاريخ النشر: 3 مايو 2023\n"))]);
    let select = ["--select", "ar-date", "--gold", "gold.jsonl", "1.txt"];
    let shown = screens(folder.path(), &select, "");
    assert!(shown.starts_with("Nothing to review."), "{shown}");
    let before = read(folder.path(), "1.txt");
    let got = review(folder.path(), &[&["--all"], &select[..]].concat(), "ay");
    let shown = out(&got);
    assert!(shown.contains("nothing will be removed"), "{shown}");
    assert_eq!(read(folder.path(), "1.txt"), before);
    assert!(read(folder.path(), "gold.jsonl").contains("\"label\":\"metadata\""));
}

#[test]
fn a_sitting_may_be_short() {
    let folder = corpus();
    let shown = screens(folder.path(), &["--max-findings", "2", "news"], "ss");
    let left = "4 findings more are for another sitting";
    assert!(shown.contains(left), "{shown}");
    let shown = screens(folder.path(), &["--max-findings", "2", "news"], "");
    assert!(shown.starts_with("3 of 6"), "{shown}");
}

#[test]
fn hostile_text_does_nothing_to_the_terminal() {
    let hostile = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{2066}\u{200f}\r";
    let name = "\u{1b}[31m\u{202e}.txt";
    let text = format!("أعيد فتح {hostile} الميناء.\nتعليقات الزوار\n{hostile}\nspot_img_2\n");
    let folder = texts(&[(name, &text)]);
    for keys in ["aoj?", "so", "?"] {
        let got = review(folder.path(), &["."], keys);
        let shown = String::from_utf8([got.stdout, got.stderr].concat()).unwrap();
        assert!(
            shown.contains("␛[2J") && shown.contains("<U+202E>"),
            "{shown}"
        );
        let bad =
            |c: &char| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c);
        assert_eq!(shown.chars().find(bad), None);
    }
}

#[test]
fn no_row_is_wider_and_no_screen_higher_than_the_terminal() {
    let long = format!(
        "أعيد {} الميناء.\nتعليقات الزوار\nspot_img_2\n",
        "فتح ".repeat(3000)
    );
    let folder = texts(&[("1.txt", &long)]);
    for (columns, rows) in [(80, 24), (30, 10), (12, 5), (4, 2), (1, 1)] {
        let keys = "ojj?oas";
        let mut child = Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
            .current_dir(folder.path())
            .args(["review", "--isolated", "--skipped", "1.txt"])
            .env("COLUMNS", columns.to_string())
            .env("LINES", rows.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(keys.as_bytes()).unwrap();
        drop(stdin);
        let got = child.wait_with_output().unwrap();
        let shown = out(&got);
        // Line numbers, brackets and a sign that more follows need some room.
        let most = columns.max(14);
        let width = |row: &str| unicode_width::UnicodeWidthStr::width(row);
        let widest = shown
            .lines()
            .max_by_key(|row| width(row))
            .unwrap_or_default();
        assert!(width(widest) <= most, "{columns}: {widest}");
        let height = shown.lines().count();
        assert!(height <= (keys.len() + 1) * (rows + 1), "{rows}: {shown}");
    }
}

#[test]
fn what_cannot_be_reviewed_is_refused() {
    let folder = corpus();
    for (args, part) in [
        (&["-"][..], "standard input is where keys come from"),
        (
            &["--progress", "no/such/file", "news"],
            "cannot keep the progress",
        ),
        (&["missing"], "cannot open"),
    ] {
        let got = review(folder.path(), args, "");
        assert_eq!(got.status.code(), Some(2), "{args:?}");
        assert!(err(&got).contains(part), "{args:?}: {}", err(&got));
    }
}

/// The article's own wins over what was accepted.
#[test]
fn a_fix_that_would_take_what_was_rejected_is_withheld() {
    let rules = RuleSet::new(shipped_packs().unwrap()).unwrap();
    let document = Document::new(ARTICLE);
    let finding = rules.check(&document).remove(0);
    let accepted = vec![(
        finding.rule,
        finding.fix.unwrap().edits[0].start..ARTICLE.len(),
    )];
    let only = Only {
        accepted: accepted.clone(),
        ..Only::default()
    };
    assert_eq!(fix_only(&rules, &document, &only).text, WITHOUT_COMMENTS);
    let only = Only {
        accepted,
        kept: vec![finding.span],
        ..Only::default()
    };
    let fixed = fix_only(&rules, &document, &only);
    assert_eq!(fixed.text, ARTICLE);
    let left = fixed.left.iter().find(|finding| only.accepts(finding));
    assert!(left.unwrap().message.contains("the article's own"));
}
