//! The recipe of a rule set: all its inputs as text, so that a process on another machine can make the same
//! rules without the files.

use std::path::{Path, PathBuf};

use corpus_lint::base::problem::Problem;
use corpus_lint::cli::Error;
use corpus_lint::cli::args::{InputArgs, RuleArgs};
use corpus_lint::cli::config::Config;
use corpus_lint::cli::settings;
use corpus_lint::cli::settings::FileText;
use corpus_lint::io::formats::ReadOptions;
use corpus_lint::rules::RuleSet;
use serde::{Deserialize, Serialize};

const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Debug, Serialize, Deserialize)]
pub struct Recipe {
    /// The version of the program, and so of the shipped packs.
    version: String,
    config: Option<FileText>,
    packs: Vec<FileText>,
    select: Vec<String>,
    ignore: Vec<String>,
    extend_select: Vec<String>,
}

/// The arguments of the user, as on the command line.
pub struct RecipeArgs {
    pub packs: Vec<PathBuf>,
    pub config: Option<PathBuf>,
    pub select: Vec<String>,
    pub ignore: Vec<String>,
    pub extend_select: Vec<String>,
}

impl Recipe {
    /// Reads the files that the arguments name.
    ///
    /// # Errors
    /// A file that cannot be read; an invalid configuration.
    pub fn read(args: RecipeArgs) -> Result<Self, Error> {
        let mut recipe = Self {
            version: VERSION.to_owned(),
            config: args.config.map(read).transpose()?,
            packs: Vec::new(),
            select: args.select,
            ignore: args.ignore,
            extend_select: args.extend_select,
        };
        let args = RuleArgs {
            packs: args.packs,
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

    /// The recipe as text, for pickling.
    pub fn written(&self) -> String {
        serde_json::to_string(self).expect("texts are JSON")
    }

    /// Reads a pickled recipe.
    ///
    /// # Errors
    /// Text that is not a recipe of this version.
    pub fn parse(written: &str) -> serde_json::Result<Self> {
        serde_json::from_str(written)
    }

    /// Makes the rules, and the options for the fields that they use.
    ///
    /// # Errors
    /// Every error of the rule files; a name that selects nothing; shipped packs of another version.
    pub fn rules(&self) -> Result<(RuleSet, ReadOptions), Error> {
        if self.version != VERSION {
            return Err(Problem::new(
                "Ruleset",
                format!(
                    "it was pickled by version {}, but this is version {VERSION}: their rules differ",
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
