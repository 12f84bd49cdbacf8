//! A pack: a file of rules, read and compiled.

use std::sync::Arc;

use toml::Spanned;
use toml::de::DeTable;

use crate::rules::compile::Compiler;
use crate::rules::detectors::Registry;
use crate::rules::error::{RuleError, RuleErrors, RuleSource};
use crate::rules::pack::rule;
use crate::rules::pack::tables::PackTables;
use crate::rules::pack::version::check_version;
use crate::rules::rule::Rule;
use crate::rules::spec::pack::{Lists, OverrideSpec, PackSpec};

/// A rule file, read and compiled.
#[derive(Debug)]
pub struct Pack {
    pub name: String,
    pub about: String,
    pub version: Option<String>,
    /// The languages it is for; none if it is for all.
    pub languages: Vec<String>,
    pub licence: Option<String>,
    /// Whether it comes with the program. The fixes of other packs count as unsafe until the user's
    /// configuration trusts them.
    pub is_shipped: bool,
    pub(crate) extends: Vec<String>,
    pub(crate) overrides: Vec<OverrideSpec>,
    pub(crate) source: Arc<RuleSource>,
    pub(crate) rules: Vec<Rule>,
    lists: Lists,
}

impl Pack {
    /// Reads a rule file, which may use the kinds and models of a registry. It may extend packs that were read
    /// before.
    ///
    /// # Errors
    /// Every error of the file, each with its place in the text.
    pub(crate) fn read(
        name: &str,
        text: &str,
        before: &[&Self],
        is_shipped: bool,
        registry: Registry,
    ) -> Result<Self, RuleErrors> {
        let source = RuleSource::new(name, text);
        let table = DeTable::parse(text).map_err(|error| source.toml_error(&error, 0..0))?;
        let file = PackTables::split(&source, table, registry)?;
        check_version(&source, &file.pack)?;
        let compiler = Compiler {
            source: &source,
            lists: &usable_lists(&source, &file, before)?,
            models: &file.models,
            is_shipped,
        };
        let rules = rules(&compiler, registry, file.rules, &file.pack)?;
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
fn usable_lists(
    source: &Arc<RuleSource>,
    file: &PackTables,
    before: &[&Pack],
) -> Result<Lists, RuleError> {
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
    registry: Registry,
    tables: Vec<Spanned<DeTable>>,
    pack: &PackSpec,
) -> Result<Vec<Rule>, RuleErrors> {
    let (mut rules, mut errors) = (Vec::new(), Vec::new());
    for table in tables {
        match rule::read_rule(compiler, registry, table, pack) {
            Ok(rule) => rules.push(rule),
            Err(error) => errors.push(error),
        }
    }
    match errors.is_empty() {
        true => Ok(rules),
        false => Err(RuleErrors(errors)),
    }
}
