//! Which rules report: `--select` and `--ignore`, by rule or by category.

use thiserror::Error;

use super::{Category, RuleSet};
use crate::names::nearest;

/// What the user asked for; empty means all.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    pub select: Vec<String>,
    pub ignore: Vec<String>,
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
    pub(super) fn of(&self, rules: &RuleSet) -> Result<Vec<bool>, SelectionError> {
        self.select
            .iter()
            .chain(&self.ignore)
            .try_for_each(|name| known(rules, name))?;
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
                    true => 1,
                    false => rank(&self.select, &rule.id, rule.category),
                };
                let ignored = rank(&self.ignore, &rule.id, rule.category);
                selected > 0 && (ignored == 0 || selected > ignored)
            })
            .collect())
    }
}

fn known(rules: &RuleSet, name: &str) -> Result<(), SelectionError> {
    let names = || {
        let ids = rules.rules().iter().map(|rule| rule.id.as_str());
        ids.chain(Category::ALL.iter().map(|category| category.name()))
    };
    match names().any(|known| known == name) {
        true => Ok(()),
        false => Err(SelectionError {
            name: name.to_owned(),
            near: nearest(name, names()).map(str::to_owned),
        }),
    }
}
