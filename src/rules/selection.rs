//! Which rules report: `--select` and `--ignore`, by rule or by category.

use thiserror::Error;

use crate::base::names::nearest;
use crate::rules::{Category, RuleSet};

/// What the user asked for; empty means all.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    pub select: Vec<String>,
    pub ignore: Vec<String>,
    /// Beside what is selected, or reports without a selection.
    pub extend_select: Vec<String>,
}

/// A name that is neither a rule nor a category.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("unknown rule or category `{name}`{}", .near.as_ref().map(|near| format!(": did you mean `{near}`?")).unwrap_or_default())]
pub struct SelectionError {
    pub name: String,
    pub near: Option<String>,
}

impl Selection {
    /// For each rule of the set, whether it reports. A rule that is named by itself is in or out
    /// whatever is said of its category.
    pub(crate) fn of(&self, rules: &RuleSet) -> Result<Vec<bool>, SelectionError> {
        let named = self
            .select
            .iter()
            .chain(&self.ignore)
            .chain(&self.extend_select);
        named
            .into_iter()
            .try_for_each(|name| Self::know(rules, name))?;
        let rank = |names: &[String], id: &str, category: Category| {
            let has = |wanted: &str| names.iter().any(|name| name == wanted);
            if has(id) {
                2
            } else {
                usize::from(has(category.name()))
            }
        };
        Ok(rules
            .rules()
            .iter()
            .map(|rule| {
                let selected = match self.select.is_empty() {
                    true => usize::from(rule.enabled),
                    false => rank(&self.select, &rule.id, rule.category),
                };
                let selected = selected.max(rank(&self.extend_select, &rule.id, rule.category));
                let ignored = rank(&self.ignore, &rule.id, rule.category);
                selected > 0 && (ignored == 0 || selected > ignored)
            })
            .collect())
    }

    /// Whether a name is that of a rule or a category.
    pub(crate) fn know(rules: &RuleSet, name: &str) -> Result<(), SelectionError> {
        let ids = rules.rules().iter().map(|rule| rule.id.as_str());
        let names: Vec<&str> = ids
            .chain(Category::ALL.iter().map(|category| category.name()))
            .collect();
        known(name, &names)
    }
}

/// Whether a name is one of these.
pub(crate) fn known<S: AsRef<str>>(name: &str, names: &[S]) -> Result<(), SelectionError> {
    match names.iter().any(|known| known.as_ref() == name) {
        true => Ok(()),
        false => Err(SelectionError {
            name: name.to_owned(),
            near: nearest(name, names.iter().map(AsRef::as_ref)).map(str::to_owned),
        }),
    }
}
