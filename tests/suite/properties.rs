//! What holds for every document, on random ones: fixes do what they report, and restores undo them.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use corpus_lint::io::formats::{Fields, Found, InputFile, ReadOptions};
use corpus_lint::rules::Applicability;
use corpus_lint::rules::fixing::{FixPolicy, check_and_fix};
use corpus_lint::run::engine::{Event, run as run_engine};
use corpus_lint::run::ledger::Ledger;
use corpus_lint::run::output::{Committer, WriteTarget};
use corpus_lint::run::restore::{UndoneRuns, restore_files};
use corpus_lint::run::rewrite::{DocumentEdits, rewrite};
use corpus_lint::text::{Document, Edit, apply_edits};
use proptest::prelude::*;

use super::support::{
    empty_folder, json_string, read_text, run_program, shipped_rules, write_file,
};

/// Lines that rules flag, lines that they must leave, and lines that belong to neither.
const LINES: &[&str] = &[
    "أعيد فتح الميناء صباح اليوم بعد عاصفة أبقت السفن في عرض البحر ثلاثة أيام كاملة.",
    "وقال المدير إن السفن عادت واحدة بعد أخرى، وإن الأرصفة امتلأت عند الظهر بالناس وبالصناديق.",
    "The harbour reopened today after the storm had kept every ship at sea for three days.",
    "عودة السفن إلى الميناء بعد العاصفة",
    "عاصفة رملية تضرب الساحل وتغلق المدارس يومين",
    "- عاصفة رملية تضرب الساحل وتغلق المدارس يومين كاملين",
    "اقرأ أيضاً:",
    "المصدر: وكالة الأنباء",
    "مقالات ذات صلة",
    "تعليقات الزوار",
    "تعليقات",
    "المزيد",
    "إعلان",
    "17",
    "Atwasat",
    "spot_img",
    "  \u{a0} ",
    "\u{200f}",
    "",
    "",
    "ships pic.twitter.com/aB3 again",
    "\u{1b}[31m\u{202e}\0",
    "عودة السفن إلى الميناء بعد ...",
];

