//! An input file of a run: its path, its names and its format.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::io::formats::format::Format;
use crate::io::formats::line_ranges::LineRanges;

/// A file of documents.
#[derive(Clone)]
pub struct InputFile {
    /// The path; `None` for standard input.
    pub path: Option<PathBuf>,
    /// The path for messages.
    pub shown: String,
    /// The path below the folder of the walk. A copy has the same path below an output folder.
    pub inside: PathBuf,
    /// The format, if the user chose it or the file name shows it.
    pub format: Option<&'static Format>,
    /// Whether the user named the file itself. Other files are skipped if their format is unknown.
    pub is_named: bool,
    /// The rows to check; `None` for all rows.
    pub rows: Option<Arc<LineRanges>>,
}

/// What a walk finds.
pub enum Found {
    File(InputFile),
    Problem(Problem),
}

impl InputFile {
    /// The name of the file without its folder.
    pub fn file_name(&self) -> String {
        self.inside
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    /// The path, safe to print on a terminal.
    pub fn safe_name(&self) -> String {
        sanitise::line(&self.shown)
    }
}
