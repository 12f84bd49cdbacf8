//! The interactive review, driven by keys on standard input: verdicts are kept, applied, taken back, and
//! written as gold.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use corpus_lint::rules::finding::Withheld;
use corpus_lint::rules::fixing::{FixPolicy, SelectedFixes, check_and_fix};
use corpus_lint::text::Document;
use tempfile::TempDir;

use super::support::{
    empty_folder, escaped_json_row, folder_with_texts, is_printable, output_on_input, program,
    read_text, run_program, seed_articles, shipped_rules, stderr_of, stdout_of, write_file,
};

/// An article with two findings in lines of their own.
const ARTICLE: &str = "أعيد فتح الميناء صباح أمس.\nتعليقات الزوار\nspot_img_2\n";
const WITHOUT_SLOT: &str = "أعيد فتح الميناء صباح أمس.\nتعليقات الزوار\n";
const WITHOUT_COMMENTS: &str = "أعيد فتح الميناء صباح أمس.\nspot_img_2\n";

/// A text and two records with six findings in all.
fn corpus() -> TempDir {
    let rows = escaped_json_row("a", ARTICLE) + &escaped_json_row("b", ARTICLE);
    folder_with_texts(&[("news/1.txt", ARTICLE), ("news/2.jsonl", &rows)])
}

/// A review with the default size of the screen.
fn review_command(folder: &Path, args: &[&str]) -> Command {
    let mut command = program();
    command
        .current_dir(folder)
        .args(["review", "--isolated"])
        .args(args)
        .env_remove("COLUMNS")
        .env_remove("LINES");
    command
}

