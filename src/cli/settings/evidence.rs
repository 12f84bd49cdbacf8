//! Which other documents rules compare a document with.

use std::path::{Path, PathBuf};

use crate::cli::args::EvidenceArgs;
use crate::cli::config::Config;

/// Which other documents rules compare a document with.
#[derive(Debug)]
pub enum EvidenceSource {
    /// None: each document is checked on its own.
    Alone,
    /// The documents of the run, which are surveyed first.
    Run,
    /// The documents counted in this survey file.
    Table(PathBuf),
}

impl EvidenceSource {
    /// The source that the options or the configuration ask for.
    pub fn new(args: &EvidenceArgs, config: &Config) -> Self {
        match args.survey.clone().or_else(|| config.survey_path()) {
            _ if args.no_survey => Self::Alone,
            Some(path) => Self::Table(path),
            None => Self::Run,
        }
    }

    /// The survey file, which is not a document.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Table(path) => Some(path),
            _ => None,
        }
    }
}
