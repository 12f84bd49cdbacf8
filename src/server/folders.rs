//! The folders of open documents: reading what holds there, and reading it again when it changes.

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

/// A message to the user: a warning.
const WARNING: u8 = 2;

impl Server {
    /// Reads what holds in a folder, unless that was done.
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
        let is_first = folder.holds.is_none();
        let _ = self.jobs.send(DocumentJob::Load { root, is_first });
    }

    /// Reads again what rests on a file that changed.
    pub(super) fn file_changed(&mut self, path: &Path) {
        let faulty = &self.faulty;
        let is_toml = path.extension().is_some_and(|ending| ending == "toml");
        let concerned = |root: &PathBuf, folder: &Folder| {
            let holds = folder.holds.as_ref();
            // Broken packs are named by a configuration that nothing else is known of.
            let may_mend = is_toml && faulty.contains_key(root);
            may_mend || holds.is_some_and(|holds| holds.depends_on(path))
        };
        let concerned: Vec<PathBuf> = self
            .folders
            .iter()
            .filter(|(root, folder)| concerned(root, folder))
            .map(|(root, _)| root.clone())
            .collect();
        concerned.into_iter().for_each(|root| self.load(root));
    }

    /// A folder was read: its documents are judged anew, and what is wrong is shown in the files.
    pub(super) fn loaded(&mut self, root: PathBuf, load: LoadResult) {
        let folder = self.folders.entry(root.clone()).or_default();
        folder.is_loading = false;
        let is_stale = std::mem::take(&mut folder.is_stale);
        if let Some(loaded) = load.loaded {
            folder.holds = Some(loaded);
            let documents = self.documents.values_mut();
            for open in documents.filter(|open| open.root == root) {
                open.invalidate();
                open.due = Some(Instant::now());
            }
        }
        self.show_faults(&root, &load.faults);
        if is_stale {
            self.load(root);
        }
    }

    /// Shows what is wrong in files that are not open; those that are were checked by themselves.
    fn show_faults(&mut self, root: &Path, faults: &[ConfigError]) {
        let before = self.faulty.remove(root).unwrap_or_default();
        let was_sound = before.is_empty();
        let mut by_file = before
            .into_iter()
            .map(|uri| (uri, Vec::new()))
            .collect::<BTreeMap<_, _>>();
        let mut elsewhere = None;
        for fault in faults {
            match &fault.path {
                None => elsewhere = Some(&fault.error.message),
                Some(path) => {
                    let uri = self.uri_of(path);
                    let diagnostic = of_config_error(&fault.error, &uri, &self.client);
                    by_file.entry(uri).or_default().push(diagnostic);
                }
            }
        }
        let mut faulty = BTreeSet::new();
        for (uri, diagnostics) in by_file {
            if !diagnostics.is_empty() {
                faulty.insert(uri.clone());
            }
            let is_checked = |kind| matches!(kind, DocumentKind::Rules | DocumentKind::Config);
            let open = self.documents.get(&uri);
            if !open.is_some_and(|open| is_checked(open.kind)) {
                self.publish(&uri, None, diagnostics);
            }
        }
        let message = match (elsewhere, was_sound && !faulty.is_empty()) {
            (Some(message), _) => Some(message.clone()),
            (None, true) => Some("the configuration or a pack is broken: see its errors".into()),
            (None, false) => None,
        };
        if let Some(message) = message {
            let message = format!("corpus-lint: {message}; the rules stay as they were");
            self.notify(
                "window/showMessage",
                json!({"type": WARNING, "message": message}),
            );
        }
        if !faulty.is_empty() {
            self.faulty.insert(root.to_owned(), faulty);
        }
    }

    /// The URI of a file, as the client writes it where the file is open.
    fn uri_of(&self, path: &Path) -> String {
        let mut open = self.documents.values();
        let open = open.find(|open| open.path.as_deref() == Some(path));
        open.map_or_else(|| uri::of_path(path), |open| open.uri.clone())
    }
}
