//! How often the rules of a file match in a sample of documents.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::plural::counted;
use crate::base::sanitise;
use crate::report::LineIndex;
use crate::rules::Selection;
use crate::server::rule_file::{CompiledFile, blocks};
use crate::server::sample::FolderSample;

/// How many matches of a rule are shown, and how many characters of each.
const EXAMPLES: usize = 3;
const EXAMPLE_CHARS: usize = 60;

/// How often the rules of a file match.
#[derive(Debug, Default)]
pub struct HitCounts {
    /// By the text of the rule, so that a rule that was changed since then has no count.
    by_text: HashMap<String, RuleHits>,
    documents: usize,
    is_whole: bool,
    /// How the documents were chosen.
    pub about: String,
}

/// How often a rule matches.
#[derive(Debug, Default)]
pub struct RuleHits {
    hits: usize,
    documents: usize,
    /// Whether the rule needs other documents: it cannot be counted on single documents.
    needs_survey: bool,
    /// Some of the matches, each with its place.
    pub examples: Vec<String>,
}

impl HitCounts {
    /// Counts; `None` if that was cancelled. All matches count, also those inside larger findings of other
    /// rules.
    pub fn new(
        ready: &mut CompiledFile,
        text: &str,
        sample: &FolderSample,
        cancelled: &AtomicBool,
    ) -> Option<Self> {
        let CompiledFile {
            rules,
            rules_of_file,
        } = ready;
        let ids = rules_of_file
            .iter()
            .map(|&index| rules.rules()[index].id.clone());
        let only = Selection {
            select: ids.collect(),
            ..Selection::default()
        };
        // An empty selection would select everything.
        if rules_of_file.is_empty() || rules.select(&only).is_err() {
            return Some(Self::default());
        }
        let mut counts: HashMap<usize, RuleHits> = rules_of_file
            .iter()
            .map(|&index| {
                let needs_survey = rules.rules()[index].needs_survey();
                (
                    index,
                    RuleHits {
                        needs_survey,
                        ..RuleHits::default()
                    },
                )
            })
            .collect();
        for document in &sample.documents {
            if cancelled.load(Ordering::Relaxed) {
                return None;
            }
            let analysis = rules.analyse(&document.text);
            let line_index = LineIndex::new(&document.text);
            let mut seen = Vec::new();
            for finding in rules.check_all(&analysis, &rules.scope(document)) {
                let Some(count) = counts.get_mut(&finding.rule) else {
                    continue;
                };
                count.hits += 1;
                if !seen.contains(&finding.rule) {
                    seen.push(finding.rule);
                    count.documents += 1;
                }
                if count.examples.len() < EXAMPLES {
                    let line = line_index.of(finding.span.start).0;
                    let quote = sanitise::clipped(&document.text[finding.span], EXAMPLE_CHARS);
                    count
                        .examples
                        .push(format!("{}:{line}: {quote}", document.display_name()));
                }
            }
        }
        let ids: HashMap<&str, &str> = blocks(text).iter().map(|b| (b.id, b.text)).collect();
        let by_text = counts.into_iter().filter_map(|(index, count)| {
            let text = ids.get(rules.rules()[index].id.as_str())?;
            Some(((*text).to_owned(), count))
        });
        Some(Self {
            by_text: by_text.collect(),
            documents: sample.documents.len(),
            is_whole: sample.is_whole,
            about: sample.about.clone(),
        })
    }

    /// The count of a rule, given by its text in the file.
    pub fn of(&self, text: &str) -> Option<&RuleHits> {
        self.by_text.get(text)
    }

    /// The count in a few words.
    pub fn label(&self, count: &RuleHits) -> String {
        if count.needs_survey {
            return "needs other documents: not counted".into();
        }
        let of = match self.is_whole {
            true => counted(self.documents, "document"),
            false => format!("{} of a sample", counted(self.documents, "document")),
        };
        match count.hits {
            0 => format!("no hits in {of}"),
            hits => format!("{} in {} of {of}", counted(hits, "hit"), count.documents),
        }
    }
}
