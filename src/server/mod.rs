//! The language server: findings, fixes and explanations while a corpus or its rules are edited.
//!
//! One thread reads messages, one judges documents, one checks rule files; this one holds all state
//! and alone writes. Everything that happens comes to it as an [`Event`].

use std::collections::{BTreeSet, HashMap};
use std::io::{self, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cli::Outcome;
use crate::cli::args::RuleArgs;

mod actions;
mod counts;
mod diagnostics;
mod documents;
mod folders;
mod hints;
mod hover;
mod judge;
mod messages;
mod positions;
mod protocol;
mod rule_file;
mod sample;
mod sync;
mod uri;
mod wire;
mod work;
mod worker;
mod workspace;

use counts::Counts;
use documents::{Judged, Open};
use folders::Folder;
use protocol::Client;
use wire::{Code, Incoming};
use worker::{Check, Job, Mistake};
use workspace::{Load, Shared};

/// How long typing must rest before a document is judged.
const REST: Duration = Duration::from_millis(150);

/// Something that happened.
enum Event {
    Incoming(Incoming),
    Loaded {
        root: PathBuf,
        load: Load,
    },
    Judged {
        uri: String,
        edition: u64,
        text: Arc<positions::Text>,
        loaded: Shared,
        verdict: judge::Verdict,
    },
    /// What is wrong in a rule file or a configuration.
    Checked {
        uri: String,
        edition: u64,
        mistakes: Vec<Mistake>,
    },
    /// The check is over, with counts where there are any.
    Counted {
        uri: String,
        edition: u64,
        counts: Option<Counts>,
    },
}

/// How far the session got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begun,
    Initialized,
    ShutDown,
}

/// Serves one client over standard input and output until it says `exit` or goes away. The exit code
/// is 0 if it said `shutdown` before, else 1, as the protocol wants it.
pub fn serve(args: &RuleArgs) -> Outcome {
    let (events, inbox) = mpsc::channel();
    let incoming = events.clone();
    std::thread::spawn(move || {
        let mut input = BufReader::with_capacity(1 << 16, io::stdin());
        loop {
            let read = wire::read(&mut input).unwrap_or(Incoming::End);
            let is_end = read == Incoming::End;
            if incoming.send(Event::Incoming(read)).is_err() || is_end {
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

struct Server {
    client: Client,
    stage: Stage,
    /// The folders open in the editor.
    roots: Vec<PathBuf>,
    /// What holds in each folder that has open documents.
    folders: HashMap<PathBuf, Folder>,
    /// By URI as the client writes it.
    documents: HashMap<String, Open>,
    /// URIs of files with diagnostics that are not open, by the folder whose rules they break.
    faulty: HashMap<PathBuf, BTreeSet<String>>,
    jobs: Sender<Job>,
    checks: Sender<Check>,
    /// Requests that were sent.
    sent: u64,
    /// Documents that were opened so far.
    opened: u64,
    /// Why nothing can be written any more.
    broken: Option<io::Error>,
    is_over: bool,
}

impl Server {
    fn new(args: &RuleArgs, events: &Sender<Event>) -> Self {
        let (jobs, checks) = worker::start(args, events);
        Self {
            client: Client::default(),
            stage: Stage::Begun,
            roots: Vec::new(),
            folders: HashMap::new(),
            documents: HashMap::new(),
            faulty: HashMap::new(),
            jobs,
            checks,
            sent: 0,
            opened: 0,
            broken: None,
            is_over: false,
        }
    }

    fn run(mut self, inbox: &Receiver<Event>) -> Stage {
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

    /// Handles an event. A fault of the program costs the answer to that.
    fn handle(&mut self, event: Event) {
        let id = match &event {
            Event::Incoming(Incoming::Message(message)) if message["method"].is_string() => {
                message.get("id").cloned()
            }
            _ => None,
        };
        let handled = catch_unwind(AssertUnwindSafe(|| match event {
            Event::Incoming(Incoming::Message(message)) => self.message(message),
            Event::Incoming(Incoming::Malformed(reason)) => {
                self.send(&wire::error(&Value::Null, Code::Parse, &reason));
            }
            Event::Incoming(Incoming::End) => self.is_over = true,
            Event::Loaded { root, load } => self.loaded(root, load),
            Event::Judged {
                uri,
                edition,
                text,
                loaded,
                verdict,
            } => self.judged(
                &uri,
                Judged {
                    edition,
                    text,
                    loaded,
                    verdict,
                },
            ),
            Event::Checked {
                uri,
                edition,
                mistakes,
            } => self.checked(&uri, edition, &mistakes),
            Event::Counted {
                uri,
                edition,
                counts,
            } => self.counted(&uri, edition, counts),
        }));
        if let (Err(_), Some(id)) = (handled, id) {
            self.send(&wire::error(
                &id,
                Code::Internal,
                "the program failed on this request",
            ));
        }
    }

    fn send(&mut self, message: &Value) {
        if self.broken.is_none() {
            self.broken = wire::write(&mut io::stdout().lock(), message).err();
        }
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(&wire::notification(method, params));
    }

    /// Sends a request whose answer does not matter.
    fn ask(&mut self, method: &str, params: Value) {
        self.sent += 1;
        self.send(&wire::request(self.sent, method, params));
    }
}
