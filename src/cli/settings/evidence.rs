//! Evidence: which other documents a document is judged by.

use std::path::{Path, PathBuf};

use crate::cli::args::EvidenceArgs;
use crate::cli::config::Config;

/// Which other documents a document is judged by.
#[derive(Debug)]
pub enum Evidence {
    /// None: each is judged alone.
    Alone,
    /// Those of the run, which are surveyed first.
    Run,
    /// Those that the survey in this file counted.
    Table(PathBuf),
}

impl Evidence {
    /// As the command line or the configuration says.
    pub fn new(args: &EvidenceArgs, config: &Config) -> Self {
        match args.survey.clone().or_else(|| config.survey_path()) {
            _ if args.no_survey => Self::Alone,
            Some(path) => Self::Table(path),
            None => Self::Run,
        }
    }

    /// The file of the survey, which is no document.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Table(path) => Some(path),
            _ => None,
        }
    }
}
