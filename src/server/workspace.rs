//! The rules of a folder: its configuration, its rules, and how its files are read.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use miette::Diagnostic as _;

use crate::base::problem::Problem;
use crate::cli::Error;
use crate::cli::args::{InputArgs, RuleArgs};
use crate::cli::config::Config;
use crate::cli::settings;
use crate::io::formats::{Format, ReadOptions};
use crate::rules::{RuleError, RuleSet, RuleSource};

/// The configuration of a folder, with everything that follows from it.
pub struct FolderRules {
    /// The folder; empty for documents that belong to no folder.
    pub root: PathBuf,
    /// The rules.
    pub rules: RuleSet,
    /// How files are read.
    pub options: ReadOptions,
    /// The format that the configuration names.
    pub format: Option<&'static Format>,
    /// The file of the configuration, even if it could not be read.
    pub config: Option<PathBuf>,
    /// Packs, and folders of packs, besides the shipped ones.
    pub packs: Vec<PathBuf>,
}

/// An error in the configuration or in a pack.
#[derive(Debug)]
pub struct ConfigError {
    /// The file; `None` if the command line that started the server is wrong.
    pub path: Option<PathBuf>,
    /// The error.
    pub error: RuleError,
}

/// The rules of a folder, shared by all threads.
pub type SharedRules = Arc<FolderRules>;

/// The result of loading: errors, and the rules if they could be loaded.
pub struct LoadResult {
    /// The rules.
    pub loaded: Option<SharedRules>,
    /// The errors.
    pub errors: Vec<ConfigError>,
}

/// A folder of open documents.
#[derive(Default)]
pub struct Folder {
    /// The rules of the folder, once they are known.
    pub rules: Option<SharedRules>,
    /// Whether the folder is being read.
    pub is_loading: bool,
    /// Whether it must be read again after that.
    pub is_stale: bool,
}

/// Reads the configuration and the rules of a folder. If they are broken, the result has only errors.
pub fn load(root: &Path, args: &RuleArgs) -> LoadResult {
    let path = config_path(root, args);
    let read = match &path {
        Some(path) => Config::read(path),
        None => Ok(Config::default()),
    };
    let loaded = read.and_then(|config| load_with(root, args, &config, path.clone()));
    match loaded {
        Ok(loaded) => LoadResult {
            loaded: Some(Arc::new(loaded)),
            errors: Vec::new(),
        },
        Err(error) => LoadResult {
            loaded: None,
            errors: errors(error, path.as_deref(), None),
        },
    }
}

/// The shipped rules, for folders whose configuration or packs cannot be used.
pub fn shipped(root: &Path, args: &RuleArgs) -> Option<SharedRules> {
    let without_packs = RuleArgs {
        packs: Vec::new(),
        select: Vec::new(),
        ignore: Vec::new(),
        extend_select: Vec::new(),
        ..args.clone()
    };
    // The configuration is still watched, so that a correction is noticed.
    let loaded = load_with(
        root,
        &without_packs,
        &Config::default(),
        config_path(root, args),
    );
    loaded.map(Arc::new).ok()
}

/// The errors in the text of a configuration.
pub fn check(path: &Path, text: &str, args: &RuleArgs) -> Vec<ConfigError> {
    let checked = Config::parse(path, text)
        .and_then(|config| load_with(Path::new(""), args, &config, Some(path.to_owned())));
    checked.map_or_else(
        |error| errors(error, Some(path), Some(text)),
        |_| Vec::new(),
    )
}

fn config_path(root: &Path, args: &RuleArgs) -> Option<PathBuf> {
    match &args.config {
        _ if args.isolated => None,
        Some(path) => Some(normalized(path)),
        None if root.as_os_str().is_empty() => None,
        None => Config::nearest(root),
    }
}

fn load_with(
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
            .map(|path| normalized(path))
            .collect(),
    })
}

/// Turns an error into errors of files. A problem without a place in the file is shown at the first word that
/// it quotes.
fn errors(error: Error, config: Option<&Path>, text: Option<&str>) -> Vec<ConfigError> {
    match error {
        Error::Rules(errors) => errors
            .0
            .into_iter()
            .map(|error| ConfigError {
                path: Some(normalized(Path::new(&error.source_file.name))),
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

/// A path as an editor names it: absolute, without `..`. Links are not followed, because editors do not follow
/// them.
pub fn normalized(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut normalized = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => {
                normalized.pop();
            }
            part => normalized.push(part),
        }
    }
    normalized
}

fn placed(problem: &Problem, text: &str) -> RuleError {
    let source = RuleSource::new("", text);
    let word = problem.message().split('`').nth(1).unwrap_or_default();
    let mut error = source.error(source.place_of(word), problem.message(), "");
    error.help = problem.help().map(|help| help.to_string());
    error
}

impl FolderRules {
    /// A path as rules and reports show it: relative to the folder.
    pub fn shown(&self, path: &Path) -> String {
        let inside = match self.root.as_os_str().is_empty() {
            true => path,
            false => path.strip_prefix(&self.root).unwrap_or(path),
        };
        inside.to_string_lossy().into_owned()
    }

    /// Whether the rules of this folder depend on a file.
    pub fn depends_on(&self, path: &Path) -> bool {
        self.config.as_deref() == Some(path)
            || self.packs.iter().any(|pack| path.starts_with(pack))
            || (path.file_name() == Some(crate::cli::config::FILE_NAME.as_ref())
                && path
                    .parent()
                    .is_some_and(|folder| self.root.starts_with(folder)))
    }
}

/// The folder that a document belongs to: the innermost open folder, otherwise the folder of the nearest
/// configuration, otherwise none.
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
