//! `corpus-lint.toml`: what a user or a team settles once for a corpus.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::base::problem::Problem;
use crate::cli::settings::Error;
use crate::rules::fixing::Guards;
use crate::rules::{OneOrMany, Policy, Regrade, RuleSource};

/// The name of the file, looked for upwards from the working directory.
pub const FILE_NAME: &str = "corpus-lint.toml";

/// The configuration as TOML says it. Options on the command line go before it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// More packs: files, or folders of them, relative to this file.
    pub packs: Vec<PathBuf>,
    /// Packs whose fixes count as their authors wrote them; those of other packs that are not
    /// shipped count as unsafe.
    pub trust: Vec<String>,
    /// Report only these rules or categories.
    pub select: Vec<String>,
    /// Do not report these.
    pub ignore: Vec<String>,
    /// Report these as well: rules that are off unless asked for.
    pub extend_select: Vec<String>,
    /// The format of all input, instead of what the endings of file names tell.
    pub format: Option<String>,
    /// The field of a record that holds the text, or several; a dot leads into a field.
    pub text_field: Option<OneOrMany>,
    /// The field of a record that holds its name.
    pub id_field: Option<String>,
    /// The field of a record that says its language.
    pub language_field: Option<String>,
    /// The field of a record that says where it is from: an address, of which the host counts, or
    /// the name of a site. Documents without it are of the folder that they lie in.
    pub source_field: Option<String>,
    /// The field of a record that holds its title.
    pub title_field: Option<String>,
    /// The baseline: findings that are known and not reported, relative to this file.
    pub baseline: Option<PathBuf>,
    /// The survey that documents are judged by, instead of reading the input twice, relative to this
    /// file.
    pub survey: Option<PathBuf>,
    /// The size of a record, in MiB, beyond which it is left as it is.
    pub max_record: Option<u32>,
    /// By rule or category, another severity or fix, or `enabled = false`.
    pub rules: BTreeMap<String, Regrade>,
    /// By glob of paths, the rules or categories that do not report there.
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub per_path_ignores: BTreeMap<Spanned<String>, Vec<String>>,
    /// What no fix may do to a document.
    pub guards: Guards,
    /// The folder that the file stands in.
    #[serde(skip)]
    folder: PathBuf,
}

impl Config {
    /// Reads the file named, or the nearest one upwards; none at all when isolated.
    ///
    /// # Errors
    /// A file that cannot be read or is not a configuration.
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

    /// The nearest file upwards from a folder.
    pub fn nearest(folder: &Path) -> Option<PathBuf> {
        folder
            .ancestors()
            .map(|folder| folder.join(FILE_NAME))
            .find(|path| path.is_file())
    }

    /// Reads a file.
    ///
    /// # Errors
    /// As for [`Config::find`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Problem::io(path.to_string_lossy(), "read the configuration", &error)
        })?;
        Self::parse(path, &text)
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// When it is not a configuration.
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

    /// The packs, from the working directory.
    pub fn pack_paths(&self) -> Vec<PathBuf> {
        self.packs
            .iter()
            .map(|path| self.folder.join(path))
            .collect()
    }

    /// The baseline, from the working directory.
    pub fn baseline_path(&self) -> Option<PathBuf> {
        self.baseline.as_ref().map(|path| self.folder.join(path))
    }

    /// The survey, from the working directory.
    pub fn survey_path(&self) -> Option<PathBuf> {
        self.survey.as_ref().map(|path| self.folder.join(path))
    }

    /// What it says of rules and documents.
    ///
    /// # Errors
    /// A glob that is none.
    pub fn policy(&self) -> Result<Policy, Problem> {
        let ignores = self.per_path_ignores.iter().map(|(glob, names)| {
            let broken = |error: globset::Error| {
                Problem::new(
                    FILE_NAME,
                    format!(
                        "`{}` in per_path_ignores is not a glob: {}",
                        glob.get_ref(),
                        error.kind()
                    ),
                )
                .help("`**` stands for folders, `*` for a part of a name: \"archive/**\"")
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
