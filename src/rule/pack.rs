//! Packs: files of rules. Those under `rules/` are compiled into the program.

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::compile::{Compiler, Models};
use super::conditions::Where;
use super::error::Source;
use super::expand::Expand;
use super::replace::Replacement;
use super::scope::When;
use super::set::Rule;
use super::spec::{Case, Expectation, Lists, OverrideSpec, PackSpec, RuleSpec, TestSpec, keys_of};
use super::{RuleError, RuleErrors};
use crate::kinds::{KINDS, Kind, kind};

/// The marks around what a test text must flag.
const FLAG_OPENS: char = '⟦';
const FLAG_CLOSES: char = '⟧';

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
    pub(super) extends: Vec<String>,
    pub(super) overrides: Vec<OverrideSpec>,
    pub(super) source: Arc<Source>,
    pub(super) rules: Vec<Rule>,
    lists: Lists,
}

macro_rules! ship {
    ($name:literal) => {
        (
            concat!("rules/", $name, ".toml"),
            include_str!(concat!("../../rules/", $name, ".toml")),
        )
    };
}

/// The packs of the `rules/` folder; of two rules that say the same, the first is reported, so that
/// the packs of languages stand before the one for all. A test holds this list against the folder.
const SHIPPED: &[(&str, &str)] = &[
    ship!("ar-stories"),
    ship!("ar"),
    ship!("en"),
    ship!("fr"),
    ship!("es"),
    ship!("de"),
    ship!("pt"),
    ship!("ru"),
    ship!("tr"),
    ship!("fa"),
    ship!("ur"),
    ship!("id"),
    ship!("hi"),
    ship!("zh"),
    ship!("ja"),
    ship!("any"),
    ship!("furniture"),
];

/// Reads the shipped packs.
///
/// # Errors
/// None in a released build: the tests load every shipped pack.
pub fn shipped_packs() -> Result<Vec<Pack>, RuleErrors> {
    let mut packs: Vec<Pack> = Vec::new();
    for (name, text) in SHIPPED {
        let before: Vec<&Pack> = packs.iter().collect();
        packs.push(Pack::read(name, text, &before, true)?);
    }
    Ok(packs)
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
        let mut file = File::split(&source, table)?;
        check_version(&source, &file.pack)?;
        let mut lists = file.lists.clone();
        for extended in &file.pack.extends {
            let found = before.iter().find(|pack| pack.name == *extended.get_ref());
            let pack = found.ok_or_else(|| {
                let names: Vec<_> = before.iter().map(|pack| pack.name.as_str()).collect();
                source.unknown(extended.span(), "pack", extended.get_ref(), &names)
            })?;
            let shared = pack.lists.iter();
            lists
                .extend(shared.map(|(name, list)| (format!("{}/{name}", pack.name), list.clone())));
        }
        let compiler = Compiler {
            source: &source,
            lists: &lists,
            models: &file.models,
            is_shipped,
        };
        let (mut rules, mut errors) = (Vec::new(), Vec::new());
        for table in file.rules.drain(..) {
            match rule(&compiler, table, &file.pack) {
                Ok(rule) => rules.push(rule),
                Err(error) => errors.push(error),
            }
        }
        match errors.is_empty() {
            true => Ok(Self {
                name: file.pack.name,
                about: file.pack.about,
                version: file.pack.version,
                languages: file
                    .pack
                    .language
                    .map(|languages| languages.0)
                    .unwrap_or_default(),
                licence: file.pack.licence,
                is_shipped,
                extends: file
                    .pack
                    .extends
                    .into_iter()
                    .map(Spanned::into_inner)
                    .collect(),
                overrides: file.overrides,
                source,
                rules,
                lists: file.lists,
            }),
            false => Err(RuleErrors(errors)),
        }
    }
}

/// Whether this program is new enough for a pack.
fn check_version(source: &Arc<Source>, pack: &PackSpec) -> Result<(), RuleError> {
    let Some(required) = &pack.requires else {
        return Ok(());
    };
    let numbers = |version: &str| -> Option<Vec<u32>> {
        version.split('.').map(|part| part.parse().ok()).collect()
    };
    let ours = env!("CARGO_PKG_VERSION");
    match numbers(required.get_ref()) {
        None => Err(source
            .error(required.span(), "this is not a version", "not a version")
            .help("numbers with dots between them, such as \"0.1\"")),
        Some(wanted) if Some(&wanted) > numbers(ours).as_ref() => Err(source
            .error(
                required.span(),
                format!(
                    "the pack needs corpus-lint {}, this is {ours}",
                    required.get_ref()
                ),
                "newer than this program",
            )
            .help("install a newer corpus-lint, or an older version of the pack")),
        Some(_) => Ok(()),
    }
}

/// The top level of a rule file.
struct File<'t> {
    pack: PackSpec,
    lists: Lists,
    models: Models,
    overrides: Vec<OverrideSpec>,
    rules: Vec<Spanned<DeTable<'t>>>,
}

