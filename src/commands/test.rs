//! `test`: runs the tests that rules carry.

use std::io::Write;
use std::path::PathBuf;

use super::{Outcome, complain};
use crate::cli::RuleArgs;
use crate::config::Config;
use crate::document::Document;
use crate::fix::fix;
use crate::report::{Places, ShownRuleError};
use crate::rule::{
    Applicability, Case, Expectation, Rule, RuleError, RuleSet, Selection, shipped_packs,
};
use crate::sanitise;
use crate::settings::{self, Error};

/// Runs the tests of the packs given, or of the shipped ones and those of `--rules`. A rule under
/// test sees the landmarks of all rules.
///
/// # Errors
/// Packs that cannot be used; output that cannot be written.
pub fn test(
    files: &[PathBuf],
    args: &RuleArgs,
    config: &Config,
    out: &mut dyn Write,
) -> Result<Outcome, Error> {
    let own: Vec<String> = settings::load(files, &shipped_packs()?)?
        .into_iter()
        .map(|pack| pack.name)
        .collect();
    let mut rules = settings::rules(
        &RuleArgs {
            packs: args.packs.iter().chain(files).cloned().collect(),
            ..args.clone()
        },
        config,
    )?;
    let chosen: Vec<(usize, String)> = rules
        .rules()
        .iter()
        .enumerate()
        .filter(|(index, rule)| {
            rules.is_selected(*index) && (own.is_empty() || own.contains(&rule.pack))
        })
        .map(|(index, rule)| (index, rule.id.clone()))
        .collect();
    let (mut passed, mut failed) = (0, 0);
    for (index, id) in &chosen {
        let only = Selection {
            select: vec![id.clone()],
            ..Selection::default()
        };
        rules.select(&only)?;
        let rule = &rules.rules()[*index];
        for case in &rule.cases {
            match failure(&rules, rule, case) {
                None => passed += 1,
                Some(error) => {
                    failed += 1;
                    complain(&ShownRuleError::new(&error));
                }
            }
        }
    }
    writeln!(
        out,
        "{} rules: {passed} tests passed, {failed} failed",
        chosen.len()
    )?;
    Ok(match failed {
        0 => Outcome::Clean,
        _ => Outcome::Findings,
    })
}

/// What a test text gives that it should not, or does not give that it should.
fn failure(rules: &RuleSet, rule: &Rule, case: &Case) -> Option<RuleError> {
    let document = Document::new(&case.text);
    let found: Vec<_> = rules
        .check(&document)
        .into_iter()
        .map(|finding| finding.span)
        .collect();
    let error = |what: &str, span: &std::ops::Range<usize>| {
        let (line, column) = Places::new(&case.text).of(span.start);
        let quote = sanitise::clipped(&case.text[span.clone()], 60);
        let message = format!(
            "{what}: `{}` at line {line}, column {column} of the text: {quote}",
            rule.id
        );
        rule.case_error(case, message, "this text".into())
    };
    let (expected, fixed) = match &case.expect {
        Expectation::Clean => (&[][..], None),
        Expectation::Flag { spans, fixed } => (&spans[..], fixed.as_ref()),
    };
    if let Some(span) = found.iter().find(|span| !expected.contains(span)) {
        return Some(error("noisy", span));
    }
    if let Some(span) = expected.iter().find(|span| !found.contains(span)) {
        return Some(error("missing", span));
    }
    let fixed = fixed?;
    let left = fix(rules, &document, Applicability::Unsafe).text;
    (left != *fixed).then(|| {
        rule.case_error(
            case,
            format!("the fix of `{}` leaves another text: {left:?}", rule.id),
            "of this text".into(),
        )
    })
}
