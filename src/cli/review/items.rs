//! The findings of a corpus that a review shows, each with the document that it stands in.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::review::progress::Progress;
use crate::cli::review::verdict::{Key, hash_of, name_of};
use crate::cli::settings::Corpus;
use crate::io::walk::walk;
use crate::rules::RuleSet;
use crate::rules::finding::Finding;
use crate::run::engine::{Event, run};
use crate::text::Document;

/// Bytes of texts that are held: a sitting of a person is short, a corpus may be long.
const MOST_BYTES: usize = 256 << 20;

/// Which findings are shown.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Also those that no fix can remove.
    pub all: bool,
    /// How many that are still to be judged.
    pub most: usize,
}

/// A finding to be judged.
#[derive(Debug)]
pub struct Item {
    /// Which it is of all in the corpus, from 1.
    pub number: usize,
    pub document: Arc<Document>,
    pub finding: Finding,
    pub key: Key,
}

/// What there is to show.
#[derive(Debug, Default)]
pub struct Items {
    pub list: Vec<Item>,
    /// Findings in the corpus, held or not.
    pub total: usize,
    /// Findings that are still to be judged and have to wait for another sitting.
    pub waiting: usize,
    /// Documents of which another text was judged.
    pub changed: Vec<String>,
    open: usize,
    bytes: usize,
}

/// What is shown of a document.
pub struct Judged {
    name: String,
    /// The hash of its text, where somebody asks for it.
    text: Option<String>,
    findings: Vec<Finding>,
}

/// Collects the findings of a corpus. `watch` sees what happens on the way and may end it.
pub fn collect(
    corpus: &Corpus,
    rules: &RuleSet,
    progress: &Progress,
    wish: Wish,
    mut watch: impl FnMut(&Event<Vec<Judged>>) -> ControlFlow<()>,
) -> Items {
    let texts = progress.texts();
    let mut items = Items::default();
    let is_shown = |finding: &Finding| {
        let fix = finding.fix.as_ref();
        wish.all || fix.is_some_and(|fix| !fix.edits.is_empty())
    };
    let judge = |document: &Document| {
        let name = name_of(document);
        let mut findings = rules.check(document);
        findings.retain(is_shown);
        let is_asked = !findings.is_empty() || texts.contains_key(name.as_str());
        Judged {
            text: is_asked.then(|| hash_of(&document.text)),
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
            documents.map(|(document, _)| judge(document)).collect()
        },
        |event| {
            watch(&event)?;
            if let Event::Piece(_, parsed, Some(judged)) = event {
                let documents = parsed.documents.into_iter().map(|(document, _)| document);
                for (document, judged) in documents.zip(judged) {
                    let Some(text) = &judged.text else { continue };
                    let known = texts.get(judged.name.as_str());
                    if known.is_some_and(|known| !known.contains(text.as_str())) {
                        items.changed.push(judged.name.clone());
                    }
                    items.add(document, &judged, text, rules, progress, wish.most);
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
        judged: &Judged,
        text: &str,
        rules: &RuleSet,
        progress: &Progress,
        most: usize,
    ) {
        let document = Arc::new(document);
        let before = self.list.len();
        for finding in &judged.findings {
            self.total += 1;
            let rule = &rules.rules()[finding.rule].id;
            let key = Key::of(&judged.name, text, rule, finding);
            let is_open = progress.of(&key).is_none();
            // What was judged is held so that it can be taken back, as long as that leaves room.
            let has_room = match is_open {
                true => self.open < most && self.bytes < MOST_BYTES,
                false => self.bytes < MOST_BYTES / 2,
            };
            if has_room {
                self.open += usize::from(is_open);
                self.list.push(Item {
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
