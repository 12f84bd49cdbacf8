//! The steps of reading the input, and the event that each step becomes once its documents are checked.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::io::formats;
use crate::io::formats::Found;
use crate::io::formats::{Holds, Opened, Parsed, Piece, ReadOptions};
use crate::rules::timings::{Phase, Timings};
use crate::run::engine::event::{Event, OpenFile};

/// A step of reading, before its documents are checked. Each variant becomes the
/// [`Event`] with the same name.
pub enum Step {
    Piece(Piece, Arc<OpenFile>),
    Begin(Arc<OpenFile>),
    End,
    Abandoned(Problem),
    Problem(Problem),
    Skipped,
}

/// Reads a file that a walk found, piece by piece, to its end.
pub fn steps(found: Found, options: &ReadOptions) -> Box<dyn Iterator<Item = Step>> {
    let once = |step| Box::new(std::iter::once(step));
    let file = match found {
        Found::Problem(problem) => return once(Step::Problem(problem)),
        Found::File(file) => file,
    };
    let opened = match formats::open(&file, options) {
        Err(problem) => return once(Step::Problem(problem)),
        Ok(None) => return once(Step::Skipped),
        Ok(Some(opened)) => opened,
    };
    let Opened {
        metadata,
        format,
        layers,
        reader,
        parser,
    } = opened;
    let shown = file.shown.clone();
    let rows = file.rows.clone();
    let begun = Arc::new(OpenFile {
        file,
        metadata,
        format,
        layers,
        parser,
    });
    let begin = Step::Begin(Arc::clone(&begun));
    let mut reader = Some(reader);
    let rest = std::iter::from_fn(move || {
        let step = match reader.as_mut()?.next() {
            Ok(Some(mut piece)) => {
                // Rows that did not change pass through as they are.
                if rows.as_ref().is_some_and(|rows| !rows.contain(piece.line)) {
                    piece.holds = Holds::Nothing;
                }
                return Some(Step::Piece(piece, Arc::clone(&begun)));
            }
            Ok(None) => Step::End,
            Err(error) => Step::Abandoned(Problem::io(&shown, "read", &error)),
        };
        reader = None;
        Some(step)
    });
    Box::new(std::iter::once(begin).chain(rest))
}

/// Makes the event of a step: checks the documents of its piece, if any.
pub fn event<V>(
    step: Step,
    check: &(impl Fn(&Piece, &Parsed, &OpenFile) -> V + Sync),
    timings: &Timings,
) -> Event<V> {
    match step {
        Step::Piece(piece, begun) => check_piece(piece, &begun, check, timings),
        Step::Begin(begun) => Event::Begin(begun),
        Step::End => Event::End,
        Step::Abandoned(problem) => Event::Abandoned(problem),
        Step::Problem(problem) => Event::Problem(problem),
        Step::Skipped => Event::Skipped,
    }
}

/// Checks the documents of a piece. If the check panics, only the result of this piece is lost and the
/// run goes on.
fn check_piece<V>(
    mut piece: Piece,
    begun: &OpenFile,
    check: &(impl Fn(&Piece, &Parsed, &OpenFile) -> V + Sync),
    timings: &Timings,
) -> Event<V> {
    let parsed = match std::mem::take(&mut piece.holds) {
        Holds::Nothing => Parsed::default(),
        Holds::Bad(problem) => (*problem).into(),
        Holds::Record(record) => {
            piece.holds = Holds::Record(record);
            timings.phase(Phase::Parse, || begun.parser.parse(&piece))
        }
    };
    let Some((first, _)) = parsed.documents.first() else {
        return Event::Piece(piece, parsed, None);
    };
    match catch_unwind(AssertUnwindSafe(|| check(&piece, &parsed, begun))) {
        Ok(verdict) => Event::Piece(piece, parsed, Some(verdict)),
        Err(_) => {
            let problem = Problem::new(first.display_name(), "the program failed on this document")
                .help(
                    "it was left as it was; please report this with the document, if you may share it",
                );
            Event::Piece(piece, problem.into(), None)
        }
    }
}
