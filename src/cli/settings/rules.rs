//! The rules of a command: which packs are loaded, and which of their rules report.

use std::path::PathBuf;

use crate::base::problem::Problem;
use crate::cli::args::RuleArgs;
use crate::cli::config::{Config, FILE_NAME};
use crate::cli::error::{Error, unknown_name};
use crate::cli::settings::packs::{FileText, beside_shipped, parse, read};
use crate::rules::{Pack, RuleSet, Selection, shipped_packs};

/// The shipped rules and those of the user's packs, with the selected ones switched on.
///
/// # Errors
/// Every error of the rule files; a file that cannot be read; an unknown name in a selection.
pub fn rules(args: &RuleArgs, config: &Config) -> Result<RuleSet, Error> {
    rule_set(packs(args, config)?, args, config)
}

/// The shipped packs and the user's packs.
///
/// # Errors
/// Every error of the rule files; a file that cannot be read.
pub fn packs(args: &RuleArgs, config: &Config) -> Result<Vec<Pack>, Error> {
    packs_of(&rule_files(args, config)?)
}

/// Reads the rule files that the configuration and the command line name.
///
/// # Errors
/// The first file that cannot be read.
pub fn rule_files(args: &RuleArgs, config: &Config) -> Result<Vec<FileText>, Problem> {
    // A file that is named twice is read once.
    let mut paths = config.pack_paths();
    let configured: Vec<_> = paths.iter().map(|path| path.canonicalize().ok()).collect();
    let is_new = |path: &&PathBuf| !configured.contains(&path.canonicalize().ok());
    paths.extend(args.packs.iter().filter(is_new).cloned());
    read(&paths)
}

/// Like [`rules`], with rule files that were read before: for a process that does not have the files.
///
/// # Errors
/// Every error of the rule files; an unknown name in a selection.
pub fn rules_of(files: &[FileText], args: &RuleArgs, config: &Config) -> Result<RuleSet, Error> {
    rule_set(packs_of(files)?, args, config)
}

fn packs_of(files: &[FileText]) -> Result<Vec<Pack>, Error> {
    let shipped = shipped_packs()?;
    let own = parse(files, &shipped)?;
    Ok(beside_shipped(shipped, own))
}

/// The rules of packs, with the selected ones switched on.
///
/// # Errors
/// Rules of different packs contradict each other; an unknown name in a selection.
pub fn rule_set(packs: Vec<Pack>, args: &RuleArgs, config: &Config) -> Result<RuleSet, Error> {
    let mut rules = RuleSet::new(packs)?;
    rules
        .apply_policy(config.policy()?)
        .map_err(|error| unknown_name(FILE_NAME, &error))?;
    rules.select(&Selection {
        select: if args.select.is_empty() {
            config.select.clone()
        } else {
            args.select.clone()
        },
        ignore: [config.ignore.as_slice(), &args.ignore].concat(),
        extend_select: [config.extend_select.as_slice(), &args.extend_select].concat(),
    })?;
    Ok(rules)
}
