//! Changes in the editor: documents that are opened, edited, saved and closed, and folders.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::server::documents::{DocumentKind, OpenDocument};
use crate::server::protocol::{ContentChange, TextDocumentItem, folder_paths, read};
use crate::server::session::Server;
use crate::server::workers::DocumentJob;
use crate::server::workspace::root_of;

/// How long typing must pause before a document is checked.
const PAUSE: Duration = Duration::from_millis(150);

impl Server {
    /// Asks the client to report changed configurations and packs on the disk.
    pub(super) fn watch(&mut self) {
        for root in self.roots.clone() {
            // Errors of a configuration are shown before any document is opened.
            self.ensure_loaded(&root);
        }
        if self.client.watches {
            let options = json!({"watchers": [{"globPattern": "**/*.toml"}]});
            self.ask(
                "client/registerCapability",
                json!({"registrations": [{
                    "id": "toml",
                    "method": "workspace/didChangeWatchedFiles",
                    "registerOptions": options,
                }]}),
            );
        }
    }

    /// A document was opened.
    pub(super) fn opened(&mut self, params: &Value) {
        let Some(item) = read::<TextDocumentItem>(&params["textDocument"]) else {
            return;
        };
        self.opened += 1;
        let open = OpenDocument::new(item, &self.roots, self.opened);
        let root = open.root.clone();
        if let Some(before) = self.documents.insert(open.uri.clone(), open) {
            self.answer_nothing(before.waiting);
        }
        self.ensure_loaded(&root);
    }

    /// A document was edited.
    pub(super) fn changed(&mut self, params: &Value) {
        let changes = read::<Vec<ContentChange>>(&params["contentChanges"]);
        let Some((open, changes)) = self.document(params).zip(changes) else {
            return;
        };
        let version = params["textDocument"]["version"].as_i64();
        let version = version.unwrap_or(open.version + 1);
        let encoding = self.client.encoding;
        let live = self.client.live_bytes;
        let uri = open.uri.clone();
        let Some(open) = self.documents.get_mut(&uri) else {
            return;
        };
        let was_known = !matches!(open.kind, DocumentKind::Other);
        open.change(version, changes, encoding);
        if open.text.as_str().len() <= live || !open.waiting.is_empty() {
            open.due = Some(Instant::now() + PAUSE);
        }
        if was_known && matches!(open.kind, DocumentKind::Other) {
            self.publish(&uri, Some(version), Vec::new());
        }
    }

    /// A document was saved.
    pub(super) fn saved(&mut self, params: &Value) {
        let Some(open) = self.document(params) else {
            return;
        };
        let (uri, path) = (open.uri.clone(), open.path.clone());
        if let Some(open) = self.documents.get_mut(&uri)
            && open.current().is_none()
        {
            open.due = Some(Instant::now());
        }
        path.into_iter().for_each(|path| self.file_changed(&path));
    }

    /// A document was closed.
    pub(super) fn closed(&mut self, params: &Value) {
        let Some(uri) = self.document(params).map(|open| open.uri.clone()) else {
            return;
        };
        let Some(mut open) = self.documents.remove(&uri) else {
            return;
        };
        open.invalidate();
        let _ = self.jobs.send(DocumentJob::Forget(uri.clone()));
        self.answer_nothing(open.waiting);
        self.publish(&uri, None, Vec::new());
        if let (DocumentKind::Rules | DocumentKind::Config, Some(path)) = (open.kind, &open.path) {
            // The content on the disk counts again.
            self.file_changed(path);
        }
    }

    /// Folders were added to the editor or removed.
    pub(super) fn folders_changed(&mut self, event: &Value) {
        let list = |name: &str| folder_paths(event[name].as_array().map_or(&[], Vec::as_slice));
        let removed = list("removed");
        self.roots.retain(|root| !removed.contains(root));
        self.roots.extend(list("added"));
        let mut wanted = self.roots.clone();
        for open in self.documents.values_mut() {
            let root = root_of(open.path.as_deref(), &self.roots);
            if root != open.root {
                open.root = root.clone();
                open.invalidate();
                open.due = Some(Instant::now());
                wanted.push(root);
            }
        }
        wanted.iter().for_each(|root| self.ensure_loaded(root));
    }
}
