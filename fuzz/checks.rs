//! Properties that must be true for any bytes. The fuzz targets use them, and `tests/suite/fuzzed.rs` uses them on the
//! cases that fuzzing found.

#![allow(dead_code, reason = "each target uses one")]

use std::io::Cursor;
use std::sync::Arc;

use corpus_lint::io::formats::{Fields, Format, Holds, Input, Parsed, ReadContext};
use corpus_lint::rules::fixing::{FixPolicy, check_and_fix};
use corpus_lint::rules::{Applicability, Pack, RuleSet, shipped_packs};
use corpus_lint::run::rewrite::{DocumentEdits, rewrite};
use corpus_lint::text::{Document, Edit, Fold, Folded, apply_edits};

/// A check and its name. Its fuzz target and its folder of cases have the same name.
pub type Check = (&'static str, fn(&[u8]));

pub const CHECKS: &[Check] = &[
    ("jsonl", jsonl),
    ("rules", rules),
    ("fold", fold),
    ("fix", fixing),
];

/// The pieces of a file of rows are together the whole file. Any span of a text can be removed from
/// its row without changing anything else.
pub fn jsonl(bytes: &[u8]) {
    for name in ["jsonl", "json"] {
        let context = ReadContext {
            path: "rows".into(),
            fields: Arc::new(Fields {
                texts: vec!["text".into(), "a.b".into()],
                id: "id".into(),
                ..Fields::default()
            }),
            max_record: 256,
            ..ReadContext::default()
        };
        let input = Input {
            content: Box::new(Cursor::new(bytes.to_vec())),
            file: None,
            bytes_read: Arc::default(),
        };
        let format = Format::named(name).expect("a format");
        let (mut reader, parser) = format.read(input, Arc::new(context)).expect("a reader");
        let mut together = Vec::new();
        while let Some(piece) = reader.next().expect("memory can be read") {
            together.extend_from_slice(&piece.bytes);
            let Holds::Record(_) = piece.holds else {
                continue;
            };
            let Parsed { documents, .. } = parser.parse(&piece);
            for (document, origin) in &documents {
                let text = &document.text;
                let ends: Vec<_> = text
                    .char_indices()
                    .map(|(at, _)| at)
                    .chain([text.len()])
                    .collect();
                let middle = ends.len() / 2;
                let edits = DocumentEdits {
                    document,
                    origin,
                    edits: vec![Edit {
                        span: ends[middle / 2]..ends[middle],
                        text: "\"\n".into(),
                    }],
                    rules: vec!["r"],
                    written: None,
                    text_after: None,
                };
                let new = rewrite(&piece, &*parser, &[edits])
                    .expect("a row")
                    .expect("a change");
                let piece = corpus_lint::io::formats::Piece {
                    bytes: new.bytes,
                    holds: Holds::Record(Some(0)),
                    ..Default::default()
                };
                let again = parser.parse(&piece);
                let (same, _) = again
                    .documents
                    .iter()
                    .find(|(d, _)| d.field == document.field)
                    .expect("the text is still there");
                assert_eq!(
                    same.text,
                    format!("{}\"\n{}", &text[..ends[middle / 2]], &text[ends[middle]..])
                );
            }
        }
        assert!(together == bytes, "the pieces are not the file");
    }
}

/// A pack is accepted or rejected. An accepted pack can be run.
pub fn rules(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(pack) = Pack::parse("pack.toml", text, &[]) else {
        return;
    };
    let Ok(rules) = RuleSet::new(vec![pack]) else {
        return;
    };
    let document = Document::new("Ships came back.\n\nLeave a comment\n\nأعيد فتح الميناء.\n");
    for finding in rules.check(&document) {
        assert!(document.text.get(finding.span).is_some());
    }
    check_and_fix(
        &rules,
        &document,
        &FixPolicy::at_least(Applicability::Unsafe),
    );
}

/// Every span of the folded text maps to whole characters of the text, in order.
pub fn fold(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for fold in [Fold::Arabic, Fold::Case, Fold::None] {
        let folded = Folded::with(fold, text);
        let mut last = 0;
        for (at, c) in folded.as_str().char_indices() {
            let span = folded.span(text, at..at + c.len_utf8());
            assert!(text.get(span.clone()).is_some(), "{span:?}");
            assert!(span.start >= last && span.start <= span.end);
            last = span.start;
        }
        let all = folded.span(text, 0..folded.as_str().len());
        assert!(text.get(all).is_some());
    }
}

/// The edits of a fix give exactly the fixed text. A second fix changes nothing. A fix never empties a
/// document.
pub fn fixing(bytes: &[u8]) {
    thread_local!(static RULES: RuleSet = RuleSet::new(shipped_packs().expect("packs")).expect("rules"));
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    RULES.with(|rules| {
        for applicability in [Applicability::Safe, Applicability::Unsafe] {
            let policy = FixPolicy::at_least(applicability);
            let document = Document::new(text);
            let fixed = check_and_fix(rules, &document, &policy);
            let edits = fixed.edits.iter().map(|applied| &applied.edit);
            assert_eq!(apply_edits(text, edits), fixed.text);
            let again = Document::new(&*fixed.text);
            assert_eq!(check_and_fix(rules, &again, &policy).text, fixed.text);
            assert_eq!(
                fixed.text.starts_with('\u{feff}'),
                text.starts_with('\u{feff}')
            );
            assert!(fixed.text.trim().is_empty() == text.trim().is_empty());
        }
    });
}
