//! The checks of open documents: they start when they are due, and their results are shown.

use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};

use crate::server::counts::HitCounts;
use crate::server::diagnostics;
use crate::server::documents::{CheckedText, DocumentKind, OpenDocument};
use crate::server::rule_file::RuleFileError;
use crate::server::session::Server;
use crate::server::workers::{CheckJob, CheckTarget, DocumentJob};
use crate::server::workspace::{Folder, SharedRules};

impl Server {
    /// When the next document is due that is not being checked.
    pub(super) fn next_due(&self) -> Option<Instant> {
        let documents = self.documents.values();
        let free = documents.filter(|open| open.at_work.is_none() && self.is_ready(open));
        free.filter_map(|open| open.due).min()
    }

    /// Starts the checks that are due and not running.
    pub(super) fn hand_out(&mut self) {
        let now = Instant::now();
        for open in self.documents.values_mut() {
            let Some(Folder { rules, .. }) = self.folders.get(&open.root) else {
                continue;
            };
            if open.at_work.is_some() || open.due.is_none_or(|due| due > now) {
                continue;
            }
            let work = Arc::default();
            let (uri, edition) = (open.uri.clone(), open.edition);
            let text = Arc::clone(&open.text);
            let what = match (open.kind, rules) {
                (DocumentKind::Corpus(format), Some(loaded)) => {
                    let _ = self.jobs.send(DocumentJob::Check {
                        uri,
                        edition,
                        text,
                        info: open.info(format, loaded),
                        loaded: SharedRules::clone(loaded),
                    });
                    (open.due, open.at_work) = (None, Some(work));
                    continue;
                }
                (DocumentKind::Rules, Some(loaded)) => {
                    CheckTarget::Rules(SharedRules::clone(loaded))
                }
                (DocumentKind::Config, _) => CheckTarget::Config,
                _ => continue,
            };
            (open.due, open.at_work) = (None, Some(Arc::clone(&work)));
            let _ = self.checks.send(CheckJob {
                uri,
                edition,
                text,
                path: open.path.clone(),
                what,
                cancelled: work,
            });
        }
    }

    /// Whether the rules for a document are known, so that a check can start.
    pub(super) fn is_ready(&self, open: &OpenDocument) -> bool {
        let is_loaded = || {
            let folder = self.folders.get(&open.root);
            folder.is_some_and(|folder| folder.rules.is_some())
        };
        match open.kind {
            DocumentKind::Corpus(_) | DocumentKind::Rules => is_loaded(),
            DocumentKind::Config => self.folders.contains_key(&open.root),
            DocumentKind::Other => false,
        }
    }

    /// Shows the findings of a document, and answers the requests that waited for them.
    pub(super) fn show_findings(&mut self, uri: &str, checked: CheckedText) {
        let Some(open) = self.documents.get_mut(uri) else {
            return;
        };
        open.at_work = None;
        if checked.edition != open.edition {
            return;
        }
        // A check may have been requested again while this one was running.
        open.due = None;
        let diagnostics = diagnostics::of_checked(&checked, &self.client);
        open.checked = Some(checked);
        let (uri, version) = (open.uri.clone(), open.version);
        let waiting = std::mem::take(&mut open.waiting);
        self.publish(&uri, Some(version), diagnostics);
        for one in waiting {
            self.request(one.id, &one.method, one.params);
        }
    }

    /// Shows the errors of a rule file or a configuration.
    pub(super) fn show_rule_errors(&mut self, uri: &str, edition: u64, errors: &[RuleFileError]) {
        let Some(open) = self.documents.get(uri) else {
            return;
        };
        if edition != open.edition {
            return;
        }
        let of_rule_file_error =
            |error| diagnostics::of_rule_file_error(error, uri, &open.text, &self.client);
        let diagnostics = errors.iter().map(of_rule_file_error).collect();
        let version = open.version;
        self.publish(uri, Some(version), diagnostics);
    }

    /// Stores the counts of a rule file, and asks the client to request hints again.
    pub(super) fn show_counts(&mut self, uri: &str, edition: u64, counts: Option<HitCounts>) {
        let Some(open) = self.documents.get_mut(uri) else {
            return;
        };
        open.at_work = None;
        if edition != open.edition || counts.is_none() {
            return;
        }
        open.counts = counts;
        if self.client.refreshes_hints {
            self.ask("workspace/inlayHint/refresh", Value::Null);
        }
    }

    /// Sends the diagnostics of a file.
    pub(super) fn publish(&mut self, uri: &str, version: Option<i64>, diagnostics: Vec<Value>) {
        let mut params = json!({"uri": uri, "diagnostics": diagnostics});
        if let (Some(version), true) = (version, self.client.versions) {
            params["version"] = json!(version);
        }
        self.notify("textDocument/publishDiagnostics", params);
    }
}
