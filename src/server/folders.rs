//! The folders of open documents: reading their rules, and reading them again after a change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::json;

use crate::server::diagnostics::of_config_error;
use crate::server::documents::DocumentKind;
use crate::server::session::Server;
use crate::server::uri;
use crate::server::workers::DocumentJob;
use crate::server::workspace::{ConfigError, Folder, LoadResult};

/// The type of a message that is a warning.
const WARNING: u8 = 2;

impl Server {
    /// Reads the rules of a folder, unless that was done before.
    pub(super) fn ensure_loaded(&mut self, root: &Path) {
        if !self.folders.contains_key(root) {
            self.load(root.to_owned());
        }
    }

    fn load(&mut self, root: PathBuf) {
        let folder = self.folders.entry(root.clone()).or_default();
        if folder.is_loading {
            folder.is_stale = true;
            return;
        }
        folder.is_loading = true;
        let is_first = folder.rules.is_none();
        let _ = self.jobs.send(DocumentJob::Load { root, is_first });
    }

    /// Reads again everything that depends on a changed file.
    pub(super) fn file_changed(&mut self, path: &Path) {
        let broken_files = &self.broken_files;
        let is_toml = path.extension().is_some_and(|ending| ending == "toml");
        let concerned = |root: &PathBuf, folder: &Folder| {
            let rules = folder.rules.as_ref();
            // If packs are broken, the server does not know which configuration names them.
            let may_mend = is_toml && broken_files.contains_key(root);
            may_mend || rules.is_some_and(|rules| rules.depends_on(path))
        };
        let concerned: Vec<PathBuf> = self
            .folders
            .iter()
            .filter(|(root, folder)| concerned(root, folder))
            .map(|(root, _)| root.clone())
            .collect();
        concerned.into_iter().for_each(|root| self.load(root));
    }

    /// A folder was read: its documents are checked again, and errors are shown in their files.
    pub(super) fn loaded(&mut self, root: PathBuf, load: LoadResult) {
        let folder = self.folders.entry(root.clone()).or_default();
        folder.is_loading = false;
        let is_stale = std::mem::take(&mut folder.is_stale);
        if let Some(loaded) = load.loaded {
            folder.rules = Some(loaded);
            let documents = self.documents.values_mut();
            for open in documents.filter(|open| open.root == root) {
                open.invalidate();
                open.due = Some(Instant::now());
            }
        }
        self.show_errors(&root, &load.errors);
        if is_stale {
            self.load(root);
        }
    }

    /// Shows the errors of files that are not open. Open files are checked on their own.
    fn show_errors(&mut self, root: &Path, errors: &[ConfigError]) {
        let before = self.broken_files.remove(root).unwrap_or_default();
        let was_sound = before.is_empty();
        let mut by_file = before
            .into_iter()
            .map(|uri| (uri, Vec::new()))
            .collect::<BTreeMap<_, _>>();
        let mut elsewhere = None;
        for error in errors {
            match &error.path {
                None => elsewhere = Some(&error.error.message),
                Some(path) => {
                    let uri = self.uri_of(path);
                    let diagnostic = of_config_error(&error.error, &uri, &self.client);
                    by_file.entry(uri).or_default().push(diagnostic);
                }
            }
        }
        let mut broken_files = BTreeSet::new();
        for (uri, diagnostics) in by_file {
            if !diagnostics.is_empty() {
                broken_files.insert(uri.clone());
            }
            let is_checked = |kind| matches!(kind, DocumentKind::Rules | DocumentKind::Config);
            let open = self.documents.get(&uri);
            if !open.is_some_and(|open| is_checked(open.kind)) {
                self.publish(&uri, None, diagnostics);
            }
        }
        let message = match (elsewhere, was_sound && !broken_files.is_empty()) {
            (Some(message), _) => Some(message.clone()),
            (None, true) => Some("the configuration or a pack is broken: see its errors".into()),
            (None, false) => None,
        };
        if let Some(message) = message {
            let message = format!("corpus-lint: {message}; the earlier rules stay in use");
            self.notify(
                "window/showMessage",
                json!({"type": WARNING, "message": message}),
            );
        }
        if !broken_files.is_empty() {
            self.broken_files.insert(root.to_owned(), broken_files);
        }
    }

    /// The URI of a file. If the file is open, the URI is the one that the client uses.
    fn uri_of(&self, path: &Path) -> String {
        let mut open = self.documents.values();
        let open = open.find(|open| open.path.as_deref() == Some(path));
        open.map_or_else(|| uri::of_path(path), |open| open.uri.clone())
    }
}
