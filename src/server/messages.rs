//! Messages from the client: who handles each message, in which order they may come, and the answers.

use std::path::PathBuf;
use std::time::Instant;

use serde_json::{Value, json};

use crate::server::documents::{DocumentKind, OpenDocument, Waiting};
use crate::server::protocol::{Client, Position, folder_paths, read};
use crate::server::session::{Server, Stage};
use crate::server::wire;
use crate::server::wire::Code;
use crate::server::{actions, hints, hover, uri};

impl Server {
    /// Handles a message: a request, a notification, or an answer to a request of the server, which is ignored.
    pub(super) fn message(&mut self, mut message: Value) {
        let params = message.get_mut("params").map(Value::take);
        let params = params.unwrap_or_default();
        let id = message.get("id").filter(|id| !id.is_null()).cloned();
        match (message["method"].as_str(), id) {
            (Some(method), Some(id)) => self.request(id, method, params),
            (Some(method), None) => self.notification(method, params),
            (None, _) if message.get("result").is_some() || message.get("error").is_some() => {}
            (None, id) => {
                let id = id.unwrap_or_default();
                let reason = "the message has no method";
                self.send(&wire::error(&id, Code::InvalidRequest, reason));
            }
        }
    }

    /// Answers a request, or lets it wait until the answer is known.
    pub(super) fn request(&mut self, id: Value, method: &str, params: Value) {
        let answer = match (self.stage, method) {
            (Stage::Begun, "initialize") => Ok(self.initialize(&params)),
            (Stage::Begun, _) => Err((Code::NotInitialized, "the session has not begun")),
            (Stage::ShutDown, _) => Err((Code::InvalidRequest, "the session was shut down")),
            (_, "initialize") => Err((Code::InvalidRequest, "the session has already begun")),
            (_, "shutdown") => {
                self.stage = Stage::ShutDown;
                self.answer_all_waiting();
                Ok(Value::Null)
            }
            (_, "textDocument/codeAction" | "textDocument/hover" | "textDocument/inlayHint")
                if !params["textDocument"]["uri"].is_string() =>
            {
                Err((Code::InvalidParams, "the parameters name no document"))
            }
            (_, "textDocument/codeAction" | "textDocument/hover") => {
                match self.about_document(&id, method, params) {
                    Some(answer) => Ok(answer),
                    None => return,
                }
            }
            (_, "textDocument/inlayHint") => Ok(self.inlay_hints(&params)),
            _ => Err((
                Code::MethodNotFound,
                "the server does not support this request",
            )),
        };
        self.send(&match answer {
            Ok(result) => wire::response(&id, result),
            Err((code, reason)) => wire::error(&id, code, reason),
        });
    }

    fn notification(&mut self, method: &str, params: Value) {
        match (self.stage, method) {
            (_, "exit") => self.is_over = true,
            (Stage::Initialized, "initialized") => self.watch(),
            (Stage::Initialized, "textDocument/didOpen") => self.opened(&params),
            (Stage::Initialized, "textDocument/didChange") => self.changed(&params),
            (Stage::Initialized, "textDocument/didSave") => self.saved(&params),
            (Stage::Initialized, "textDocument/didClose") => self.closed(&params),
            (Stage::Initialized, "workspace/didChangeWatchedFiles") => {
                let changes = params["changes"].as_array().cloned().unwrap_or_default();
                let uris = changes.iter().filter_map(|change| change["uri"].as_str());
                uris.filter_map(uri::to_path)
                    .for_each(|path| self.file_changed(&path));
            }
            (Stage::Initialized, "workspace/didChangeWorkspaceFolders") => {
                self.folders_changed(&params["event"]);
            }
            (_, "$/cancelRequest") => self.cancel(&params["id"]),
            _ => {}
        }
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.client = Client::new(params);
        self.stage = Stage::Initialized;
        self.roots = match &params["workspaceFolders"] {
            Value::Array(folders) => folder_paths(folders),
            _ => {
                let root = params["rootUri"].as_str().and_then(uri::to_path);
                root.or_else(|| params["rootPath"].as_str().map(PathBuf::from))
                    .into_iter()
                    .collect()
            }
        };
        json!({
            "serverInfo": {"name": "corpus-lint", "version": env!("CARGO_PKG_VERSION")},
            "capabilities": {
                "positionEncoding": self.client.encoding.name(),
                "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
                "codeActionProvider": {"codeActionKinds": [actions::QUICK_FIX, actions::FIX_ALL]},
                "hoverProvider": true,
                "inlayHintProvider": true,
                "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
            },
        })
    }

