//! The configuration file, `corpus-lint.toml`: settings of a user or a team for a corpus.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::base::problem::Problem;
use crate::cli::error::Error;
use crate::rules::{Guards, OneOrMany, Policy, Regrade, RuleSource};

/// The name of the file. It is searched in the working directory and then in its parents.
pub const FILE_NAME: &str = "corpus-lint.toml";

/// The configuration as written in TOML. Options on the command line override it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// More rule files, or folders of rule files, relative to this file.
    pub packs: Vec<PathBuf>,
    /// Packs that you trust: their safe fixes are applied as safe. The fixes of other packs that are
    /// not shipped with the program count as unsafe.
    pub trust: Vec<String>,
    /// Report only these rules, categories or packs.
    pub select: Vec<String>,
    /// Do not report these rules, categories or packs.
    pub ignore: Vec<String>,
    /// Report these rules in addition, even if they are off by default.
    pub extend_select: Vec<String>,
    /// Read all input in this format, instead of recognising it by file extension or content.
    pub format: Option<String>,
    /// The field of a record that holds the text, or a list of such fields; use dots for nested fields.
    pub text_field: Option<OneOrMany>,
    /// The field of a record that holds its id.
    pub id_field: Option<String>,
    /// The field of a record that holds its language.
    pub language_field: Option<String>,
    /// The field of a record that holds its source: a URL, of which only the host is used, or the name
    /// of a site. Without this field, the source of a document is its folder.
    pub source_field: Option<String>,
    /// The field of a record that holds its title.
    pub title_field: Option<String>,
    /// The baseline, relative to this file: findings recorded in it are not reported.
    pub baseline: Option<PathBuf>,
    /// Line counts written by `corpus-lint survey`, relative to this file; they are used instead of
    /// reading the input twice.
    pub survey: Option<PathBuf>,
    /// The largest record that is read, in MiB; larger ones are left unchanged.
    pub max_record: Option<u32>,
    /// By rule, category or pack: another severity or fix, or `enabled = false`.
    pub rules: BTreeMap<String, Regrade>,
    /// By path pattern (glob): rules, categories or packs that do not report there.
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub per_path_ignores: BTreeMap<Spanned<String>, Vec<String>>,
    /// Limits for what fixes may do to a document.
    pub guards: Guards,
    /// The folder of the file; relative paths start there.
    #[serde(skip)]
    folder: PathBuf,
}

impl Config {
    /// Reads the named file, or the nearest one in the working directory and its parents. If
    /// `isolated`, reads none.
    ///
    /// # Errors
    /// The file cannot be read, or is not a valid configuration.
    pub fn find(named: Option<&Path>, isolated: bool) -> Result<Self, Error> {
        if isolated {
            return Ok(Self::default());
        }
        let found = || Self::nearest(&std::env::current_dir().ok()?);
        match named.map(Path::to_owned).or_else(found) {
            None => Ok(Self::default()),
            Some(path) => Self::read(&path),
        }
    }

    /// The path of the nearest file, in a folder or its parents.
    pub fn nearest(folder: &Path) -> Option<PathBuf> {
        folder
            .ancestors()
            .map(|folder| folder.join(FILE_NAME))
            .find(|path| path.is_file())
    }

    /// Reads a file.
    ///
    /// # Errors
    /// The file cannot be read, or is not a valid configuration.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Problem::io(path.to_string_lossy(), "read the configuration", &error)
        })?;
        Self::parse(path, &text)
    }

    /// Parses the text of a file.
    ///
    /// # Errors
    /// It is not a valid configuration.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        let shown = path.to_string_lossy();
        let config: Self = toml::from_str(text)
            .map_err(|error| RuleSource::new(&shown, text).toml_error(&error, 0..0))
            .map_err(|error| Error::Rules(error.into()))?;
        Ok(Self {
            folder: path.parent().unwrap_or(Path::new("")).to_owned(),
            ..config
        })
    }

    /// The paths of the packs, relative to the working directory.
    pub fn pack_paths(&self) -> Vec<PathBuf> {
        self.packs
            .iter()
            .map(|path| self.folder.join(path))
            .collect()
    }

    /// The path of the baseline, relative to the working directory.
    pub fn baseline_path(&self) -> Option<PathBuf> {
        self.baseline.as_ref().map(|path| self.folder.join(path))
    }

    /// The path of the survey, relative to the working directory.
    pub fn survey_path(&self) -> Option<PathBuf> {
        self.survey.as_ref().map(|path| self.folder.join(path))
    }

    /// The settings about rules, paths and fixes.
    ///
    /// # Errors
    /// A path pattern is not a valid glob.
    pub fn policy(&self) -> Result<Policy, Problem> {
        let ignores = self.per_path_ignores.iter().map(|(glob, names)| {
            let broken = |error: globset::Error| {
                Problem::new(
                    FILE_NAME,
                    format!(
                        "`{}` in per_path_ignores is not a valid glob: {}",
                        glob.get_ref(),
                        error.kind()
                    ),
                )
                .help("use `**` for any folders and `*` for a part of a name, as in \"archive/**\"")
            };
            let glob = Glob::new(glob.get_ref()).map_err(broken)?;
            let set = GlobSet::builder().add(glob).build().map_err(broken)?;
            Ok((set, names.clone()))
        });
        Ok(Policy {
            trust: self.trust.clone(),
            regrades: self
                .rules
                .iter()
                .map(|(name, grade)| (name.clone(), grade.clone()))
                .collect(),
            path_ignores: ignores.collect::<Result<_, Problem>>()?,
            guards: self.guards.clone(),
        })
    }
}
