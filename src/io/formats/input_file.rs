//! A file of a run, as a walk finds it: its path, its names and its format.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::io::formats::format::Format;
use crate::io::formats::line_ranges::LineRanges;

/// A file of documents.
#[derive(Clone)]
pub struct InputFile {
    /// `None` for standard input.
    pub path: Option<PathBuf>,
    /// The path as the user sees it.
    pub shown: String,
    /// Where it goes below an output folder.
    pub inside: PathBuf,
    /// The format that the user or the ending of the name tells.
    pub format: Option<&'static Format>,
    /// Whether the user named it; other files are passed over where nothing tells their format.
    pub is_named: bool,
    /// The rows that are judged, where not all are.
    pub rows: Option<Arc<LineRanges>>,
}

/// What a walk comes upon.
pub enum Found {
    File(InputFile),
    Problem(Problem),
}

impl InputFile {
    /// The file's own name.
    pub fn file_name(&self) -> String {
        self.inside
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    /// The path, safe for a terminal.
    pub fn safe_name(&self) -> String {
        sanitise::line(&self.shown)
    }
}
