//! The session: the state of the server, the loop over its events, and what it writes.
//!
//! One thread reads messages, one checks documents, one checks rule files. This thread holds all state and is
//! the only one that writes. Everything that happens reaches it as a [`ServerEvent`].

use std::collections::{BTreeSet, HashMap};
use std::io::{self, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Instant;

use serde_json::Value;

use crate::cli::Outcome;
use crate::cli::args::RuleArgs;
use crate::server::documents::{CheckedText, OpenDocument};
use crate::server::event::ServerEvent;
use crate::server::protocol::Client;
use crate::server::wire;
use crate::server::wire::{Code, Incoming};
use crate::server::workers;
use crate::server::workers::{CheckJob, DocumentJob};
use crate::server::workspace::Folder;

/// The stage of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Before `initialize`.
    Begun,
    /// After `initialize`.
    Initialized,
    /// After `shutdown`.
    ShutDown,
}

/// Serves one client over standard input and output until it sends `exit` or disconnects. The exit code is 0
/// after `shutdown`, otherwise 1, as the protocol requires.
pub fn serve(args: &RuleArgs) -> Outcome {
    let (events, inbox) = mpsc::channel();
    let incoming = events.clone();
    std::thread::spawn(move || {
        let mut input = BufReader::with_capacity(1 << 16, io::stdin());
        loop {
            let read = wire::read(&mut input).unwrap_or(Incoming::End);
            let is_end = read == Incoming::End;
            if incoming.send(ServerEvent::Incoming(read)).is_err() || is_end {
                return;
            }
        }
    });
    let server = Server::new(args, &events);
    match server.run(&inbox) {
        Stage::ShutDown => Outcome::Clean,
        Stage::Begun | Stage::Initialized => Outcome::Findings,
    }
}

/// The state of the server.
pub struct Server {
    /// What the client can do.
    pub(super) client: Client,
    /// The stage of the session.
    pub(super) stage: Stage,
    /// The folders that are open in the editor.
    pub(super) roots: Vec<PathBuf>,
    /// The rules of each folder that has open documents.
    pub(super) folders: HashMap<PathBuf, Folder>,
    /// The open documents, by URI as the client writes it.
    pub(super) documents: HashMap<String, OpenDocument>,
    /// The URIs of files with diagnostics that are not open, by the folder whose rules they break.
    pub(super) broken_files: HashMap<PathBuf, BTreeSet<String>>,
    /// Jobs for the thread that checks documents.
    pub(super) jobs: Sender<DocumentJob>,
    /// Jobs for the thread that checks rule files.
    pub(super) checks: Sender<CheckJob>,
    /// The number of requests that were sent.
    pub(super) sent: u64,
    /// The number of documents that were opened.
    pub(super) opened: u64,
    /// The error after which nothing can be written.
    pub(super) broken: Option<io::Error>,
    /// Whether the session ends now.
    pub(super) is_over: bool,
}

impl Server {
    fn new(args: &RuleArgs, events: &Sender<ServerEvent>) -> Self {
        let (jobs, checks) = workers::start(args, events);
        Self {
            client: Client::default(),
            stage: Stage::Begun,
            roots: Vec::new(),
            folders: HashMap::new(),
            documents: HashMap::new(),
            broken_files: HashMap::new(),
            jobs,
            checks,
            sent: 0,
            opened: 0,
            broken: None,
            is_over: false,
        }
    }

    fn run(mut self, inbox: &Receiver<ServerEvent>) -> Stage {
        while !self.is_over && self.broken.is_none() {
            let event = match self.next_due() {
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(due) => inbox.recv_timeout(due.saturating_duration_since(Instant::now())),
            };
            match event {
                Ok(event) => self.handle(event),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.hand_out();
        }
        self.stage
    }

    /// Handles an event. If the program fails, only the answer to this event is lost.
    fn handle(&mut self, event: ServerEvent) {
        let id = match &event {
            ServerEvent::Incoming(Incoming::Message(message)) if message["method"].is_string() => {
                message.get("id").cloned()
            }
            _ => None,
        };
        let handled = catch_unwind(AssertUnwindSafe(|| match event {
            ServerEvent::Incoming(Incoming::Message(message)) => self.message(message),
            ServerEvent::Incoming(Incoming::Malformed(reason)) => {
                self.send(&wire::error(&Value::Null, Code::Parse, &reason));
            }
            ServerEvent::Incoming(Incoming::End) => self.is_over = true,
            ServerEvent::FolderLoaded { root, load } => self.loaded(root, load),
            ServerEvent::Checked {
                uri,
                edition,
                text,
                loaded,
                result,
            } => self.show_findings(
                &uri,
                CheckedText {
                    edition,
                    text,
                    loaded,
                    result,
                },
            ),
            ServerEvent::RulesChecked {
                uri,
                edition,
                errors,
            } => self.show_rule_errors(&uri, edition, &errors),
            ServerEvent::Counted {
                uri,
                edition,
                counts,
            } => self.show_counts(&uri, edition, counts),
        }));
        if let (Err(_), Some(id)) = (handled, id) {
            self.send(&wire::error(
                &id,
                Code::Internal,
                "the program failed on this request",
            ));
        }
    }

    /// Writes a message.
    pub(super) fn send(&mut self, message: &Value) {
        if self.broken.is_none() {
            self.broken = wire::write(&mut io::stdout().lock(), message).err();
        }
    }

    /// Writes a notification.
    pub(super) fn notify(&mut self, method: &str, params: Value) {
        self.send(&wire::notification(method, params));
    }

    /// Sends a request whose answer is ignored.
    pub(super) fn ask(&mut self, method: &str, params: Value) {
        self.sent += 1;
        self.send(&wire::request(self.sent, method, params));
    }
}
