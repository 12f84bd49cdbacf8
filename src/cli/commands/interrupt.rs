//! Ctrl-C and the polite signals: a run that writes ends between two files. A second one ends it at
//! once, which leaves every file old or new as well.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// The exit code that shells give a program which a Ctrl-C ended.
const ENDED_BY_SIGNAL: i32 = 130;

/// Only one handler can stand in a program, and a command may watch in several of its steps.
static WANTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Whether the user wants the run to end.
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Watches for the signals.
    pub fn watch() -> Self {
        Self(Arc::clone(WANTED.get_or_init(handle)))
    }

    /// Whether one came.
    pub fn is_on(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

fn handle() -> Arc<AtomicBool> {
    let wanted = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&wanted);
    // Fails only where a handler stands already; the signal then ends the program as ever.
    let _ = ctrlc::set_handler(move || {
        if seen.swap(true, Ordering::Relaxed) {
            std::process::exit(ENDED_BY_SIGNAL);
        }
    });
    wanted
}
