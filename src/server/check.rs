//! Checks an open document: its findings and their fixes, with spans in the bytes of the document.

use std::collections::HashMap;
use std::io::Cursor;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use miette::Diagnostic as _;
use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use crate::base::problem::Problem;
use crate::io::formats::{
    FileEdit, Format, Holds, Input, Origin, Parser, Piece, ReadContext, Reading,
};
use crate::rules::finding::Finding;
use crate::rules::fixing::{FixPolicy, check_and_fix, tidy_fix};
use crate::rules::{Applicability, RuleSet};
use crate::server::positions::EditorText;
use crate::server::workspace::FolderRules;
use crate::text::{Document, Edit};

/// The result of checking a document. All spans are in bytes of the document.
#[derive(Debug, Default)]
pub struct CheckResult {
    /// The findings.
    pub findings: Vec<FileFinding>,
    /// The edits of all safe fixes together, as `--fix` applies them.
    pub safe: Vec<FileEdit>,
    /// What cannot be read.
    pub errors: Vec<ReadError>,
    /// The number of records that were checked.
    pub documents: usize,
}

/// A finding, with spans in bytes of the file.
#[derive(Debug, Clone)]
pub struct FileFinding {
    /// The index of its rule.
    pub rule: usize,
    /// The flagged bytes.
    pub span: Range<usize>,
    /// What was found.
    pub message: String,
    /// The fix, as it would be applied alone; `None` if there is no fix or a guard withholds it.
    pub fix: Option<FileFix>,
}

/// A fix of a finding, as edits of the file.
#[derive(Debug, Clone)]
pub struct FileFix {
    /// Whether the fix is safe.
    pub applicability: Applicability,
    /// The edits, in bytes of the file.
    pub edits: Vec<FileEdit>,
}

impl FileFix {
    /// Whether it only removes text and inserts none.
    pub fn removes(&self) -> bool {
        self.edits.iter().all(|edit| edit.text.is_empty())
    }
}

/// A part of the file that cannot be read, or on which the program failed.
#[derive(Debug, Clone)]
pub struct ReadError {
    /// The part, in bytes of the file.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
}

/// The results for the pieces of a document, by a hash of the piece, so that a row that did not change is not
/// checked again.
pub type Cache = HashMap<u128, Arc<CheckResult>>;

/// What a check needs besides the text.
pub struct DocumentInfo {
    /// The path, as rules and reports show it.
    pub path: String,
    /// The name of the file.
    pub file_name: String,
    /// The format that the name or the editor gives.
    pub format: &'static Format,
}

struct TextBytes(Arc<EditorText>);

impl AsRef<[u8]> for TextBytes {
    fn as_ref(&self) -> &[u8] {
        self.0.as_str().as_bytes()
    }
}

/// Checks a document alone, without a survey.
pub fn check(
    text: &Arc<EditorText>,
    info: &DocumentInfo,
    loaded: &FolderRules,
    cache: &mut Cache,
) -> CheckResult {
    let mut result = CheckResult::default();
    let format = loaded.format.filter(|format| format.is_its_bytes);
    let format = format.unwrap_or(info.format);
    let all = 0..text.as_str().len();
    let (mut reader, parser) = match open(text, info, format, loaded) {
        Ok(reading) => reading,
        Err(problem) => {
            result.errors.push(read_error(all, &problem));
            return result;
        }
    };
    let mut pieces = Vec::new();
    let mut offset = 0;
    // Reading from memory cannot fail.
    while let Ok(Some(piece)) = reader.next() {
        let length = piece.bytes.len();
        pieces.push((offset, piece));
        offset += length;
    }
    // How rows are read depends on the header, if any.
    let header = match (format.name, pieces.first()) {
        ("csv" | "tsv", Some((_, first))) => first.bytes.clone(),
        _ => Vec::new(),
    };
    let known = &*cache;
    let verdicts: Vec<_> = pieces
        .par_iter()
        .map(|(_, piece)| {
            let mut hash = Xxh3::new();
            hash.update(&header);
            hash.update(&[matches!(piece.holds, Holds::Record(_)).into()]);
            hash.update(&piece.bytes);
            let key = hash.digest128();
            let fresh = || Arc::new(of_piece(piece, &*parser, &loaded.rules));
            (key, known.get(&key).cloned().unwrap_or_else(fresh))
        })
        .collect();
    for ((offset, _), (_, of_piece)) in pieces.iter().zip(&verdicts) {
        result.add(of_piece, *offset);
    }
    *cache = verdicts.into_iter().collect();
    // Most JSON files are not corpora.
    if format.name == "json" && result.documents == 0 {
        result.errors.clear();
    }
    result
}