    fn cancel(&mut self, id: &Value) {
        let mut found = false;
        for open in self.documents.values_mut() {
            let before = open.waiting.len();
            open.waiting.retain(|waiting| waiting.id != *id);
            found |= open.waiting.len() < before;
        }
        if found {
            self.send(&wire::error(id, Code::Cancelled, "cancelled"));
        }
    }

    /// The answer to a request about a document; `None` if it must wait until the document is checked.
    fn about_document(&mut self, id: &Value, method: &str, params: Value) -> Option<Value> {
        let uri = params["textDocument"]["uri"].as_str().unwrap_or_default();
        let Some(open) = self.documents.get_mut(uri) else {
            return Some(Value::Null);
        };
        let place = read::<Position>(&params["position"]);
        let offset = |open: &OpenDocument| Some(open.text.offset(place?, self.client.encoding));
        let is_hover = method == "textDocument/hover";
        match (open.kind, open.current()) {
            (DocumentKind::Corpus(_), Some(checked)) if is_hover => {
                let hover =
                    offset(open).and_then(|at| hover::of_findings(checked, at, &self.client));
                Some(hover.unwrap_or_default())
            }
            (DocumentKind::Corpus(_), Some(checked)) => {
                Some(actions::actions(open, checked, &params, &self.client).into())
            }
            (DocumentKind::Corpus(_), None) => {
                // A large document is checked only when it is saved, or when all its fixes are wanted.
                let is_live = open.text.as_str().len() <= self.client.live_bytes;
                let is_coming = open.due.is_some() || open.at_work.is_some();
                if !(is_live || is_coming || actions::asks_for_all(&params)) {
                    return Some(Value::Null);
                }
                open.due = Some(Instant::now());
                open.waiting.push(Waiting {
                    id: id.clone(),
                    method: method.to_owned(),
                    params,
                });
                None
            }
            (DocumentKind::Rules, _) if is_hover => {
                let counts = open.counts.as_ref();
                let hover = counts
                    .zip(offset(open))
                    .and_then(|(counts, at)| hover::of_rule(counts, &open.text, at, &self.client));
                Some(hover.unwrap_or_default())
            }
            _ => Some(Value::Null),
        }
    }

    fn inlay_hints(&self, params: &Value) -> Value {
        let open = self.document(params);
        let counts = open.and_then(|open| Some((open, open.counts.as_ref()?)));
        counts.map_or(Value::Null, |(open, counts)| {
            hints::hints(counts, &open.text, params, &self.client).into()
        })
    }

    /// The open document that the parameters name.
    pub(super) fn document(&self, params: &Value) -> Option<&OpenDocument> {
        let uri = params["textDocument"]["uri"].as_str()?;
        self.documents.get(uri)
    }

    fn answer_all_waiting(&mut self) {
        let documents = self.documents.values_mut();
        let waiting = documents.flat_map(|open| std::mem::take(&mut open.waiting));
        let waiting: Vec<Waiting> = waiting.collect();
        self.answer_nothing(waiting);
    }

    /// Answers requests with null.
    pub(super) fn answer_nothing(&mut self, waiting: Vec<Waiting>) {
        for one in waiting {
            self.send(&wire::response(&one.id, Value::Null));
        }
    }
}
