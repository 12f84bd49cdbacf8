//! Rule files while they are edited: their errors, the tests that fail, and the place of each rule in the text.

use std::ops::Range;
use std::path::Path;

use crate::cli::rule_tests::failures;
use crate::cli::settings::{beside_shipped, pack_files};
use crate::rules::{Pack, RuleError, RuleErrors, RuleSet, Selection, shipped_packs};
use crate::server::workspace::FolderRules;

/// Whether a TOML file is a rule file.
pub fn is_rule_file(text: &str) -> bool {
    let is_heading = |line: &str| {
        let line = line.trim_start();
        ["[pack]", "[[rule]]", "[[override]]"]
            .iter()
            .any(|heading| line.starts_with(heading))
    };
    text.lines().any(is_heading)
}

/// A rule file to check.
pub struct RuleFile<'a> {
    /// The name of the file in its errors.
    pub name: &'a str,
    /// The path, if it is a file.
    pub path: Option<&'a Path>,
    /// The text.
    pub text: &'a str,
}

/// The compiled rules, among them those of the file.
pub struct CompiledFile {
    /// All rules.
    pub rules: RuleSet,
    /// The indices of the rules that are in the file.
    pub rules_of_file: Vec<usize>,
}

/// An error in a rule file or a configuration.
pub struct RuleFileError {
    /// The error.
    pub error: RuleError,
    /// Whether it is a failing test, in a file that is otherwise correct.
    pub is_test: bool,
}

impl RuleFile<'_> {
    /// Compiles the file together with the shipped packs and those of the configuration. Errors in other files
    /// are shown there.
    ///
    /// # Errors
    /// Every error of the file. The list is empty if only errors in other files prevent compiling.
    pub fn compile(&self, loaded: &FolderRules) -> Result<CompiledFile, Vec<RuleError>> {
        let ours = |RuleErrors(mut errors)| {
            errors.retain(|error: &RuleError| error.source_file.name == self.name);
            errors
        };
        let shipped = shipped_packs().map_err(ours)?;
        let mut packs: Vec<Pack> = Vec::new();
        let mut is_read = false;
        for path in pack_files(&loaded.packs).unwrap_or_default() {
            let known: Vec<&Pack> = shipped.iter().chain(&packs).collect();
            if self.is_at(&path) {
                packs.push(self.parse(&known).map_err(ours)?);
                is_read = true;
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                packs.extend(Pack::parse(&path.to_string_lossy(), &text, &known));
            }
        }
        if !is_read {
            let known: Vec<&Pack> = shipped.iter().chain(&packs).collect();
            packs.push(self.parse(&known).map_err(ours)?);
        }
        let rules = RuleSet::new(beside_shipped(shipped, packs)).map_err(ours)?;
        let is_of_file = |rule: &&crate::rules::Rule| rule.file() == self.name;
        let rules_of_file = rules
            .rules()
            .iter()
            .filter(is_of_file)
            .map(|rule| rule.index);
        Ok(CompiledFile {
            rules_of_file: rules_of_file.collect(),
            rules,
        })
    }

    fn is_at(&self, path: &Path) -> bool {
        let same = |own: &Path| own == path || own.canonicalize().ok() == path.canonicalize().ok();
        self.path.is_some_and(same)
    }

    fn parse(&self, known: &[&Pack]) -> Result<Pack, RuleErrors> {
        Pack::parse(self.name, self.text, known)
    }
}

impl CompiledFile {
    /// The tests that the rules of the file fail.
    pub fn failures(&mut self) -> Vec<RuleError> {
        let mut failing = Vec::new();
        for &index in &self.rules_of_file {
            let only = Selection {
                select: vec![self.rules.rules()[index].id.clone()],
                ..Selection::default()
            };
            if self.rules.select(&only).is_ok() {
                failing.extend(failures(&mut self.rules, index));
            }
        }
        self.rules.set_survey(None);
        self.rules.set_scopes_count(true);
        failing
    }
}

/// A rule in a file that may not compile.
#[derive(Debug, PartialEq, Eq)]
pub struct RuleBlock<'t> {
    /// The id of the rule.
    pub id: &'t str,
    /// Its heading, in bytes of the file.
    pub heading: Range<usize>,
    /// Its whole text, with its tests.
    pub text: &'t str,
}

impl RuleBlock<'_> {
    /// The bytes of the file that the rule covers.
    pub fn span(&self) -> Range<usize> {
        self.heading.start..self.heading.start + self.text.len()
    }
}

/// The rules of a file, found by their headings and ids only.
pub fn blocks(text: &str) -> Vec<RuleBlock<'_>> {
    let mut blocks: Vec<RuleBlock> = Vec::new();
    let mut open: Option<(Range<usize>, Option<&str>)> = None;
    let mut at = 0;
    // One more heading closes the last rule.
    for line in text.split_inclusive('\n').chain(["[[rule]]"]) {
        let start = at + line.len() - line.trim_start().len();
        let content = line.trim();
        // A row of an array over several lines is not a heading.
        let is_heading = content.starts_with('[') && content.ends_with(']');
        let is_inside = content.starts_with("[[rule.") || content.contains(['"', '\'']);
        if is_heading && !is_inside {
            if let Some((heading, Some(id))) = open.take() {
                let text = text[heading.start..at].trim_end();
                blocks.push(RuleBlock { id, heading, text });
            }
            let is_rule = content == "[[rule]]";
            open = is_rule.then(|| (start..start + content.len(), None));
        } else if let Some((_, id @ None)) = &mut open {
            *id = name_in(content);
        }
        at += line.len();
    }
    blocks
}

/// The id on this line, if any.
fn name_in(line: &str) -> Option<&str> {
    let value = line.strip_prefix("id")?.trim_start().strip_prefix('=')?;
    let quoted = value.trim_start().strip_prefix(['"', '\''])?;
    quoted.split(['"', '\'']).next().filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_found_in_files_that_are_being_typed() {
        let text = "[pack]\nname = \"x\"\n\n[[rule]]\nid = \"a\"\nkind = \n[[rule.test]]\nflag = [\n[\"x\"]\n]\n\n  [[rule]]\nid=\"b\"\n[[override]]\nid = \"c\"\n[[rule]]\n";
        let blocks = blocks(text);
        let ids: Vec<_> = blocks.iter().map(|block| block.id).collect();
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(&text[blocks[1].heading.clone()], "[[rule]]");
        assert!(blocks[0].text.ends_with("]\n]"), "{:?}", blocks[0].text);
        assert_eq!(&text[blocks[1].span()], "[[rule]]\nid=\"b\"");
    }
}
