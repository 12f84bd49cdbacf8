//! What holds for the documents of a folder: its configuration, its rules, how its files are read.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use miette::Diagnostic as _;

use crate::base::problem::Problem;
use crate::cli::args::{InputArgs, RuleArgs};
use crate::cli::config::Config;
use crate::cli::settings;
use crate::cli::settings::Error;
use crate::io::formats::{Format, Options};
use crate::rules::{RuleError, RuleSet, RuleSource};

/// A folder's configuration with all that follows from it.
pub struct FolderRules {
    /// The folder; empty for documents that belong to none.
    pub root: PathBuf,
    pub rules: RuleSet,
    pub options: Options,
    /// The format that the configuration tells.
    pub format: Option<&'static Format>,
    /// The configuration's file, whether it could be read or not.
    pub config: Option<PathBuf>,
    /// Packs, and folders of packs, beside the shipped ones.
    pub packs: Vec<PathBuf>,
}

/// Something wrong with the configuration or a pack.
#[derive(Debug)]
pub struct ConfigError {
    /// The file; `None` where the command line that started the server is wrong.
    pub path: Option<PathBuf>,
    pub error: RuleError,
}

/// What judging shares of a folder.
pub type SharedRules = Arc<FolderRules>;

/// What loading gave: faults, and what to go on with if anything can be.
pub struct LoadResult {
    pub loaded: Option<SharedRules>,
    pub faults: Vec<ConfigError>,
}

/// A folder of open documents.
#[derive(Default)]
pub struct Folder {
    /// What holds there, once that is known.
    pub holds: Option<SharedRules>,
    /// Whether it is being read, and whether it must be read again after that.
    pub is_loading: bool,
    pub is_stale: bool,
}

/// Reads a folder's configuration and rules. Where they are broken, only the faults are given.
pub fn load(root: &Path, args: &RuleArgs) -> LoadResult {
    let path = config_path(root, args);
    let read = match &path {
        Some(path) => Config::read(path),
        None => Ok(Config::default()),
    };
    let loaded = read.and_then(|config| with(root, args, &config, path.clone()));
    match loaded {
        Ok(loaded) => LoadResult {
            loaded: Some(Arc::new(loaded)),
            faults: Vec::new(),
        },
        Err(error) => LoadResult {
            loaded: None,
            faults: faults(error, path.as_deref(), None),
        },
    }
}

/// What holds where no configuration and no pack can be used: the shipped rules.
pub fn shipped(root: &Path, args: &RuleArgs) -> Option<SharedRules> {
    let plain = RuleArgs {
        packs: Vec::new(),
        select: Vec::new(),
        ignore: Vec::new(),
        extend_select: Vec::new(),
        ..args.clone()
    };
    // What is watched stays, so that mending the configuration is noticed.
    let loaded = with(root, &plain, &Config::default(), config_path(root, args));
    loaded.map(Arc::new).ok()
}

/// What is wrong with the text of a configuration.
pub fn check(path: &Path, text: &str, args: &RuleArgs) -> Vec<ConfigError> {
    let checked = Config::parse(path, text)
        .and_then(|config| with(Path::new(""), args, &config, Some(path.to_owned())));
    checked.map_or_else(
        |error| faults(error, Some(path), Some(text)),
        |_| Vec::new(),
    )
}

fn config_path(root: &Path, args: &RuleArgs) -> Option<PathBuf> {
    match &args.config {
        _ if args.isolated => None,
        Some(path) => Some(plain(path)),
        None if root.as_os_str().is_empty() => None,
        None => Config::nearest(root),
    }
}

fn with(
    root: &Path,
    args: &RuleArgs,
    config: &Config,
    path: Option<PathBuf>,
) -> Result<FolderRules, Error> {
    let rules = settings::rules(args, config)?;
    let (format, options) = settings::input(&InputArgs::default(), config, &rules)?;
    Ok(FolderRules {
        root: root.to_owned(),
        rules,
        options,
        format,
        config: path,
        packs: config
            .pack_paths()
            .iter()
            .chain(&args.packs)
            .map(|path| plain(path))
            .collect(),
    })
}

/// Tells an error as faults of files. A problem without a place in the file is put where the first
/// word that it quotes stands.
fn faults(error: Error, config: Option<&Path>, text: Option<&str>) -> Vec<ConfigError> {
    match error {
        Error::Rules(errors) => errors
            .0
            .into_iter()
            .map(|error| ConfigError {
                path: Some(plain(Path::new(&error.source_file.name))),
                error,
            })
            .collect(),
        Error::Problem(problem) => {
            let read = || config.and_then(|path| std::fs::read_to_string(path).ok());
            let text = text.map(str::to_owned).or_else(read).unwrap_or_default();
            vec![ConfigError {
                path: config.map(Path::to_owned),
                error: placed(&problem, &text),
            }]
        }
    }
}

/// A path as an editor names it: whole, without steps back. Links are not followed, as editors do
/// not follow them.
pub fn plain(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

fn placed(problem: &Problem, text: &str) -> RuleError {
    let source = RuleSource::new("", text);
    let word = problem.message().split('`').nth(1).unwrap_or_default();
    let mut error = source.error(source.place_of(word), problem.message(), "");
    error.help = problem.help().map(|help| help.to_string());
    error
}

impl FolderRules {
    /// A path as rules and reports see it: from the folder.
    pub fn shown(&self, path: &Path) -> String {
        let inside = match self.root.as_os_str().is_empty() {
            true => path,
            false => path.strip_prefix(&self.root).unwrap_or(path),
        };
        inside.to_string_lossy().into_owned()
    }

    /// Whether a file decides on what holds here.
    pub fn depends_on(&self, path: &Path) -> bool {
        self.config.as_deref() == Some(path)
            || self.packs.iter().any(|pack| path.starts_with(pack))
            || (path.file_name() == Some(crate::cli::config::FILE_NAME.as_ref())
                && path
                    .parent()
                    .is_some_and(|folder| self.root.starts_with(folder)))
    }
}

/// The folder that a document belongs to: the innermost of those open, else that of the nearest
/// configuration, else none.
pub fn root_of(path: Option<&Path>, folders: &[PathBuf]) -> PathBuf {
    let Some(path) = path else {
        return folders.first().cloned().unwrap_or_default();
    };
    let innermost = folders
        .iter()
        .filter(|folder| path.starts_with(folder))
        .max_by_key(|folder| folder.as_os_str().len());
    let configured = || {
        let config = Config::nearest(path.parent()?)?;
        config.parent().map(Path::to_owned)
    };
    innermost.cloned().or_else(configured).unwrap_or_default()
}
