//! The options for reading input: names of fields, sizes and encodings; and what a reader knows about its
//! file.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::base::problem::Problem;
use crate::rules::timings::Timings;

/// The names of the fields of records, as the user gave them.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    /// The fields that hold text. Each is a document. A dot in a name leads to a field inside a field.
    pub texts: Vec<String>,
    /// The field that holds the id of the record.
    pub id: String,
    /// The field that holds its language.
    pub language: Option<String>,
    /// The field that holds its source: its address, or the name of its site.
    pub source: String,
    /// The field that holds its title.
    pub title: String,
    /// The fields that the scopes of rules need.
    pub wanted: Vec<String>,
}

impl Fields {
    /// The name of a text field for its document; `None` if there is only one text field.
    pub fn label(&self, field: &str) -> Option<String> {
        (self.texts.len() > 1).then(|| field.to_owned())
    }
}

/// How input is read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    pub fields: Arc<Fields>,
    /// The largest size of a record, in bytes.
    pub max_record: usize,
    /// The encoding of the content, if the user gave it. Otherwise it is recognised from the content.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// The number of bytes of files that were read so far, to show progress.
    pub bytes_read: Arc<AtomicU64>,
    /// The time that each phase takes.
    pub timings: Timings,
}

/// What a reader knows about its file and about the user's options.
#[derive(Debug, Clone, Default)]
pub struct ReadContext {
    /// The path of the file for messages.
    pub path: String,
    /// The name of the file without its folder.
    pub file_name: String,
    pub fields: Arc<Fields>,
    /// The largest size of a record, in bytes. A larger record is reported and passes through unchanged.
    pub max_record: usize,
    /// The encoding from which the content was decoded; `None` for UTF-8.
    pub encoding: Option<&'static str>,
}

impl ReadContext {
    /// The problem for a record that is too large.
    pub fn too_large(&self, place: impl AsRef<str>, what: &str) -> Problem {
        let mebibytes = self.max_record >> 20;
        Problem::new(place, format!("{what} is larger than {mebibytes} MiB"))
            .help("it was left as it was; --max-record allows more, at about ten times the memory")
    }
}
