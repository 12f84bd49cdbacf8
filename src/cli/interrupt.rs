//! Ctrl-C and other requests to stop: a command that writes files stops between two files. A second
//! request stops it at once; even then each file is either old or new, never half written.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// The exit code that shells use for a program stopped by Ctrl-C.
const STOPPED_BY_SIGNAL: i32 = 130;

/// Shared, because a program can have only one handler, and a command may watch in several steps.
static REQUESTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Whether the user wants the command to stop.
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Starts to watch for signals.
    pub fn watch() -> Self {
        Self(Arc::clone(REQUESTED.get_or_init(handle)))
    }

    /// Whether a signal came.
    pub fn is_on(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

fn handle() -> Arc<AtomicBool> {
    let requested = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&requested);
    // Fails only if there already is a handler; the signal then stops the program as usual.
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(STOPPED_BY_SIGNAL);
        }
    });
    requested
}
