//! Properties of fixing and restoring that hold for every document.

use std::fs;
use std::path::Path;
use std::process::Command;

use corpus_lint::document::Document;
use corpus_lint::fix::{apply_patches, fix};
use corpus_lint::rule::{Applicability, RuleSet, shipped_packs};
use proptest::prelude::*;

/// Lines that rules look for, lines that they must leave alone, and what stands between.
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

fn document() -> impl Strategy<Value = String> {
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

fn rules() -> RuleSet {
    RuleSet::new(shipped_packs().unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fixing_is_told_exactly_and_is_done_once(text in document()) {
        thread_local!(static RULES: RuleSet = rules());
        RULES.with(|rules| {
            for finding in rules.check(&Document::new(&text)) {
                prop_assert!(text.get(finding.span.clone()).is_some_and(|flagged| !flagged.is_empty()));
                for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
                    prop_assert!(text.get(edit.start..edit.end).is_some());
                }
            }
            for applicability in [Applicability::Safe, Applicability::Unsafe] {
                let fixed = fix(rules, &Document::new(&text), applicability);
                prop_assert_eq!(apply_patches(&text, &fixed.patches), fixed.text.clone());
                prop_assert_eq!(&fix(rules, &Document::new(&fixed.text), applicability).text, &fixed.text);
                prop_assert_eq!(fixed.text.starts_with('\u{feff}'), text.starts_with('\u{feff}'));
                prop_assert!(fixed.text.trim().is_empty() == text.trim().is_empty());
                for finding in &fixed.left {
                    prop_assert!(text.get(finding.span.clone()).is_some());
                }
            }
            Ok(())
        })?;
    }
}

/// JSON text with each character raw or escaped, as different writers write it.
fn json_string(text: &str, how: u8) -> String {
    match how {
        0 => serde_json::to_string(text).unwrap(),
        1 => {
            let units = text.encode_utf16().map(|unit| format!("\\u{unit:04X}"));
            format!("\"{}\"", units.collect::<String>())
        }
        _ => serde_json::to_string(text).unwrap().replace('/', "\\/"),
    }
}

fn run(folder: &Path, args: &[&str]) -> Option<i32> {
    let out = Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
        .current_dir(folder)
        .args(args)
        .output()
        .unwrap();
    out.status.code()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_fixed_on_disk_comes_back_byte_for_byte(
        documents in proptest::collection::vec((document(), 0..3u8), 1..8),
        unsafe_fixes in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut rows = String::new();
        for (n, (text, how)) in documents.iter().enumerate() {
            fs::write(folder.path().join(format!("{n}.txt")), text).unwrap();
            rows += &format!("{{ \"id\":{n},  \"text\" : {}, \"score\": 1.50e0 }}\n", json_string(text, *how));
        }
        fs::write(folder.path().join("rows.jsonl"), &rows).unwrap();
        let args = ["--fix", ".", "--ledger", "../ledger.jsonl", "--unsafe-fixes"];
        let ledger = folder.path().parent().unwrap().join(format!("{}.ledger", folder.path().file_name().unwrap().to_str().unwrap()));
        let ledger = ledger.to_str().unwrap();
        let mut args = args.to_vec();
        args[3] = ledger;
        if !unsafe_fixes {
            args.pop();
        }
        prop_assert!(run(folder.path(), &args) != Some(2));
        let fixed = fs::read_to_string(folder.path().join("rows.jsonl")).unwrap();
        for (n, row) in fixed.lines().enumerate() {
            let value: serde_json::Value = serde_json::from_str(row).unwrap();
            let alone = fs::read_to_string(folder.path().join(format!("{n}.txt"))).unwrap();
            prop_assert_eq!(value["text"].as_str().unwrap(), &alone);
            let head = format!("{{ \"id\":{n},  \"text\" : \"");
            let is_whole = row.starts_with(&head) && row.ends_with(", \"score\": 1.50e0 }");
            prop_assert!(is_whole, "{}", row);
        }
        prop_assert_eq!(run(folder.path(), &["restore", ledger]), Some(0));
        prop_assert_eq!(&fs::read_to_string(folder.path().join("rows.jsonl")).unwrap(), &rows);
        for (n, (text, _)) in documents.iter().enumerate() {
            prop_assert_eq!(&fs::read_to_string(folder.path().join(format!("{n}.txt"))).unwrap(), text);
        }
        fs::remove_file(ledger).ok();
    }
}
