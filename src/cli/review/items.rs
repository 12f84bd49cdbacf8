//! The findings that a review shows, each with its document.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::corpus::Corpus;
use crate::cli::review::progress::ReviewProgress;
use crate::cli::review::verdict::{ReviewKey, name_of};
use crate::io::walk::walk;
use crate::rules::RuleSet;
use crate::rules::finding::Finding;
use crate::rules::fixing::{FixPolicy, SelectedFixes, check_and_fix};
use crate::run::engine::{Event, run};
use crate::run::ledger::text_hash;
use crate::text::Document;

/// Bytes of texts that are kept in memory. A person reviews only a part of a large corpus at a time.
const MOST_BYTES: usize = 256 << 20;

/// Which findings are shown.
#[derive(Debug, Clone, Copy)]
pub struct ReviewFilter {
    /// Whether to include findings that no fix can remove.
    pub all: bool,
    /// How many undecided findings are shown at most.
    pub most: usize,
}

/// A finding that is shown.
#[derive(Debug)]
pub struct ReviewItem {
    /// Its number among all findings of the corpus, from 1.
    pub number: usize,
    /// The document that contains it.
    pub document: Arc<Document>,
    /// The finding.
    pub finding: Finding,
    /// Its key in the progress file.
    pub key: ReviewKey,
}

/// The findings that are shown, and how many there are besides.
#[derive(Debug, Default)]
pub struct Items {
    /// The findings that are shown.
    pub list: Vec<ReviewItem>,
    /// Findings in the corpus, shown or not.
    pub total: usize,
    /// Undecided findings that are not shown this time.
    pub waiting: usize,
    /// Documents whose text changed since the decisions about them.
    pub changed: Vec<String>,
    /// Undecided findings in the list.
    open: usize,
    /// Bytes of the texts in the list.
    bytes: usize,
}

/// The findings of one document.
pub struct ReviewFindings {
    name: String,
    /// The hash of its text, if it is needed.
    text: Option<String>,
    findings: Vec<Finding>,
}

/// Collects the findings of a corpus. `watch` sees all events and may stop it.
pub fn collect(
    corpus: &Corpus,
    rules: &RuleSet,
    progress: &ReviewProgress,
    filter: ReviewFilter,
    mut watch: impl FnMut(&Event<Vec<ReviewFindings>>) -> ControlFlow<()>,
) -> Items {
    let texts = progress.texts();
    let mut items = Items::default();
    let is_shown = |finding: &Finding| filter.all || !finding.edits().is_empty();
    // Nothing is selected yet, so no fix is refused yet.
    let selected = SelectedFixes::default();
    let check = |document: &Document| {
        let name = name_of(document);
        let policy = FixPolicy::selected(&selected);
        let mut findings = check_and_fix(rules, document, &policy).findings;
        findings.retain(is_shown);
        let is_needed = !findings.is_empty() || texts.contains_key(name.as_str());
        ReviewFindings {
            text: is_needed.then(|| text_hash(&document.text)),
            name,
            findings,
        }
    };
    run(
        walk(
            corpus.paths,
            corpus.format,
            &[PathBuf::from(progress.shown())],
        ),
        corpus.options,
        |_, parsed, _| {
            let documents = parsed.documents.iter();
            documents.map(|(document, _)| check(document)).collect()
        },
        |event| {
            watch(&event)?;
            if let Event::Piece(_, parsed, Some(found)) = event {
                let documents = parsed.documents.into_iter().map(|(document, _)| document);
                for (document, found) in documents.zip(found) {
                    let Some(text) = &found.text else { continue };
                    let known = texts.get(found.name.as_str());
                    if known.is_some_and(|known| !known.contains(text.as_str())) {
                        items.changed.push(found.name.clone());
                    }
                    items.add(document, &found, text, rules, progress, filter.most);
                }
            }
            ControlFlow::Continue(())
        },
    );
    items
}

impl Items {
    fn add(
        &mut self,
        document: Document,
        found: &ReviewFindings,
        text: &str,
        rules: &RuleSet,
        progress: &ReviewProgress,
        most: usize,
    ) {
        let document = Arc::new(document);
        let before = self.list.len();
        for finding in &found.findings {
            self.total += 1;
            let rule = &rules.rules()[finding.rule].id;
            let key = ReviewKey::of(&found.name, text, rule, finding);
            let is_open = progress.of(&key).is_none();
            // Decided findings are kept too, so that a decision can be taken back, but they may use only half of the memory.
            let has_room = match is_open {
                true => self.open < most && self.bytes < MOST_BYTES,
                false => self.bytes < MOST_BYTES / 2,
            };
            if has_room {
                self.open += usize::from(is_open);
                self.list.push(ReviewItem {
                    number: self.total,
                    document: Arc::clone(&document),
                    finding: finding.clone(),
                    key,
                });
            } else {
                self.waiting += usize::from(is_open);
            }
        }
        if self.list.len() > before {
            self.bytes += document.text.len();
        }
    }
}
