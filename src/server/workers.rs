//! The threads of the server: one checks documents, one checks rule files and counts their matches. If a job
//! panics, only its own result is lost.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};

use crate::cli::args::RuleArgs;
use crate::io::formats::{Fields, ReadOptions};
use crate::rules::RuleError;
use crate::server::check::{Cache, CheckResult, DocumentInfo, ReadError, check};
use crate::server::counts::HitCounts;
use crate::server::event::ServerEvent;
use crate::server::positions::EditorText;
use crate::server::rule_file::{RuleFile, RuleFileError};
use crate::server::sample::FolderSample;
use crate::server::workspace;
use crate::server::workspace::{ConfigError, FolderRules, LoadResult, SharedRules};

/// A job of the first thread.
pub enum DocumentJob {
    /// Reads the configuration and the rules of a folder.
    Load {
        root: PathBuf,
        /// Whether the folder has no rules yet; then the shipped rules are used if its own are broken.
        is_first: bool,
    },
    /// Checks a document.
    Check {
        uri: String,
        edition: u64,
        text: Arc<EditorText>,
        info: DocumentInfo,
        loaded: SharedRules,
    },
    /// Forgets a document that was closed.
    Forget(String),
}

/// A job of the second thread: it checks a rule file or a configuration.
pub struct CheckJob {
    /// The URI of the file.
    pub uri: String,
    /// Its edition.
    pub edition: u64,
    /// Its text.
    pub text: Arc<EditorText>,
    /// Its path, if it is a file.
    pub path: Option<PathBuf>,
    /// What it is.
    pub what: CheckTarget,
    /// Cancels the job.
    pub cancelled: Arc<AtomicBool>,
}

/// The kind of file that is checked.
pub enum CheckTarget {
    /// A rule file, with the rules of its folder.
    Rules(SharedRules),
    /// A configuration.
    Config,
}

/// Starts the threads.
pub fn start(
    args: &RuleArgs,
    events: &Sender<ServerEvent>,
) -> (Sender<DocumentJob>, Sender<CheckJob>) {
    let (jobs, jobs_in) = mpsc::channel();
    let (checks, checks_in) = mpsc::channel();
    // If an event cannot be sent, the program is about to end.
    let (job_args, out) = (args.clone(), events.clone());
    std::thread::spawn(move || {
        let mut caches = CheckCaches::new();
        for job in jobs_in {
            if let Some(event) = run_job(job, &job_args, &mut caches) {
                let _ = out.send(event);
            }
        }
    });
    let (args, out) = (args.clone(), events.clone());
    std::thread::spawn(move || {
        let mut sample = None;
        for job in checks_in {
            run_check(&job, &args, &mut sample, &out);
        }
    });
    (jobs, checks)
}

/// The cached results of each document, with the rules they were made with.
type CheckCaches = HashMap<String, (SharedRules, Cache)>;

fn run_job(job: DocumentJob, args: &RuleArgs, caches: &mut CheckCaches) -> Option<ServerEvent> {
    match job {
        DocumentJob::Forget(uri) => {
            caches.remove(&uri);
            None
        }
        DocumentJob::Load { root, is_first } => {
            let read = || workspace::load(&root, args);
            let mut load = catch_unwind(AssertUnwindSafe(read)).unwrap_or(LoadResult {
                loaded: None,
                errors: Vec::new(),
            });
            if load.loaded.is_none() && is_first {
                load.loaded = workspace::shipped(&root, args);
            }
            Some(ServerEvent::FolderLoaded { root, load })
        }
        DocumentJob::Check {
            uri,
            edition,
            text,
            info,
            loaded,
        } => {
            let (rules, cache) = caches
                .entry(uri.clone())
                .or_insert_with(|| (Arc::clone(&loaded), Cache::new()));
            if !Arc::ptr_eq(rules, &loaded) {
                (*rules, *cache) = (Arc::clone(&loaded), Cache::new());
            }
            let checked = AssertUnwindSafe(|| check(&text, &info, &loaded, cache));
            let result = catch_unwind(checked).unwrap_or_else(|_| CheckResult {
                errors: vec![ReadError {
                    span: 0..0,
                    message: "the program failed on this file".into(),
                }],
                ..CheckResult::default()
            });
            Some(ServerEvent::Checked {
                uri,
                edition,
                text,
                loaded,
                result,
            })
        }
    }
}

/// Checks a file, reports its errors, and then counts matches. Counting ends when the file is changed.
fn run_check(
    job: &CheckJob,
    args: &RuleArgs,
    sample: &mut Option<FolderSample>,
    out: &Sender<ServerEvent>,
) {
    let report_errors = |errors: Vec<RuleFileError>| {
        let _ = out.send(ServerEvent::RulesChecked {
            uri: job.uri.clone(),
            edition: job.edition,
            errors,
        });
    };
    let checked = AssertUnwindSafe(|| match (&job.what, &job.path) {
        (CheckTarget::Config, Some(path)) => {
            let errors = workspace::check(path, job.text.as_str(), args);
            let here = |error: &ConfigError| error.path.as_ref() == Some(path);
            let errors = errors.into_iter().filter(here).map(|error| error.error);
            report_errors(rule_file_errors(errors.collect(), false));
            None
        }
        (CheckTarget::Config, None) => None,
        (CheckTarget::Rules(loaded), _) => rules(job, loaded, sample, &report_errors),
    });
    let counts = catch_unwind(checked).unwrap_or_default();
    let _ = out.send(ServerEvent::Counted {
        uri: job.uri.clone(),
        edition: job.edition,
        counts,
    });
}

fn rule_file_errors(errors: Vec<RuleError>, is_test: bool) -> Vec<RuleFileError> {
    let error = |error| RuleFileError { error, is_test };
    errors.into_iter().map(error).collect()
}

fn rules(
    job: &CheckJob,
    loaded: &FolderRules,
    sample: &mut Option<FolderSample>,
    report_errors: &impl Fn(Vec<RuleFileError>),
) -> Option<HitCounts> {
    let shown = match &job.path {
        Some(path) => path.to_string_lossy().into_owned(),
        None => job.uri.clone(),
    };
    let file = RuleFile {
        name: &shown,
        path: job.path.as_deref(),
        text: job.text.as_str(),
    };
    let mut ready = match file.compile(loaded) {
        Ok(ready) => ready,
        Err(errors) => {
            report_errors(rule_file_errors(errors, false));
            return None;
        }
    };
    report_errors(rule_file_errors(ready.failures(), true));
    if loaded.root.as_os_str().is_empty() || job.cancelled.load(Ordering::Relaxed) {
        return None;
    }
    let options = ReadOptions {
        fields: Arc::new(Fields {
            wanted: ready.rules.fields(),
            ..(*loaded.options.fields).clone()
        }),
        ..loaded.options.clone()
    };
    if !matches!(sample, Some(sample) if sample.is_for(&loaded.root, &options)) {
        *sample = FolderSample::take(&loaded.root, &options, &job.cancelled);
    }
    let text = job.text.as_str();
    HitCounts::new(&mut ready, text, sample.as_ref()?, &job.cancelled)
}