fn open(
    text: &Arc<EditorText>,
    info: &DocumentInfo,
    format: &Format,
    loaded: &FolderRules,
) -> Result<Reading, Problem> {
    let input = Input {
        content: Box::new(Cursor::new(TextBytes(Arc::clone(text)))),
        file: None,
        bytes_read: Arc::default(),
    };
    let context = ReadContext {
        path: info.path.clone(),
        file_name: info.file_name.clone(),
        fields: Arc::clone(&loaded.options.fields),
        max_record: loaded.options.max_record,
        encoding: None,
    };
    format.read(input, Arc::new(context))
}

impl CheckResult {
    /// Adds the result for a piece that begins at `offset`, in bytes.
    fn add(&mut self, piece: &Self, offset: usize) {
        let span = |span: &Range<usize>| span.start + offset..span.end + offset;
        let moved = |edit: &FileEdit| FileEdit {
            span: span(&edit.span),
            text: edit.text.clone(),
        };
        self.findings
            .extend(piece.findings.iter().map(|finding| FileFinding {
                span: span(&finding.span),
                fix: finding.fix.as_ref().map(|fix| FileFix {
                    edits: fix.edits.iter().map(moved).collect(),
                    ..*fix
                }),
                ..finding.clone()
            }));
        self.safe.extend(piece.safe.iter().map(moved));
        self.errors
            .extend(piece.errors.iter().map(|error| ReadError {
                span: span(&error.span),
                message: error.message.clone(),
            }));
        self.documents += piece.documents;
    }
}

fn read_error(span: Range<usize>, problem: &Problem) -> ReadError {
    let message = match problem.help() {
        Some(help) => format!("{}\n{help}", problem.message()),
        None => problem.message().to_owned(),
    };
    ReadError { span, message }
}

/// Checks a piece. If the program fails on it, only the result for that piece is lost.
fn of_piece(piece: &Piece, parser: &dyn Parser, rules: &RuleSet) -> CheckResult {
    let whole = 0..piece.bytes.trim_ascii_end().len();
    let checked = catch_unwind(AssertUnwindSafe(|| {
        let mut result = CheckResult::default();
        let parsed = match &piece.holds {
            Holds::Nothing => return result,
            Holds::Bad(problem) => (**problem).clone().into(),
            Holds::Record(_) => parser.parse(piece),
        };
        let errors = parsed.problems.iter();
        result.errors = errors.map(|p| read_error(whole.clone(), p)).collect();
        result.documents = parsed.documents.len();
        for (document, origin) in &parsed.documents {
            of_document(document, origin, rules, &mut result);
        }
        result
    }));
    checked.unwrap_or_else(|_| CheckResult {
        errors: vec![ReadError {
            span: whole.clone(),
            message: "the program failed on this document\nplease report this with the document, \
                      if you may share it"
                .into(),
        }],
        ..CheckResult::default()
    })
}

fn of_document(document: &Document, origin: &Origin, rules: &RuleSet, result: &mut CheckResult) {
    let policy = FixPolicy::at_least(Applicability::Safe);
    let checked = check_and_fix(rules, document, &policy);
    for finding in &checked.findings {
        result.findings.push(FileFinding {
            rule: finding.rule,
            span: origin.bytes(finding.span.clone()),
            message: finding.full_message().into_owned(),
            fix: file_fix(&document.text, finding, origin),
        });
    }
    let safe = checked.edits.into_iter().map(|applied| applied.edit);
    let safe: Vec<_> = safe.collect();
    result.safe.extend(in_file(&document.text, &safe, origin));
}

/// The fix of a finding as it is applied alone, unless it is only displayed.
fn file_fix(text: &str, finding: &Finding, origin: &Origin) -> Option<FileFix> {
    let fix = tidy_fix(text, finding)?;
    let edits = in_file(text, &fix.edits, origin);
    (fix.applicability > Applicability::DisplayOnly && !edits.is_empty()).then_some(FileFix {
        applicability: fix.applicability,
        edits,
    })
}

/// Edits of a text as edits of the bytes that hold it in the file.
fn in_file(text: &str, edits: &[Edit], origin: &Origin) -> Vec<FileEdit> {
    let mut in_file = origin.file_edits(text, edits, None);
    in_file.retain(|edit| !edit.span.is_empty() || !edit.text.is_empty());
    in_file
}