fn start_review(folder: &Path, args: &[&str]) -> Child {
    review_command(folder, args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Runs a review with these keys.
fn review_with_keys(folder: &Path, args: &[&str], keys: &str) -> Output {
    output_on_input(&mut review_command(folder, args), keys)
}

/// The screens of a review with these keys, which must succeed.
fn screens_of(folder: &Path, args: &[&str], keys: &str) -> String {
    let got = review_with_keys(folder, args, keys);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    stdout_of(&got)
}

#[test]
fn a_finding_is_shown_with_its_place_rule_context_and_fix() {
    let folder = corpus();
    let shown = screens_of(folder.path(), &["news"], "");
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
fn accepted_fixes_are_applied_and_can_be_restored() {
    let folder = corpus();
    let before = read_text(folder.path(), "news/2.jsonl");
    // Accepts the slot in the text, the comments in the first record, and nothing in the second.
    let got = review_with_keys(folder.path(), &["news"], "ra\nar\nsr\ny\n");
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    assert!(
        stderr_of(&got).contains("corpus-lint restore"),
        "{}",
        stderr_of(&got)
    );
    assert_eq!(read_text(folder.path(), "news/1.txt"), WITHOUT_SLOT);
    let after = escaped_json_row("a", WITHOUT_COMMENTS) + &escaped_json_row("b", ARTICLE);
    assert_eq!(read_text(folder.path(), "news/2.jsonl"), after);
    assert_eq!(
        run_program(folder.path(), &["restore"]).status.code(),
        Some(0)
    );
    assert_eq!(read_text(folder.path(), "news/1.txt"), ARTICLE);
    assert_eq!(read_text(folder.path(), "news/2.jsonl"), before);
}

#[test]
fn a_later_review_continues_and_applies_what_was_accepted() {
    let folder = corpus();
    screens_of(folder.path(), &["news"], "as");
    assert_eq!(read_text(folder.path(), "news/1.txt"), ARTICLE);
    let shown = screens_of(folder.path(), &["./news"], "q");
    assert!(shown.contains("3 of 6  1 accepted, 0 rejected, 1 skipped"));
    let shown = screens_of(folder.path(), &["--skipped", "news"], "q");
    assert!(shown.contains("2 of 6"), "{shown}");
    assert_eq!(screens_of(folder.path(), &["--apply", "news"], ""), "");
    assert_eq!(read_text(folder.path(), "news/1.txt"), WITHOUT_COMMENTS);
}

#[test]
fn accepting_everything_is_the_same_as_applying_all_unsafe_fixes() {
    let (seeds, folder) = (seed_articles(), empty_folder());
    for (name, text) in &seeds {
        write_file(folder.path(), &format!("fixed/{name}"), text);
        write_file(folder.path(), &format!("reviewed/{name}"), text);
    }
    let fix = [
        "--isolated",
        "--fix",
        "--unsafe-fixes",
        "--no-ledger",
        "fixed",
    ];
    run_program(folder.path(), &fix);
    screens_of(folder.path(), &["reviewed"], &("a".repeat(100) + "y"));
    let mut changed = 0;
    for (name, text) in seeds {
        let fixed = read_text(folder.path(), &format!("fixed/{name}"));
        assert_eq!(
            read_text(folder.path(), &format!("reviewed/{name}")),
            fixed,
            "{name}"
        );
        changed += usize::from(fixed != text);
    }
    assert_eq!(changed, 5);
}

#[test]
fn a_rejected_finding_is_not_shown_again_after_the_rest_was_applied() {
    let folder = folder_with_texts(&[("a.txt", ARTICLE)]);
    review_with_keys(folder.path(), &["a.txt"], "ary");
    assert_eq!(
        read_text(folder.path(), "a.txt"),
        "أعيد فتح الميناء صباح أمس.\nspot_img_2\n"
    );
    let got = review_with_keys(folder.path(), &["a.txt"], "");
    let shown = stdout_of(&got);
    assert!(
        shown.starts_with("All done: 1 finding reviewed."),
        "{shown}"
    );
    assert!(!stderr_of(&got).contains("changed"), "{}", stderr_of(&got));
}

#[test]
fn a_killed_review_keeps_every_verdict() {
    let folder = corpus();
    let mut child = start_review(folder.path(), &["news"]);
    let mut keys = child.stdin.take().unwrap();
    keys.write_all("a\nr\n".as_bytes()).unwrap();
    // Held open until the review is killed, because a closed pipe would end it.
    let mut shown = BufReader::new(child.stdout.take().unwrap());
    let lines = (&mut shown).lines().map(Result::unwrap);
    lines
        .take_while(|line| !line.starts_with("3 of 6"))
        .for_each(drop);
    // No other review may write there at the same time.
    let other = review_with_keys(folder.path(), &["news"], "a");
    assert_eq!(other.status.code(), Some(2));
    assert!(
        stderr_of(&other).contains("another review"),
        "{}",
        stderr_of(&other)
    );
    child.kill().unwrap();
    child.wait().unwrap();
    drop(shown);
    // As if it had been killed while it wrote a row.
    let progress = folder.path().join(".corpus-lint/review.jsonl");
    let mut file = fs::OpenOptions::new().append(true).open(&progress).unwrap();
    file.write_all(b"{\"verdict\":\"acc").unwrap();
    drop(file);
    let shown = screens_of(folder.path(), &["news"], "s");
    assert!(shown.starts_with("3 of 6  1 accepted, 1 rejected, 0 skipped"));
    let shown = review_with_keys(folder.path(), &["news"], "");
    let said = stdout_of(&shown);
    assert!(said.starts_with("4 of 6"), "{said}");
}

#[test]
fn the_findings_of_a_changed_document_are_shown_again() {
    let folder = corpus();
    screens_of(folder.path(), &["news"], "aa");
    let changed = format!("عادت السفن إلى المرسى صباح اليوم.\n{ARTICLE}");
    write_file(folder.path(), "news/1.txt", &changed);
    let got = review_with_keys(folder.path(), &["news"], "");
    assert!(
        stderr_of(&got).contains("news/1.txt changed"),
        "{}",
        stderr_of(&got)
    );
    let shown = stdout_of(&got);
    assert!(shown.starts_with("1 of 6  0 accepted"), "{shown}");
    let got = review_with_keys(folder.path(), &["--apply", "news"], "");
    assert!(
        stderr_of(&got).contains("were applied before"),
        "{}",
        stderr_of(&got)
    );
    assert_eq!(read_text(folder.path(), "news/1.txt"), changed);
}

#[test]
fn all_findings_of_a_rule_can_be_accepted_or_skipped_at_once() {
    let folder = corpus();
    // Always the rule of the comments. Then the slot of the text follows: never its rule.
    let shown = screens_of(folder.path(), &["news"], "AR");
    assert!(shown.contains("All done: 6 findings reviewed."), "{shown}");
    assert!(
        shown.contains("3 accepted, 0 rejected, 0 skipped, always ar-comments"),
        "{shown}"
    );
    screens_of(folder.path(), &["news"], "y");
    assert_eq!(read_text(folder.path(), "news/1.txt"), WITHOUT_COMMENTS);
    let rows = escaped_json_row("a", WITHOUT_COMMENTS) + &escaped_json_row("b", WITHOUT_COMMENTS);
    assert_eq!(read_text(folder.path(), "news/2.jsonl"), rows);
}

#[test]
fn a_verdict_can_be_taken_back_in_a_later_review() {
    let folder = corpus();
    screens_of(folder.path(), &["news"], "aA");
    let shown = screens_of(folder.path(), &["news"], "bbb");
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
fn the_keys_work_on_an_arabic_keyboard() {
    let folder = corpus();
    // The keys a, s, r, b and q type these characters. The second one that b types does nothing.
    let shown = screens_of(folder.path(), &["news"], "شسقلاض");
    assert!(shown.contains("4 of 6  1 accepted, 1 rejected, 1 skipped"));
    assert!(shown.contains("3 of 6  1 accepted, 0 rejected, 1 skipped"));
}

#[test]
fn eval_reads_the_verdicts_as_gold() {
    let folder = corpus();
    let args = ["--gold", "gold.jsonl", "news"];
    screens_of(folder.path(), &args, "ra");
    // A second review writes the file again, with the verdicts of both.
    screens_of(folder.path(), &args, "ar");
    let gold = read_text(folder.path(), "gold.jsonl");
    assert_eq!(gold.lines().count(), 2, "{gold}");
    assert!(
        gold.contains("\"label\":\"boilerplate:template\""),
        "{gold}"
    );
    assert!(gold.contains("\"label\":\"body\""), "{gold}");
    let args = ["--isolated", "eval", "--gold", "gold.jsonl"];
    let args = [&args[..], &["--output-format", "json", "news"]].concat();
    let got = run_program(folder.path(), &args);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    let report: serde_json::Value = serde_json::from_slice(&got.stdout).unwrap();
    let overall = &report["grades"]["safe"]["overall"];
    assert_eq!(report["documents"], 2);
    // Fixes remove all four findings; two of them were rejected as part of the article.
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
fn gold_made_by_hand_is_never_overwritten() {
    let by_hand = "{\"id\":\"1.txt\",\"lines\":[]}\n";
    let folder = folder_with_texts(&[("1.txt", ARTICLE), ("gold.jsonl", by_hand)]);
    let got = review_with_keys(folder.path(), &["--gold", "gold.jsonl", "1.txt"], "a");
    assert_eq!(got.status.code(), Some(2));
    assert_eq!(read_text(folder.path(), "gold.jsonl"), by_hand);
}

#[test]
fn documents_without_a_unique_id_get_no_gold() {
    let folder = folder_with_texts(&[("a/1.txt", ARTICLE), ("b/1.txt", ARTICLE)]);
    let got = review_with_keys(folder.path(), &["--gold", "gold.jsonl", "a", "b"], "aaaa");
    assert_eq!(got.status.code(), Some(2));
    assert!(
        stderr_of(&got).contains("no unique id"),
        "{}",
        stderr_of(&got)
    );
    assert_eq!(read_text(folder.path(), "gold.jsonl").lines().count(), 1);
}

#[test]
fn findings_without_a_fix_are_shown_with_all() {
    let folder = folder_with_texts(&[("1.txt", &format!("{ARTICLE}تاريخ النشر: 3 مايو 2023\n"))]);
    let select = ["--select", "ar-date", "--gold", "gold.jsonl", "1.txt"];
    let shown = screens_of(folder.path(), &select, "");
    assert!(shown.starts_with("Nothing to review."), "{shown}");
    let before = read_text(folder.path(), "1.txt");
    let got = review_with_keys(folder.path(), &[&["--all"], &select[..]].concat(), "ay");
    let shown = stdout_of(&got);
    assert!(shown.contains("nothing will be removed"), "{shown}");
    assert_eq!(read_text(folder.path(), "1.txt"), before);
    assert!(read_text(folder.path(), "gold.jsonl").contains("\"label\":\"metadata\""));
}

#[test]
fn max_findings_limits_a_review() {
    let folder = corpus();
    let shown = screens_of(folder.path(), &["--max-findings", "2", "news"], "ss");
    let left = "4 findings left: run the command again";
    assert!(shown.contains(left), "{shown}");
    let shown = screens_of(folder.path(), &["--max-findings", "2", "news"], "");
    assert!(shown.starts_with("3 of 6"), "{shown}");
}

#[test]
fn hostile_text_does_not_affect_the_terminal() {
    let hostile = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{2066}\u{200f}\r";
    let name = "\u{1b}[31m\u{202e}.txt";
    let text = format!("أعيد فتح {hostile} الميناء.\nتعليقات الزوار\n{hostile}\nspot_img_2\n");
    let folder = folder_with_texts(&[(name, &text)]);
    for keys in ["aoj?", "so", "?"] {
        let got = review_with_keys(folder.path(), &["."], keys);
        let shown = String::from_utf8([got.stdout, got.stderr].concat()).unwrap();
        assert!(
            shown.contains("␛[2J") && shown.contains("<U+202E>"),
            "{shown}"
        );
        assert!(is_printable(&shown), "{shown:?}");
    }
}

#[test]
fn no_screen_is_wider_or_higher_than_the_terminal() {
    let long = format!(
        "أعيد {} الميناء.\nتعليقات الزوار\nspot_img_2\n",
        "فتح ".repeat(3000)
    );
    let folder = folder_with_texts(&[("1.txt", &long)]);
    for (columns, rows) in [(80, 24), (30, 10), (12, 5), (4, 2), (1, 1)] {
        let keys = "ojj?oas";
        let args = ["--skipped", "1.txt"];
        let mut command = review_command(folder.path(), &args);
        command
            .env("COLUMNS", columns.to_string())
            .env("LINES", rows.to_string());
        let got = output_on_input(&mut command, keys);
        let shown = stdout_of(&got);
        // Line numbers, brackets and the mark of a cut line need some room.
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
fn input_that_cannot_be_reviewed_is_refused() {
    let folder = corpus();
    for (args, part) in [
        (&["-"][..], "standard input is used for keys"),
        (
            &["--progress", "no/such/file", "news"],
            "cannot keep the progress",
        ),
        (&["missing"], "cannot open"),
    ] {
        let got = review_with_keys(folder.path(), args, "");
        assert_eq!(got.status.code(), Some(2), "{args:?}");
        assert!(
            stderr_of(&got).contains(part),
            "{args:?}: {}",
            stderr_of(&got)
        );
    }
}

#[test]
fn a_fix_that_would_remove_a_rejected_finding_is_withheld() {
    let rules = shipped_rules();
    let document = Document::new(ARTICLE);
    let finding = rules.check(&document).remove(0);
    let accepted = vec![(finding.rule, finding.edits()[0].span.start..ARTICLE.len())];
    let fix = |selected| check_and_fix(rules, &document, &FixPolicy::selected(selected));
    let selected = SelectedFixes {
        accepted: accepted.clone(),
        ..SelectedFixes::default()
    };
    assert_eq!(fix(&selected).text, WITHOUT_COMMENTS);
    let selected = SelectedFixes {
        accepted,
        rejected: vec![finding.span],
        ..SelectedFixes::default()
    };
    let fixed = fix(&selected);
    assert_eq!(fixed.text, ARTICLE);
    let left = fixed.left.iter().find(|finding| selected.accepts(finding));
    assert_eq!(left.unwrap().withheld, Some(Withheld::Rejected));
}
