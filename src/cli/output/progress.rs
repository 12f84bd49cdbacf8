//! The progress bar of a run: bytes, documents, findings, time left.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::corpus::Corpus;
use crate::io::formats::Found;
use crate::io::walk::walk;

/// The time between two updates of the bar.
const EVERY: Duration = Duration::from_millis(100);

/// The progress bar of a run; hidden if standard error is not a terminal.
#[derive(Clone)]
pub struct RunProgress {
    bar: ProgressBar,
    bytes_read: Arc<AtomicU64>,
    drawn: Instant,
}

impl RunProgress {
    /// Shows a progress bar if it is wanted and standard error is a terminal.
    pub fn new(corpus: &Corpus, is_wanted: bool) -> Self {
        let bar = match is_wanted && io::stderr().is_terminal() {
            true => bar(corpus),
            false => ProgressBar::hidden(),
        };
        Self {
            bar,
            bytes_read: Arc::clone(&corpus.options.bytes_read),
            drawn: Instant::now(),
        }
    }

    /// Updates the bar, if enough time has passed.
    pub fn tick(&mut self, so_far: impl FnOnce() -> String) {
        if !self.bar.is_hidden() && self.drawn.elapsed() >= EVERY {
            self.drawn = Instant::now();
            self.bar
                .set_position(self.bytes_read.load(Ordering::Relaxed));
            self.bar.set_message(so_far());
        }
    }

    /// An output whose lines appear above the bar if both are on a terminal.
    pub fn above(&self, out: impl Write + IsTerminal + 'static) -> Box<dyn Write> {
        match self.bar.is_hidden() || !out.is_terminal() {
            true => Box::new(out),
            false => Box::new(Above {
                out,
                progress: self.clone(),
            }),
        }
    }

    /// Prints to the terminal while the bar is hidden.
    pub fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        match self.bar.is_hidden() {
            true => print(),
            false => self.bar.suspend(print),
        }
    }

    /// Removes the bar.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn bar(corpus: &Corpus) -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = "{bar:30} {bytes}/{total_bytes}  {msg}  {eta} left";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    // The size of the input is measured during the run; it is known long before the run ends.
    let (counting, paths, format) = (bar.clone(), corpus.paths.to_vec(), corpus.format);
    if let Some(changes) = corpus.changes {
        counting.set_length(changes.bytes());
        return bar;
    }
    std::thread::spawn(move || {
        for found in walk(&paths, format, &[]) {
            if let Found::File(file) = found {
                let size = file.path.and_then(|path| path.metadata().ok());
                counting.inc_length(size.map_or(0, |metadata| metadata.len()));
            }
        }
    });
    bar
}

/// Writes while the bar is hidden.
struct Above<W> {
    out: W,
    progress: RunProgress,
}

impl<W: Write> Write for Above<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.progress.aside(|| self.out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
