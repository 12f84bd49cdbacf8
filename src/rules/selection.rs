//! Which rules report: `--select` and `--ignore`, by the names of rules, categories and packs.

use thiserror::Error;

use crate::base::names::nearest;
use crate::rules::catalog::Category;
use crate::rules::rule::Rule;

/// Which rules the user wants, by the names of rules, categories and packs. By default all enabled rules.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these; empty for all enabled rules.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
    /// These as well.
    pub extend_select: Vec<String>,
}

/// A name that does not say which rules are meant.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SelectionError {
    #[error("unknown rule, category or pack `{name}`{}", .near.as_ref().map(|near| format!(": did you mean `{near}`?")).unwrap_or_default())]
    Unknown { name: String, near: Option<String> },
    #[error("unknown pack `{name}`{}", .near.as_ref().map(|near| format!(": did you mean `{near}`?")).unwrap_or_default())]
    UnknownPack { name: String, near: Option<String> },
    #[error("`{name}` is the name of a pack and of a {other}, which have different rules")]
    Ambiguous { name: String, other: &'static str },
}

impl Selection {
    /// For each rule, whether it reports. The name of a rule counts more than that of a category or a pack. The
    /// name of a pack selects only its enabled rules.
    ///
    /// # Errors
    /// A name that does not say which rules are meant.
    pub(crate) fn of(
        &self,
        names: &RuleNames,
        rules: &[Rule],
    ) -> Result<Vec<bool>, SelectionError> {
        for name in [&self.select, &self.ignore, &self.extend_select]
            .into_iter()
            .flatten()
        {
            names.check(name)?;
        }
        let rank =
            |wanted: &[String], rule: &Rule, with_pack: bool| match wanted {
                wanted if wanted.contains(&rule.id) => 2,
                wanted => usize::from(wanted.iter().any(|name| {
                    rule.is_named_without_pack(name) || with_pack && rule.pack == *name
                })),
            };
        let reports = |rule: &Rule| {
            let selected = match self.select.is_empty() {
                true => usize::from(rule.enabled),
                false => rank(&self.select, rule, rule.enabled),
            };
            let selected = selected.max(rank(&self.extend_select, rule, rule.enabled));
            let ignored = rank(&self.ignore, rule, true);
            selected > 0 && (ignored == 0 || selected > ignored)
        };
        Ok(rules.iter().map(reports).collect())
    }
}

/// The names by which rules can be chosen.
pub(crate) struct RuleNames<'r> {
    pub rules: &'r [Rule],
    pub packs: &'r [String],
}

