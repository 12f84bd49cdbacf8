//! Packs: files of rules, read and compiled.

use std::sync::Arc;

use toml::Spanned;
use toml::de::DeTable;

use crate::rules::pack::compile::Compiler;
use crate::rules::pack::error::Source;
use crate::rules::pack::spec::{Lists, OverrideSpec, PackSpec};
use crate::rules::rule_set::Rule;
use crate::rules::{RuleError, RuleErrors};

mod cases;
pub mod compile;
pub mod error;
mod file;
mod rule;
pub mod schema;
mod shipped;
pub mod spec;
mod version;

use file::File;
pub use shipped::shipped_packs;
use version::check_version;

/// A rule file, read and compiled.
#[derive(Debug)]
pub struct Pack {
    pub name: String,
    pub about: String,
    pub version: Option<String>,
    /// The languages it is for; none for a pack for all.
    pub languages: Vec<String>,
    pub licence: Option<String>,
    /// Whether the program carries it. The fixes of other packs count as unsafe until the user's
    /// configuration trusts them.
    pub is_shipped: bool,
    pub(crate) extends: Vec<String>,
    pub(crate) overrides: Vec<OverrideSpec>,
    pub(crate) source: Arc<Source>,
    pub(crate) rules: Vec<Rule>,
    lists: Lists,
}

impl Pack {
    /// Reads a rule file; it may extend those that were read before.
    ///
    /// # Errors
    /// Every error of the file, each with its place in the text.
    pub fn parse(name: &str, text: &str, before: &[&Self]) -> Result<Self, RuleErrors> {
        Self::read(name, text, before, false)
    }

    fn read(
        name: &str,
        text: &str,
        before: &[&Self],
        is_shipped: bool,
    ) -> Result<Self, RuleErrors> {
        let source = Source::new(name, text);
        let table = DeTable::parse(text).map_err(|error| source.toml_error(&error, 0..0))?;
        let file = File::split(&source, table)?;
        check_version(&source, &file.pack)?;
        let compiler = Compiler {
            source: &source,
            lists: &usable_lists(&source, &file, before)?,
            models: &file.models,
            is_shipped,
        };
        let rules = rules(&compiler, file.rules, &file.pack)?;
        let extends = file.pack.extends.into_iter();
        Ok(Self {
            name: file.pack.name,
            about: file.pack.about,
            version: file.pack.version,
            languages: file.pack.language.map_or_else(Vec::new, |said| said.0),
            licence: file.pack.licence,
            is_shipped,
            extends: extends.map(Spanned::into_inner).collect(),
            overrides: file.overrides,
            source,
            rules,
            lists: file.lists,
        })
    }
}

/// The lists that rules of a file may name: its own, and those of the packs that it extends.
fn usable_lists(source: &Arc<Source>, file: &File, before: &[&Pack]) -> Result<Lists, RuleError> {
    let mut lists = file.lists.clone();
    for extended in &file.pack.extends {
        let found = before.iter().find(|pack| pack.name == *extended.get_ref());
        let pack = found.ok_or_else(|| {
            let names: Vec<_> = before.iter().map(|pack| pack.name.as_str()).collect();
            source.unknown(extended.span(), "pack", extended.get_ref(), &names)
        })?;
        let shared = pack.lists.iter();
        lists.extend(shared.map(|(name, list)| (format!("{}/{name}", pack.name), list.clone())));
    }
    Ok(lists)
}

/// Compiles the rules of a file.
///
/// # Errors
/// The first error of each of them.
fn rules(
    compiler: &Compiler,
    tables: Vec<Spanned<DeTable>>,
    pack: &PackSpec,
) -> Result<Vec<Rule>, RuleErrors> {
    let (mut rules, mut errors) = (Vec::new(), Vec::new());
    for table in tables {
        match rule::rule(compiler, table, pack) {
            Ok(rule) => rules.push(rule),
            Err(error) => errors.push(error),
        }
    }
    match errors.is_empty() {
        true => Ok(rules),
        false => Err(RuleErrors(errors)),
    }
}
