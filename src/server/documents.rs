//! The open documents: their text, their kind, and the results of their checks.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use serde_json::Value;

use crate::cli::config;
use crate::io::formats::{Compression, Format};
use crate::server::check::CheckResult;
use crate::server::counts::HitCounts;
use crate::server::positions::EditorText;
use crate::server::protocol::{ContentChange, Encoding, TextDocumentItem};
use crate::server::rule_file::is_rule_file;
use crate::server::workspace::{SharedRules, root_of};
use crate::server::{check, uri};

/// The formats for the language ids of editors.
const LANGUAGES: &[(&str, &str)] = &[
    ("plaintext", "text"),
    ("text", "text"),
    ("markdown", "text"),
    ("jsonl", "jsonl"),
    ("jsonlines", "jsonl"),
    ("ndjson", "jsonl"),
    ("json", "json"),
    ("csv", "csv"),
    ("tsv", "tsv"),
];

/// What kind of document this is for the server.
#[derive(Clone, Copy)]
pub enum DocumentKind {
    /// Text, or records of text.
    Corpus(&'static Format),
    /// A rule file.
    Rules,
    /// A configuration.
    Config,
    /// Nothing that the server can check.
    Other,
}

/// A request that waits until the current text is checked.
pub struct Waiting {
    /// The id of the request.
    pub id: Value,
    /// Its method.
    pub method: String,
    /// Its parameters.
    pub params: Value,
}

/// The result of a check, with the text that was checked.
pub struct CheckedText {
    /// The edition of the document that was checked.
    pub edition: u64,
    /// The text that was checked.
    pub text: Arc<EditorText>,
    /// The rules it was checked with.
    pub loaded: SharedRules,
    /// What was found.
    pub result: CheckResult,
}

/// An open document.
pub struct OpenDocument {
    /// The URI, as the client writes it.
    pub uri: String,
    /// The path, if the document is a file.
    pub path: Option<PathBuf>,
    /// The language id of the editor.
    pub language: String,
    /// The version that the editor gave it.
    pub version: i64,
    /// A number that grows with every change of the text and of the rules. Results of an older edition are
    /// outdated.
    pub edition: u64,
    /// The text.
    pub text: Arc<EditorText>,
    /// The kind of document.
    pub kind: DocumentKind,
    /// The folder it belongs to.
    pub root: PathBuf,
    /// When it is to be checked.
    pub due: Option<Instant>,
    /// Cancels the check that is running.
    pub at_work: Option<Arc<AtomicBool>>,
    /// The last result of checking a corpus.
    pub checked: Option<CheckedText>,
    /// How often the rules of a rule file match.
    pub counts: Option<HitCounts>,
    /// Requests that wait for the next result.
    pub waiting: Vec<Waiting>,
}

impl OpenDocument {
    /// A document that was opened as the `nth` one. A check of an earlier document with the same name may still
    /// be running; it has another edition.
    pub fn new(item: TextDocumentItem, folders: &[PathBuf], nth: u64) -> Self {
        let path = uri::to_path(&item.uri);
        Self {
            root: root_of(path.as_deref(), folders),
            kind: kind(&item.uri, path.as_deref(), &item.language_id, &item.text),
            text: Arc::new(EditorText::new(item.text)),
            uri: item.uri,
            path,
            language: item.language_id,
            version: item.version,
            edition: nth << 32,
            due: Some(Instant::now()),
            at_work: None,
            checked: None,
            counts: None,
            waiting: Vec::new(),
        }
    }

    /// Applies changes that the user made.
    pub fn change(&mut self, version: i64, changes: Vec<ContentChange>, encoding: Encoding) {
        for change in changes {
            Arc::make_mut(&mut self.text).change(change, encoding);
        }
        self.version = version;
        self.kind = kind(
            &self.uri,
            self.path.as_deref(),
            &self.language,
            self.text.as_str(),
        );
        self.invalidate();
    }

    /// Makes earlier results outdated, and cancels the check that is running.
    pub fn invalidate(&mut self) {
        self.edition += 1;
        if let Some(work) = &self.at_work {
            work.store(true, Ordering::Relaxed);
        }
    }

    /// The last result, if it is about the current text.
    pub fn current(&self) -> Option<&CheckedText> {
        let checked = self.checked.as_ref();
        checked.filter(|checked| checked.edition == self.edition)
    }

    /// What a check needs besides the text.
    pub fn info(&self, format: &'static Format, loaded: &SharedRules) -> check::DocumentInfo {
        let name = self.path.as_ref().and_then(|path| path.file_name());
        check::DocumentInfo {
            path: match &self.path {
                Some(path) => loaded.shown(path),
                None => uri::file_name(&self.uri),
            },
            file_name: match name {
                Some(name) => name.to_string_lossy().into_owned(),
                None => uri::file_name(&self.uri),
            },
            format,
        }
    }
}

fn kind(uri: &str, path: Option<&Path>, language: &str, text: &str) -> DocumentKind {
    let name = uri::file_name(uri);
    if language == "toml" || name.ends_with(".toml") {
        return match name.as_str() {
            config::FILE_NAME if path.is_some() => DocumentKind::Config,
            _ if is_rule_file(text) => DocumentKind::Rules,
            _ => DocumentKind::Other,
        };
    }
    // What an editor shows of a compressed file is not the content of the file.
    let is_plain = Compression::strip(&name) == name;
    let of_language = || {
        let (_, format) = LANGUAGES.iter().find(|(known, _)| *known == language)?;
        Format::named(format)
    };
    let format = Format::of_name(&name).or_else(of_language);
    match format.filter(|format| format.is_its_bytes && is_plain) {
        Some(format) => DocumentKind::Corpus(format),
        None => DocumentKind::Other,
    }
}
