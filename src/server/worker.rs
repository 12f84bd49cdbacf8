//! The threads behind the server: one judges documents, one checks rule files and counts their hits.
//! A job that panics costs its own result.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};

use crate::cli::args::RuleArgs;
use crate::io::formats::{Fields, Options};
use crate::rules::RuleError;
use crate::server::Event;
use crate::server::counts::Counts;
use crate::server::judge::{Cache, Subject, Trouble, Verdict, judge};
use crate::server::positions::Text;
use crate::server::rule_file::RuleFile;
use crate::server::sample::Sample;
use crate::server::workspace;
use crate::server::workspace::{Fault, Load, Loaded, Shared};

/// What the first thread does.
pub enum Job {
    /// Reads the configuration and the rules of a folder.
    Load {
        root: PathBuf,
        /// Whether nothing is known of it yet, so that the shipped rules must do if it is broken.
        is_first: bool,
    },
    Judge {
        uri: String,
        edition: u64,
        text: Arc<Text>,
        subject: Subject,
        loaded: Shared,
    },
    /// A document was closed.
    Forget(String),
}

/// What the second thread does: checks a rule file or a configuration.
pub struct Check {
    pub uri: String,
    pub edition: u64,
    pub text: Arc<Text>,
    pub path: Option<PathBuf>,
    pub what: Checked,
    pub cancelled: Arc<AtomicBool>,
}

/// What is checked.
pub enum Checked {
    Rules(Shared),
    Config,
}

/// Something wrong in a rule file or a configuration.
pub struct Mistake {
    pub error: RuleError,
    /// Whether a test of a rule fails, in a file that is otherwise sound.
    pub is_test: bool,
}

/// Starts the threads.
pub fn start(args: &RuleArgs, events: &Sender<Event>) -> (Sender<Job>, Sender<Check>) {
    let (jobs, jobs_in) = mpsc::channel();
    let (checks, checks_in) = mpsc::channel();
    // Nobody listens any more where an event cannot be sent: the program is about to end.
    let (own, out) = (args.clone(), events.clone());
    std::thread::spawn(move || {
        let mut known = Known::new();
        for job in jobs_in {
            if let Some(event) = work(job, &own, &mut known) {
                let _ = out.send(event);
            }
        }
    });
    let (own, out) = (args.clone(), events.clone());
    std::thread::spawn(move || {
        let mut sample = None;
        for job in checks_in {
            check(&job, &own, &mut sample, &out);
        }
    });
    (jobs, checks)
}

/// What was known of a document, under these rules.
type Known = HashMap<String, (Shared, Cache)>;

fn work(job: Job, args: &RuleArgs, known: &mut Known) -> Option<Event> {
    match job {
        Job::Forget(uri) => {
            known.remove(&uri);
            None
        }
        Job::Load { root, is_first } => {
            let read = || workspace::load(&root, args);
            let mut load = catch_unwind(AssertUnwindSafe(read)).unwrap_or(Load {
                loaded: None,
                faults: Vec::new(),
            });
            if load.loaded.is_none() && is_first {
                load.loaded = workspace::shipped(&root, args);
            }
            Some(Event::Loaded { root, load })
        }
        Job::Judge {
            uri,
            edition,
            text,
            subject,
            loaded,
        } => {
            let (rules, cache) = known
                .entry(uri.clone())
                .or_insert_with(|| (Arc::clone(&loaded), Cache::new()));
            if !Arc::ptr_eq(rules, &loaded) {
                (*rules, *cache) = (Arc::clone(&loaded), Cache::new());
            }
            let judged = AssertUnwindSafe(|| judge(&text, &subject, &loaded, cache));
            let verdict = catch_unwind(judged).unwrap_or_else(|_| Verdict {
                troubles: vec![Trouble {
                    span: 0..0,
                    message: "the program failed on this file".into(),
                }],
                ..Verdict::default()
            });
            Some(Event::Judged {
                uri,
                edition,
                text,
                loaded,
                verdict,
            })
        }
    }
}

/// Checks, tells what is wrong, and goes on to count; that ends when the file is changed.
fn check(job: &Check, args: &RuleArgs, sample: &mut Option<Sample>, out: &Sender<Event>) {
    let tell = |mistakes: Vec<Mistake>| {
        let _ = out.send(Event::Checked {
            uri: job.uri.clone(),
            edition: job.edition,
            mistakes,
        });
    };
    let checked = AssertUnwindSafe(|| match (&job.what, &job.path) {
        (Checked::Config, Some(path)) => {
            let faults = workspace::check(path, job.text.as_str(), args);
            let here = |fault: &Fault| fault.path.as_ref() == Some(path);
            let faults = faults.into_iter().filter(here).map(|fault| fault.error);
            tell(mistakes(faults.collect(), false));
            None
        }
        (Checked::Config, None) => None,
        (Checked::Rules(loaded), _) => rules(job, loaded, sample, &tell),
    });
    let counts = catch_unwind(checked).unwrap_or_default();
    let _ = out.send(Event::Counted {
        uri: job.uri.clone(),
        edition: job.edition,
        counts,
    });
}

fn mistakes(errors: Vec<RuleError>, is_test: bool) -> Vec<Mistake> {
    let mistake = |error| Mistake { error, is_test };
    errors.into_iter().map(mistake).collect()
}

fn rules(
    job: &Check,
    loaded: &Loaded,
    sample: &mut Option<Sample>,
    tell: &impl Fn(Vec<Mistake>),
) -> Option<Counts> {
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
            tell(mistakes(errors, false));
            return None;
        }
    };
    tell(mistakes(ready.failures(), true));
    if loaded.root.as_os_str().is_empty() || job.cancelled.load(Ordering::Relaxed) {
        return None;
    }
    let options = Options {
        fields: Arc::new(Fields {
            wanted: ready.rules.fields(),
            ..(*loaded.options.fields).clone()
        }),
        ..loaded.options.clone()
    };
    if !matches!(sample, Some(sample) if sample.is_for(&loaded.root, &options)) {
        *sample = Sample::take(&loaded.root, &options, &job.cancelled);
    }
    let text = job.text.as_str();
    Counts::new(&mut ready, text, sample.as_ref()?, &job.cancelled)
}
