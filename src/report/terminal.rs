//! What the terminal allows: colours, its width, and a reader that stops reading.

use std::io::{self, IsTerminal, Write};

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use miette::{GraphicalReportHandler, GraphicalTheme};
use terminal_size::terminal_size_of;

use crate::report::diff::DiffView;

/// Sets for the whole program whether output is coloured.
pub fn set_colour(choice: clap::ColorChoice) {
    let choice = match choice {
        clap::ColorChoice::Auto => ColorChoice::Auto,
        clap::ColorChoice::Always => ColorChoice::Always,
        clap::ColorChoice::Never => ColorChoice::Never,
    };
    choice.write_global();
}

/// Whether output to this stream is coloured. The user's choice comes first; otherwise the stream must be a
/// terminal, unless `NO_COLOR` or `CLICOLOR_FORCE` says something else.
pub fn allows_colour(stream: &impl RawStream) -> bool {
    AutoStream::choice(stream) != ColorChoice::Never
}

/// How a diff is written to standard output: exact, unless a person reads it.
pub fn view() -> DiffView {
    let stdout = io::stdout();
    match (stdout.is_terminal(), allows_colour(&stdout)) {
        (false, false) => DiffView::Exact,
        (_, colour) => DiffView::Shown {
            colour,
            width: terminal_size_of(stdout).map(|(width, _)| width.0.into()),
        },
    }
}

/// The style of reports on a terminal, with or without colours.
pub fn miette_handler(colour: bool) -> GraphicalReportHandler {
    let theme = match colour {
        true => GraphicalTheme::unicode(),
        false => GraphicalTheme::unicode_nocolor(),
    };
    GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(100)
}

/// A writer that ends without an error when its reader is gone, as with `| head`.
pub struct PipeWriter<W> {
    inner: W,
    closed: bool,
}

impl<W: Write> PipeWriter<W> {
    /// A writer around another one.
    pub fn new(inner: W) -> Self {
        Self {
            inner,
            closed: false,
        }
    }

    /// Whether the reader is gone.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    fn quietly<T>(&mut self, result: io::Result<T>, otherwise: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(otherwise)
            }
            result => result,
        }
    }
}

impl<W: Write> Write for PipeWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        let result = self.inner.write(bytes);
        self.quietly(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let result = self.inner.flush();
        self.quietly(result, ())
    }
}
