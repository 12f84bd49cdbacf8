//! The open documents: their text, what they are, and what is known of them.

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

/// The formats of the languages that editors tell.
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

/// What a document is to the server.
#[derive(Clone, Copy)]
pub enum DocumentKind {
    /// Text, or records of text.
    Corpus(&'static Format),
    Rules,
    Config,
    /// Nothing that it knows.
    Other,
}

/// A request that waits for the verdict on a document as it is now.
pub struct Waiting {
    pub id: Value,
    pub method: String,
    pub params: Value,
}

/// What was found in a document at some time.
pub struct CheckedText {
    pub edition: u64,
    pub text: Arc<EditorText>,
    pub loaded: SharedRules,
    pub result: CheckResult,
}

/// An open document.
pub struct OpenDocument {
    pub uri: String,
    pub path: Option<PathBuf>,
    pub language: String,
    pub version: i64,
    /// Counts everything that makes a verdict stale: changes of the text and of the rules.
    pub edition: u64,
    pub text: Arc<EditorText>,
    pub kind: DocumentKind,
    /// The folder it belongs to.
    pub root: PathBuf,
    /// When it is to be judged or checked.
    pub due: Option<Instant>,
    /// What ends the work that is being done on it.
    pub at_work: Option<Arc<AtomicBool>>,
    pub checked: Option<CheckedText>,
    pub counts: Option<HitCounts>,
    pub waiting: Vec<Waiting>,
}

impl OpenDocument {
    /// A document that was opened as the `nth`: what is still being done for one of the same name
    /// that was closed has another edition.
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

    /// Follows what was typed.
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

    /// What was found so far does not hold any more, and what is being done is in vain.
    pub fn invalidate(&mut self) {
        self.edition += 1;
        if let Some(work) = &self.at_work {
            work.store(true, Ordering::Relaxed);
        }
    }

    /// What was found, where that was in the text as it is now.
    pub fn current(&self) -> Option<&CheckedText> {
        let checked = self.checked.as_ref();
        checked.filter(|checked| checked.edition == self.edition)
    }

    /// What judging must know beside the text.
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
    // What an editor shows of a compressed file is not its bytes.
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