fn any_document() -> impl Strategy<Value = String> {
    let line = proptest::sample::select(LINES);
    let ending = prop_oneof![3 => Just("\n"), 1 => Just("\r\n")];
    (
        proptest::collection::vec((line, ending), 0..24),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(lines, bom, last_break)| {
            let mut text = String::from(if bom { "\u{feff}" } else { "" });
            for (line, ending) in &lines {
                text.push_str(line);
                text.push_str(ending);
            }
            if !last_break {
                text.truncate(text.trim_end_matches(['\r', '\n']).len());
            }
            text
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_fix_reports_its_edits_exactly_and_a_second_changes_nothing(text in any_document()) {
        let rules = shipped_rules();
            let document = Document::new(&text);
            let reported = check_and_fix(rules, &document, &FixPolicy::report()).findings;
            for finding in &reported {
                prop_assert!(text.get(finding.span.clone()).is_some_and(|flagged| !flagged.is_empty()));
                for edit in finding.edits() {
                    prop_assert!(text.get(edit.span.clone()).is_some());
                }
            }
            for applicability in [Applicability::Safe, Applicability::Unsafe] {
                let policy = FixPolicy::at_least(applicability);
                let fixed = check_and_fix(rules, &document, &policy);
                let edits = fixed.edits.iter().map(|applied| &applied.edit);
                prop_assert_eq!(apply_edits(&text, edits), fixed.text.clone());
                let again = Document::new(&*fixed.text);
                prop_assert_eq!(&check_and_fix(rules, &again, &policy).text, &fixed.text);
                if applicability == Applicability::Safe {
                    // A report without fixing says what fixing does.
                    prop_assert_eq!(&reported, &fixed.findings);
                }
                prop_assert_eq!(fixed.text.starts_with('\u{feff}'), text.starts_with('\u{feff}'));
                prop_assert!(fixed.text.trim().is_empty() == text.trim().is_empty());
                for finding in &fixed.left {
                    prop_assert!(text.get(finding.span.clone()).is_some());
                }
            }
    }
}

/// A text as a JSON string, escaped in one of three ways.
fn json_string_escaped(text: &str, how: u8) -> String {
    match how {
        0 => json_string(text),
        1 => {
            let units = text.encode_utf16().map(|unit| format!("\\u{unit:04X}"));
            format!("\"{}\"", units.collect::<String>())
        }
        _ => json_string(text).replace('/', "\\/"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn restored_files_are_equal_to_the_originals(
        documents in proptest::collection::vec((any_document(), 0..3u8), 1..8),
        unsafe_fixes in any::<bool>(),
    ) {
        let folder = empty_folder();
        let mut rows = String::new();
        for (n, (text, how)) in documents.iter().enumerate() {
            write_file(folder.path(), &format!("{n}.txt"), text);
            rows += &format!("{{ \"id\":{n},  \"text\" : {}, \"score\": 1.50e0 }}\n", json_string_escaped(text, *how));
        }
        write_file(folder.path(), "rows.jsonl", &rows);
        let ledgers = empty_folder();
        let ledger = ledgers.path().join("ledger.jsonl");
        let ledger = ledger.to_str().unwrap();
        let mut args = vec!["--fix", ".", "--ledger", ledger];
        if unsafe_fixes {
            args.push("--unsafe-fixes");
        }
        prop_assert!(run_program(folder.path(), &args).status.code() != Some(2));
        let fixed = read_text(folder.path(), "rows.jsonl");
        for (n, row) in fixed.lines().enumerate() {
            let value: serde_json::Value = serde_json::from_str(row).unwrap();
            let alone = read_text(folder.path(), &format!("{n}.txt"));
            prop_assert_eq!(value["text"].as_str().unwrap(), &alone);
            let head = format!("{{ \"id\":{n},  \"text\" : \"");
            let is_whole = row.starts_with(&head) && row.ends_with(", \"score\": 1.50e0 }");
            prop_assert!(is_whole, "{}", row);
        }
        prop_assert_eq!(run_program(folder.path(), &["restore", ledger]).status.code(), Some(0));
        prop_assert_eq!(&read_text(folder.path(), "rows.jsonl"), &rows);
        for (n, (text, _)) in documents.iter().enumerate() {
            prop_assert_eq!(&read_text(folder.path(), &format!("{n}.txt")), text);
        }
    }
}

/// In memory if possible, so that the tests do not wait for the disk.
fn quick_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| empty_folder())
}

/// A text with edits of it, in the order of their positions.
fn any_edited_text() -> impl Strategy<Value = (String, Vec<Edit>)> {
    let edits =
        proptest::collection::vec((any::<prop::sample::Index>(), "[\"\\\\\na،😀]{0,3}"), 0..7);
    ("[ab\"\\\\\n\t،أ😀\u{1}/]{0,30}", edits).prop_map(|(text, edits)| {
        let mut ends: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        ends.push(text.len());
        let mut edits: Vec<_> = edits
            .into_iter()
            .map(|(at, put)| (*at.get(&ends), put))
            .collect();
        edits.sort();
        let edits = edits
            .chunks_exact(2)
            .map(|pair| Edit {
                span: pair[0].0..pair[1].0,
                text: pair[1].1.clone(),
            })
            .filter(|edit| !(edit.span.is_empty() && edit.text.is_empty()));
        let edits = edits.collect();
        (text, edits)
    })
}

/// Applies edits to the rows of a file, as `--fix` does, with a ledger.
fn apply_on_disk(path: &Path, ledger: &Path, edits: &[Vec<Edit>]) {
    let options = ReadOptions {
        max_record: 1 << 20,
        fields: Arc::new(Fields {
            texts: vec!["text".into()],
            ..Fields::default()
        }),
        ..ReadOptions::default()
    };
    let file = InputFile {
        rows: None,
        path: Some(path.to_owned()),
        shown: path.to_str().unwrap().to_owned(),
        inside: path.file_name().unwrap().into(),
        format: None,
        is_named: true,
    };
    let mut committer = Committer::new(Some(Ledger::at(ledger).unwrap()), &options);
    let mut output = None;
    run_engine(
        std::iter::once(Found::File(file)),
        &options,
        |piece, parsed, begun| {
            let (document, origin) = &parsed.documents[0];
            let edits = &edits[document.record.unwrap() as usize];
            let edits = DocumentEdits {
                document,
                origin,
                edits: edits.clone(),
                rules: vec!["r"; edits.len()],
                written: None,
                text_after: None,
            };
            rewrite(piece, &*begun.parser, &[edits]).unwrap()
        },
        |event| {
            match event {
                Event::Begin(begun) => {
                    let metadata = begun.metadata.clone().unwrap();
                    output = Some(
                        committer
                            .begin(&begun, path, metadata, &WriteTarget::InPlace)
                            .unwrap(),
                    );
                }
                Event::Piece(piece, _, rewritten) => {
                    let output = output.as_mut().unwrap();
                    output.piece(&piece, rewritten.flatten(), &options).unwrap();
                }
                Event::End => {
                    if let Some(finished) = output.take().unwrap().finish().unwrap() {
                        let done = committer.add((), finished);
                        assert!(
                            done.into_iter()
                                .chain(committer.flush())
                                .all(|(_, _, done)| done.is_ok())
                        );
                    }
                }
                _ => panic!("the file is whole"),
            }
            ControlFlow::Continue(())
        },
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_edits_of_rows_are_made_exactly_and_restored_byte_for_byte(
        rows in proptest::collection::vec((any_edited_text(), 0..3u8), 1..5),
        zipped in any::<bool>(),
    ) {
        let folder = quick_folder();
        let path = folder.path().join("rows.jsonl");
        let ledger = folder.path().join(if zipped { "l.zst" } else { "l.jsonl" });
        let written = |text: &str, how: u8| format!("{{\"n\" : 1.0, \"text\":{} ,\"x\":[\"text\"]}}\r\n", json_string_escaped(text, how));
        let before: String = rows.iter().map(|((text, _), how)| written(text, *how)).collect();
        fs::write(&path, &before).unwrap();
        let edits: Vec<_> = rows.iter().map(|((_, edits), _)| edits.clone()).collect();
        apply_on_disk(&path, &ledger, &edits);
        let after = fs::read_to_string(&path).unwrap();
        for (row, ((text, edits), _)) in after.lines().zip(&rows) {
            let value: serde_json::Value = serde_json::from_str(row).unwrap();
            prop_assert_eq!(value["text"].as_str().unwrap(), apply_edits(text, edits));
            let is_whole = row.starts_with("{\"n\" : 1.0, \"text\":\"") && row.ends_with("\" ,\"x\":[\"text\"]}");
            prop_assert!(is_whole, "{}", row);
        }
        restore_files(&ledger, |_| true, UndoneRuns::All).unwrap();
        prop_assert_eq!(fs::read_to_string(&path).unwrap(), before);
    }
}
