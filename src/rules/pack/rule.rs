//! A rule of a pack: its table, read and compiled.

use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use toml::de::DeTable;

use crate::rules::compile::Compiler;
use crate::rules::conditions::expand::Expand;
use crate::rules::conditions::lines::Where;
use crate::rules::conditions::scope::When;
use crate::rules::detectors::{Registry, RuleKind};
use crate::rules::error::{RuleError, RuleSource};
use crate::rules::matching::matcher::Matcher;
use crate::rules::matching::replace::Replacement;
use crate::rules::pack::cases::cases;
use crate::rules::rule::Rule;
use crate::rules::spec::keys::keys_of;
use crate::rules::spec::pack::PackSpec;
use crate::rules::spec::rule::{RuleSpec, Unit};

/// Reads one rule: its kind first, then the keys that every rule has, then those of the kind. So errors keep
/// their places in the file.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read_rule(
    compiler: &Compiler,
    registry: Registry,
    table: Spanned<DeTable<'_>>,
    pack: &PackSpec,
) -> Result<Rule, RuleError> {
    let source = compiler.source;
    let span = table.span();
    let (kind_order, kind) = kind_of(source, registry, &table)?;
    let (common, own) = apart(source, kind, table)?;
    let spec = RuleSpec::deserialize(toml::de::Deserializer::from(common))
        .map_err(|error| source.toml_error(&error, span.clone()))?;
    check_id(source, &spec.id)?;
    let cases = cases(source, &spec)?;
    let matcher = compiler.matcher(&spec, kind.text_use)?;
    let replace = replacement(source, kind, &spec, &matcher)?;
    let expand = spec
        .expand
        .as_ref()
        .map(|expand| Expand::new(expand, spec.fold, compiler))
        .transpose()?;
    let scopes = pack.when.iter().chain(&spec.when);
    let scopes = scopes.map(|scope| When::new(scope, compiler));
    let scopes = scopes.collect::<Result<_, _>>()?;
    let conditions = Where::new(&spec.conditions, spec.fold, compiler)?;
    let detector =
        (kind.build)(own, compiler).map_err(|error| source.toml_error(&error, span))??;
    let rule = Rule {
        id: spec.id.get_ref().clone(),
        kind: kind.name,
        kind_order,
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
        conditions,
        replace,
        expand,
        findings: spec.min_findings..=spec.max_findings.unwrap_or(usize::MAX),
        spec,
        traits: detector.traits(),
        detector,
    };
    // Tests check the shipped rules: their literals are worked out only when a text first needs them.
    if !compiler.is_shipped {
        check_units(&rule)?;
    }
    Ok(rule)
}

/// Checks that a rule for segments has texts: segments are looked for around the texts of rules.
fn check_units(rule: &Rule) -> Result<(), RuleError> {
    let (source, id) = (&rule.source, &rule.spec.id);
    if rule.spec.units.is_empty() {
        return Err(source
            .error(id.span(), "the rule looks at nothing", "`units` is empty")
            .help("leave out `units`, or write `units = [\"line\", \"segment\"]`"));
    }
    if rule.habit().is_some() && !rule.looks_at(Unit::Line) {
        return Err(source
            .error(
                id.span(),
                "a rule with `habit` must look at lines",
                "this rule looks at segments only",
            )
            .help(
                "habits are counted in whole lines: add \"line\" to `units`, or leave out `habit`",
            ));
    }
    if rule.looks_at(Unit::Segment) && !rule.has_literals() && !rule.needs_survey() {
        return Err(source
            .error(id.span(), "a rule that looks at segments needs a text that is certain to be there", "this rule")
            .help("add phrases, openings, or a pattern with a word that every match has; or leave out `units`"));
    }
    Ok(())
}

/// Separates the keys that every rule has from those of its kind.
fn apart<'t>(
    source: &Arc<RuleSource>,
    kind: &RuleKind,
    table: Spanned<DeTable<'t>>,
) -> Result<(Spanned<DeTable<'t>>, Spanned<DeTable<'t>>), RuleError> {
    let span = table.span();
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
    let spanned = |part| Spanned::new(span.clone(), part);
    Ok((spanned(parts.0), spanned(parts.1)))
}

/// The text that replaces what the rule finds; `None` if it is removed.
fn replacement(
    source: &Arc<RuleSource>,
    kind: &RuleKind,
    spec: &RuleSpec,
    matcher: &Matcher,
) -> Result<Option<Replacement>, RuleError> {
    match &spec.replace {
        Some(text) if !kind.replaces => Err(source
            .error(
                text.span(),
                format!("rules of kind `{}` replace nothing", kind.name),
                "not used",
            )
            .help("`line` and `span` rules do; others remove what they find")),
        Some(text) => Replacement::new(text, matcher, source).map(Some),
        None => Ok(None),
    }
}

/// The kind of a rule, with its place in the order in which kinds run.
fn kind_of(
    source: &Arc<RuleSource>,
    registry: Registry,
    table: &Spanned<DeTable<'_>>,
) -> Result<(usize, &'static RuleKind), RuleError> {
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
    registry.kind(name).ok_or_else(|| {
        let names: Vec<_> = registry.kinds.iter().map(|kind| kind.name).collect();
        source.unknown(value.span(), "kind", name, &names)
    })
}

fn check_id(source: &Arc<RuleSource>, id: &Spanned<String>) -> Result<(), RuleError> {
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