impl<'t> File<'t> {
    fn split(source: &Arc<Source>, table: Spanned<DeTable<'t>>) -> Result<Self, RuleError> {
        let whole = table.span();
        let mut pack = None;
        let mut lists = Lists::new();
        let mut models = Models::default();
        let mut overrides = Vec::new();
        let mut rules = Vec::new();
        for (key, value) in table.into_inner() {
            let span = value.span();
            match key.get_ref().as_ref() {
                "pack" => pack = Some(read(source, value)?),
                "lists" => lists = read(source, value)?,
                "models" => models.stories = read(source, value)?,
                "page_models" => models.pages = read(source, value)?,
                "override" => overrides = read(source, value)?,
                "rule" => {
                    let DeValue::Array(tables) = value.into_inner() else {
                        return Err(source
                            .error(span, "rules stand in tables of an array", "not an array")
                            .help("write `[[rule]]`, with two brackets"));
                    };
                    for table in tables {
                        rules.push(as_table(source, table)?);
                    }
                }
                other => {
                    return Err(source.unknown(
                        key.span(),
                        "key",
                        other,
                        &["pack", "lists", "models", "page_models", "override", "rule"],
                    ));
                }
            }
        }
        let pack = pack.ok_or_else(|| {
            source
                .error(
                    whole.start..whole.start,
                    "this file has no `[pack]` table",
                    "expected here",
                )
                .help("begin with:  [pack]  name = \"my-site\"  about = \"Residue of my site\"")
        })?;
        Ok(Self {
            pack,
            lists,
            models,
            overrides,
            rules,
        })
    }
}

fn read<T: for<'de> Deserialize<'de>>(
    source: &Arc<Source>,
    value: Spanned<DeValue<'_>>,
) -> Result<T, RuleError> {
    let span = value.span();
    T::deserialize(toml::de::ValueDeserializer::from(value))
        .map_err(|error| source.toml_error(&error, span))
}

fn as_table<'t>(
    source: &Arc<Source>,
    value: Spanned<DeValue<'t>>,
) -> Result<Spanned<DeTable<'t>>, RuleError> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Table(table) => Ok(Spanned::new(span, table)),
        _ => Err(source.error(span, "a rule is a table", "not a table")),
    }
}

/// Reads one rule: its kind first, then the keys of every rule and those of the kind apart, so that
/// errors keep their places.
fn rule(
    compiler: &Compiler,
    table: Spanned<DeTable<'_>>,
    pack: &PackSpec,
) -> Result<Rule, RuleError> {
    let source = compiler.source;
    let span = table.span();
    let kind = kind_of(source, &table)?;
    let (common, own) = (keys_of::<RuleSpec>(), (kind.keys)());
    let mut parts = (DeTable::new(), DeTable::new());
    for (key, value) in table.into_inner() {
        let name = key.get_ref().as_ref();
        match (common.contains(&name), own.contains(&name)) {
            (true, _) => parts.0.insert(key, value),
            (_, true) => parts.1.insert(key, value),
            _ => {
                let valid: Vec<_> = common.iter().chain(own).copied().collect();
                return Err(source.unknown(key.span(), "key", name, &valid));
            }
        };
    }
    let spec = RuleSpec::deserialize(toml::de::Deserializer::from(Spanned::new(
        span.clone(),
        parts.0,
    )))
    .map_err(|error| source.toml_error(&error, span.clone()))?;
    check_id(source, &spec.id)?;
    let cases = cases(source, &spec)?;
    let matcher = compiler.matcher(&spec, kind.text_use)?;
    let replace = match &spec.replace {
        Some(text) if !kind.replaces => {
            return Err(source
                .error(
                    text.span(),
                    format!("rules of kind `{}` replace nothing", kind.name),
                    "not used",
                )
                .help("`line` and `span` rules do; others remove what they find"));
        }
        Some(text) => Some(Replacement::new(text, &matcher, source)?),
        None => None,
    };
    let expand = spec
        .expand
        .as_ref()
        .map(|expand| Expand::new(expand, spec.fold, compiler))
        .transpose()?;
    let mut scopes = Vec::new();
    for scope in pack.when.iter().chain(&spec.when) {
        scopes.push(When::new(scope, compiler)?);
    }
    let conditions = Where::new(&spec.conditions, spec.fold, compiler)?;
    let check = (kind.build)(Spanned::new(span.clone(), parts.1), compiler)
        .map_err(|error| source.toml_error(&error, span))??;
    Ok(Rule {
        id: spec.id.get_ref().clone(),
        kind: kind.name,
        category: spec.category,
        severity: spec.severity,
        summary: spec.summary.clone(),
        why: spec.why.clone(),
        applicability: spec.fix.0,
        written: spec.fix.0,
        pack: pack.name.clone(),
        when: scopes,
        enabled: spec.enabled,
        cases,
        source: Arc::clone(source),
        index: 0,
        matcher,
        asks_for_landmarks: conditions.asks_for_landmarks(),
        conditions,
        replace,
        expand,
        findings: spec.min_findings..=spec.max_findings.unwrap_or(usize::MAX),
        spec,
        check,
    })
}

