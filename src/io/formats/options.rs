//! How input is read: what the user says about fields, sizes and encodings, and what a reader knows of its file.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::base::problem::Problem;
use crate::rules::timings::Timings;

/// The names of the fields of records, as the user gave them.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    /// The fields that hold text, each a document of its own; a dot leads into a field.
    pub texts: Vec<String>,
    /// The field that names the record.
    pub id: String,
    /// The field that says its language.
    pub language: Option<String>,
    /// The field that says where it is from: its address, or the name of its site.
    pub source: String,
    /// The field that holds its title.
    pub title: String,
    /// The fields that scopes of rules ask for.
    pub wanted: Vec<String>,
}

impl Fields {
    /// The name of a text field, for a document, where there are several.
    pub fn label(&self, field: &str) -> Option<String> {
        (self.texts.len() > 1).then(|| field.to_owned())
    }
}

/// How input is read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    pub fields: Arc<Fields>,
    /// Bytes that a record may have.
    pub max_record: usize,
    /// The encoding that content is in, where that is known; otherwise it is told from the content.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Bytes of files that were read so far, for whoever shows progress.
    pub bytes_read: Arc<AtomicU64>,
    /// Where the time goes.
    pub timings: Timings,
}

/// What a reader must know of its file and of the user's options.
#[derive(Debug, Clone, Default)]
pub struct ReadContext {
    /// The file as the user named it.
    pub path: String,
    /// The file's own name.
    pub file_name: String,
    pub fields: Arc<Fields>,
    /// Bytes that a record may have; a larger one is refused and passes through.
    pub max_record: usize,
    /// The encoding that the content was decoded from, where it was not UTF-8.
    pub encoding: Option<&'static str>,
}

impl ReadContext {
    /// A record that is larger than the user allows.
    pub fn too_large(&self, place: impl AsRef<str>, what: &str) -> Problem {
        let mebibytes = self.max_record >> 20;
        Problem::new(place, format!("{what} is larger than {mebibytes} MiB"))
            .help("it was left as it was; --max-record allows more, at about ten times the memory")
    }
}
