//! The rules of a command: which packs are read, and what is selected of them.

use std::path::PathBuf;

use crate::base::problem::Problem;
use crate::cli::args::RuleArgs;
use crate::cli::config::{Config, FILE_NAME};
use crate::cli::settings::error::{Error, unknown_name};
use crate::cli::settings::packs::{FileText, beside_shipped, parse, read};
use crate::rules::{RuleSet, Selection, shipped_packs};

/// The shipped rules and those of `--rules`, with what is selected of them.
///
/// # Errors
/// Every error of the rule files; a file that cannot be read; a name that selects nothing.
pub fn rules(args: &RuleArgs, config: &Config) -> Result<RuleSet, Error> {
    rules_of(&rule_files(args, config)?, args, config)
}

/// The rule files that the configuration and the command line name, read.
///
/// # Errors
/// The first that cannot be read.
pub fn rule_files(args: &RuleArgs, config: &Config) -> Result<Vec<FileText>, Problem> {
    // A file that the configuration and the command line both name is read once.
    let mut paths = config.pack_paths();
    let settled: Vec<_> = paths.iter().map(|path| path.canonicalize().ok()).collect();
    let is_new = |path: &&PathBuf| !settled.contains(&path.canonicalize().ok());
    paths.extend(args.packs.iter().filter(is_new).cloned());
    read(&paths)
}

/// As [`rules`], of rule files that were read before: for a process that need not have them.
///
/// # Errors
/// As for [`rules`], but for files that cannot be read.
pub fn rules_of(files: &[FileText], args: &RuleArgs, config: &Config) -> Result<RuleSet, Error> {
    let shipped = shipped_packs()?;
    let own = parse(files, &shipped)?;
    let mut rules = RuleSet::new(beside_shipped(shipped, own))?;
    rules
        .follow(config.policy()?)
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