impl RuleNames<'_> {
    /// Checks that a name says which rules are meant. A name may be that of a pack and of a category or rule at
    /// once only if the pack has no other rules than these.
    ///
    /// # Errors
    /// An unknown name, or one with two meanings.
    pub fn check(&self, name: &str) -> Result<(), SelectionError> {
        let is_rule = self.rules.iter().any(|rule| rule.id == name);
        let other = match Category::from_name(name) {
            _ if is_rule => Some("rule"),
            Some(_) => Some("category"),
            None => None,
        };
        let is_only_of_pack = |rule: &Rule| rule.pack == name && !rule.is_named_without_pack(name);
        let is_pack = self.packs.iter().any(|pack| pack == name);
        match other {
            Some(other) if is_pack && self.rules.iter().any(is_only_of_pack) => {
                Err(SelectionError::Ambiguous {
                    name: name.to_owned(),
                    other,
                })
            }
            Some(_) => Ok(()),
            None if is_pack => Ok(()),
            None => Err(SelectionError::Unknown {
                name: name.to_owned(),
                near: self.nearest(name),
            }),
        }
    }

    fn nearest(&self, name: &str) -> Option<String> {
        let rules = self.rules.iter().map(|rule| rule.id.as_str());
        let categories = Category::ALL.iter().map(|category| category.name());
        let packs = self.packs.iter().map(String::as_str);
        nearest(name, rules.chain(categories).chain(packs)).map(str::to_owned)
    }

    /// Checks that a name is that of a pack.
    ///
    /// # Errors
    /// It is not.
    pub fn check_pack(&self, name: &str) -> Result<(), SelectionError> {
        match self.packs.iter().any(|pack| pack == name) {
            true => Ok(()),
            false => Err(SelectionError::UnknownPack {
                name: name.to_owned(),
                near: nearest(name, self.packs.iter().map(String::as_str)).map(str::to_owned),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Pack, Policy, Regrade, RuleSet, Severity};
    use crate::text::Document;

    /// Two packs: `one` with two enabled rules and `one-off`; `ad` with a rule of the category `ad` and, if wanted,
    /// one of another category.
    fn rules(with_other: bool) -> RuleSet {
        let pack = |name: &str, rules: &[(&str, &str)]| {
            let rules = rules.iter().map(|(id, category)| {
                format!(
                    "[[rule]]\nid = \"{id}\"\nenabled = {}\nkind = \"line\"\ncategory = \"{category}\"\nsummary = \"s\"\nwhy = \"w\"\nphrases = [\"{id}\"]\n[[rule.test]]\nflag = [\"⟦{id}⟧\"]\nclean = [\"y\"]\n",
                    !id.ends_with("-off")
                )
            });
            let rules: String = rules.collect();
            let text =
                format!("[pack]\nname = \"{name}\"\nabout = \"a\"\nversion = \"1\"\n{rules}");
            Pack::parse(name, &text, &[]).unwrap()
        };
        let one = [
            ("one-ad", "ad"),
            ("one-share", "share"),
            ("one-off", "caption"),
        ];
        let others: &[_] = match with_other {
            true => &[("ad-x", "ad"), ("ad-y", "share")],
            false => &[("ad-x", "ad")],
        };
        RuleSet::new([pack("one", &one), pack("ad", others)]).unwrap()
    }

    /// The rules that report.
    fn reporting(select: &[&str], ignore: &[&str]) -> Result<Vec<String>, SelectionError> {
        let mut rules = rules(false);
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        rules.select(&Selection {
            select: own(select),
            ignore: own(ignore),
            ..Selection::default()
        })?;
        let reporting = rules
            .rules()
            .iter()
            .filter(|rule| rules.is_selected(rule.index));
        Ok(reporting.map(|rule| rule.id.clone()).collect())
    }

    #[test]
    fn packs_are_selected_by_name() {
        assert_eq!(reporting(&["one"], &[]).unwrap(), ["one-ad", "one-share"]);
        assert_eq!(reporting(&[], &["one"]).unwrap(), ["ad-x"]);
        assert_eq!(reporting(&["caption"], &[]).unwrap(), ["one-off"]);
        assert!(reporting(&["caption"], &["one"]).unwrap().is_empty());
        assert_eq!(reporting(&["one"], &["share"]).unwrap(), ["one-ad"]);
        assert_eq!(reporting(&["ad"], &["one"]).unwrap(), ["ad-x"]);
        assert_eq!(reporting(&["one-ad"], &["one"]).unwrap(), ["one-ad"]);
        let unknown = reporting(&["onw"], &[]).unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "unknown rule, category or pack `onw`: did you mean `one`?"
        );
    }

    #[test]
    fn a_name_of_a_pack_and_of_a_category_must_mean_one_of_them() {
        // All rules of the pack are in the category, so that the name means the category.
        assert_eq!(reporting(&["ad"], &[]).unwrap(), ["one-ad", "ad-x"]);
        let selection = Selection {
            ignore: vec!["ad".to_owned()],
            ..Selection::default()
        };
        let ambiguous = rules(true).select(&selection).unwrap_err();
        assert_eq!(
            ambiguous.to_string(),
            "`ad` is the name of a pack and of a category, which have different rules"
        );
    }

    #[test]
    fn the_policy_names_packs_too() {
        let mut rules = rules(false);
        let severity = |severity| Regrade {
            severity: Some(severity),
            ..Regrade::default()
        };
        let paths = globset::Glob::new("archive/**").unwrap();
        let policy = Policy {
            regrades: vec![
                ("one-ad".to_owned(), severity(Severity::Error)),
                ("one".to_owned(), severity(Severity::Info)),
            ],
            path_ignores: vec![(
                globset::GlobSet::builder().add(paths).build().unwrap(),
                vec!["one".to_owned()],
            )],
            ..Policy::default()
        };
        rules.apply_policy(policy).unwrap();
        let severities: Vec<_> = rules.rules().iter().map(|rule| rule.severity).collect();
        assert_eq!(
            severities,
            [
                Severity::Error,
                Severity::Info,
                Severity::Info,
                Severity::Warning
            ],
            "the name of a rule counts more than that of its pack"
        );
        let found = |path: &str| {
            let text = "some line\none-ad\none-share\nad-x\n";
            let mut document = Document::new(text);
            document.path = path.to_owned();
            rules.check(&document).len()
        };
        assert_eq!((found("news/a.txt"), found("archive/a.txt")), (3, 1));
        let unknown = Policy {
            trust: vec!["two".to_owned()],
            ..Policy::default()
        };
        let unknown = rules.apply_policy(unknown).unwrap_err();
        assert!(
            unknown.to_string().starts_with("unknown pack `two`"),
            "{unknown}"
        );
    }
}
