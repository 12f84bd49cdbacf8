//! What rules are made of, as texts: so that a process on another machine makes the same rules
//! without the files.

use std::path::{Path, PathBuf};

use corpus_lint::base::problem::Problem;
use corpus_lint::cli::args::{InputArgs, RuleArgs};
use corpus_lint::cli::config::Config;
use corpus_lint::cli::settings;
use corpus_lint::cli::settings::{Error, FileText};
use corpus_lint::io::formats::Options;
use corpus_lint::rules::RuleSet;
use serde::{Deserialize, Serialize};

const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Debug, Serialize, Deserialize)]
pub struct Recipe {
    /// The version whose shipped packs are meant.
    version: String,
    config: Option<FileText>,
    packs: Vec<FileText>,
    select: Vec<String>,
    ignore: Vec<String>,
    extend_select: Vec<String>,
}

/// What users say of rules, as on the command line.
pub struct Said {
    pub packs: Vec<PathBuf>,
    pub config: Option<PathBuf>,
    pub select: Vec<String>,
    pub ignore: Vec<String>,
    pub extend_select: Vec<String>,
}

impl Recipe {
    /// Reads the files that users name.
    ///
    /// # Errors
    /// A file that cannot be read; a configuration that is none.
    pub fn read(said: Said) -> Result<Self, Error> {
        let mut recipe = Self {
            version: VERSION.to_owned(),
            config: said.config.map(read).transpose()?,
            packs: Vec::new(),
            select: said.select,
            ignore: said.ignore,
            extend_select: said.extend_select,
        };
        let args = RuleArgs {
            packs: said.packs,
            ..recipe.args()
        };
        recipe.packs = settings::rule_files(&args, &recipe.config()?)?;
        Ok(recipe)
    }

    /// The survey that the configuration names.
    ///
    /// # Errors
    /// As for [`Recipe::rules`].
    pub fn survey_path(&self) -> Result<Option<PathBuf>, Error> {
        Ok(self.config()?.survey_path())
    }

    /// As it is pickled.
    pub fn written(&self) -> String {
        serde_json::to_string(self).expect("texts are JSON")
    }

    /// As it was pickled.
    ///
    /// # Errors
    /// What was pickled by nobody, or by a version that said other things.
    pub fn parse(written: &str) -> serde_json::Result<Self> {
        serde_json::from_str(written)
    }

    /// Makes the rules, and tells which fields of records they look at.
    ///
    /// # Errors
    /// Every error of the rule files; a name that selects nothing; shipped packs of another version.
    pub fn rules(&self) -> Result<(RuleSet, Options), Error> {
        if self.version != VERSION {
            return Err(Problem::new(
                "Ruleset",
                format!(
                    "it was pickled by version {}, this is {VERSION}: their rules differ",
                    self.version
                ),
            )
            .help("install the same version on every machine")
            .into());
        }
        let config = self.config()?;
        let rules = settings::rules_of(&self.packs, &self.args(), &config)?;
        let (_, options) = settings::input(&InputArgs::default(), &config, &rules)?;
        Ok((rules, options))
    }

    fn config(&self) -> Result<Config, Error> {
        match &self.config {
            Some(FileText { name, text }) => Config::parse(Path::new(name), text),
            None => Ok(Config::default()),
        }
    }

    fn args(&self) -> RuleArgs {
        RuleArgs {
            packs: Vec::new(),
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            extend_select: self.extend_select.clone(),
            config: None,
            isolated: true,
        }
    }
}

fn read(path: PathBuf) -> Result<FileText, Problem> {
    let name = path.to_string_lossy().into_owned();
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(FileText { name, text }),
        Err(error) => Err(Problem::io(name, "read the configuration", &error)),
    }
}