fn kind_of(source: &Arc<Source>, table: &Spanned<DeTable<'_>>) -> Result<&'static Kind, RuleError> {
    let value = table.get_ref().get("kind").ok_or_else(|| {
        source
            .error(table.span(), "the key `kind` is missing", "in this table")
            .help("`kind = \"line\"` is the simplest; `corpus-lint explain kinds` lists all")
    })?;
    let name = value.get_ref().as_str().ok_or_else(|| {
        source.error(
            value.span(),
            "a kind is a name between quotes",
            "not a string",
        )
    })?;
    kind(name).ok_or_else(|| {
        let names: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
        source.unknown(value.span(), "kind", name, &names)
    })
}

fn check_id(source: &Arc<Source>, id: &Spanned<String>) -> Result<(), RuleError> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    match id.get_ref() {
        id if !id.is_empty() && id.chars().all(is_plain) => Ok(()),
        name => Err(source
            .error(
                id.span(),
                format!("`{name}` cannot be the name of a rule"),
                "not a name",
            )
            .help("use lower-case letters, digits and dashes, with the pack's name in front")),
    }
}

/// The test texts of a rule, with their marks taken out.
fn cases(source: &Arc<Source>, spec: &RuleSpec) -> Result<Vec<Case>, RuleError> {
    let has = |some: fn(&TestSpec) -> bool| spec.tests.iter().any(some);
    if !has(|test| !test.flag.is_empty()) || !has(|test| !test.clean.is_empty()) {
        return Err(source
            .error(spec.id.span(), format!("the rule `{}` lacks a test", spec.id.get_ref()), "this rule")
            .help(format!(
                "add `[[rule.test]]` with at least one text in `flag = [\"…{FLAG_OPENS}residue{FLAG_CLOSES}…\"]` and one in `clean = [\"…\"]`"
            )));
    }
    let mut cases = Vec::new();
    for test in &spec.tests {
        if let (Some(fixed), true) = (&test.fixed, test.flag.len() != 1) {
            return Err(source
                .error(
                    fixed.span(),
                    "`fixed` belongs to a single `flag` text",
                    "here",
                )
                .help(
                    "put the text whose fix you want to test into a `[[rule.test]]` of its own",
                ));
        }
        for flag in &test.flag {
            let (text, spans) = unmark(flag.get_ref()).ok_or_else(|| {
                source
                    .error(flag.span(), "the marks of this text do not pair up", "here")
                    .help(format!(
                        "put what must be flagged between {FLAG_OPENS} and {FLAG_CLOSES}"
                    ))
            })?;
            let fixed = test.fixed.as_ref().map(|fixed| fixed.get_ref().clone());
            cases.push(Case {
                text,
                expect: Expectation::Flag { spans, fixed },
                place: flag.span(),
                fixed_place: test.fixed.as_ref().map(Spanned::span),
                todo: test.todo.clone(),
                record: test.record.clone(),
                encoding: test.encoding.clone(),
                path: test.path.clone(),
                others: test.others.clone(),
            });
        }
        for clean in &test.clean {
            cases.push(Case {
                text: clean.get_ref().clone(),
                expect: Expectation::Clean,
                place: clean.span(),
                fixed_place: None,
                todo: test.todo.clone(),
                record: test.record.clone(),
                encoding: test.encoding.clone(),
                path: test.path.clone(),
                others: test.others.clone(),
            });
        }
    }
    Ok(cases)
}

/// Takes the marks out of a test text: the plain text, and the marked spans, at least one.
fn unmark(marked: &str) -> Option<(String, Vec<Range<usize>>)> {
    let mut text = String::new();
    let mut spans = Vec::new();
    let mut open = None;
    for c in marked.chars() {
        match (c, open) {
            (FLAG_OPENS, None) => open = Some(text.len()),
            (FLAG_CLOSES, Some(start)) => {
                spans.push(start..text.len());
                open = None;
            }
            (FLAG_OPENS | FLAG_CLOSES, _) => return None,
            _ => text.push(c),
        }
    }
    (open.is_none() && !spans.is_empty()).then_some((text, spans))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_spans() {
        assert_eq!(unmark("a⟦b⟧c⟦d⟧"), Some(("abcd".into(), vec![1..2, 3..4])));
        for broken in ["a", "⟦a", "a⟧", "⟦a⟦b⟧⟧"] {
            assert_eq!(unmark(broken), None, "{broken}");
        }
    }

    #[test]
    fn every_shipped_pattern_compiles() {
        let mut packs: Vec<Pack> = Vec::new();
        for (name, text) in SHIPPED {
            // As a pack of somebody else, whose patterns are compiled at once.
            let before: Vec<&Pack> = packs.iter().collect();
            packs.push(Pack::parse(name, text, &before).unwrap());
        }
    }

    #[test]
    fn every_file_of_the_rules_folder_is_shipped() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| format!("rules/{}", entry.unwrap().file_name().to_str().unwrap()))
            .collect();
        files.sort();
        let mut shipped: Vec<_> = SHIPPED.iter().map(|(name, _)| name.to_string()).collect();
        shipped.sort();
        assert_eq!(files, shipped);
    }
}
