//! Problems with the user's input or output. A problem names its place and a remedy, and the rest of the run
//! continues.

use miette::Diagnostic;
use thiserror::Error;

use crate::base::sanitise;

/// A problem with one file, row or option. Its texts are safe for a terminal.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("{place}: {message}")]
pub struct Problem {
    place: String,
    message: String,
    #[help]
    help: Option<String>,
}

impl Problem {
    /// A problem at a place such as `news.jsonl:12` or `--select`.
    pub fn new(place: impl AsRef<str>, message: impl AsRef<str>) -> Self {
        Self {
            place: sanitise::line(place.as_ref()),
            message: sanitise::line(message.as_ref()),
            help: None,
        }
    }

    /// What is wrong, without its place.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Adds the remedy.
    pub fn help(mut self, help: impl AsRef<str>) -> Self {
        self.help = Some(sanitise::line(help.as_ref()));
        self
    }

    /// A problem with reading or writing a file.
    pub fn io(place: impl AsRef<str>, doing: &str, error: &std::io::Error) -> Self {
        let problem = Self::new(place, format!("cannot {doing}: {error}"));
        match error.kind() {
            std::io::ErrorKind::NotFound => {
                problem.help("check the path; nothing was changed there")
            }
            std::io::ErrorKind::PermissionDenied => {
                problem.help("check who may read and write it; it was left as it was")
            }
            std::io::ErrorKind::StorageFull => {
                problem.help("free some space and run again; the file was left as it was")
            }
            std::io::ErrorKind::UnexpectedEof => {
                problem.help("the file is cut short: fetch it again; it was left as it was")
            }
            std::io::ErrorKind::InvalidData => {
                problem.help("check that the file is whole; nothing was changed there")
            }
            _ => problem,
        }
    }
}
