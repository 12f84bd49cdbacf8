//! Judges rows in parallel. Whatever a row holds, something comes of it.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};

use corpus_lint::io::formats::Context;
use corpus_lint::text::Document;
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use crate::fields::Values;

/// What came of a row, or why nothing did.
pub type Outcome<T> = Result<T, String>;

/// How rows are judged.
pub struct Rows<'r> {
    pub texts: &'r [Option<&'r [u8]>],
    pub fields: &'r Values<'r>,
    /// Bytes that a text may have.
    pub max_text: usize,
    /// Threads to judge with; one a core unless said.
    pub threads: Option<NonZeroUsize>,
}

impl Rows<'_> {
    /// What `judge` makes of each row, in their order.
    pub fn judge<T: Send>(&self, judge: impl Fn(&Document) -> T + Sync) -> Vec<Outcome<T>> {
        let one = |row| self.one(row, &judge);
        let rows = 0..self.texts.len();
        let threads = self.threads.map_or(0, NonZeroUsize::get);
        // Threads do not outlive the call: a process that is forked later would miss them.
        let pool = (threads != 1 && rows.len() > 1)
            .then(|| ThreadPoolBuilder::new().num_threads(threads).build().ok());
        match pool.flatten() {
            Some(pool) => pool.install(|| rows.into_par_iter().map(one).collect()),
            None => rows.map(one).collect(),
        }
    }

    fn one<T>(&self, row: usize, judge: impl Fn(&Document) -> T) -> Outcome<T> {
        let text = read(self.texts[row], self.max_text)?;
        judged(|| judge(&self.fields.document(row, text)))
    }
}

/// The text of a row.
///
/// # Errors
/// Why it has none that can be judged.
fn read(text: Option<&[u8]>, max_text: usize) -> Outcome<&str> {
    let bytes = text.ok_or("the text is null")?;
    if bytes.len() > max_text {
        let context = Context {
            max_record: max_text,
            ..Context::default()
        };
        return Err(context.too_large("", "the text").message().to_owned());
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        format!("not UTF-8: byte {at} is {:#04x}", bytes[at])
    })
}

/// Judges. A fault of the program costs that row, not the others.
fn judged<T>(judge: impl FnOnce() -> T) -> Outcome<T> {
    catch_unwind(AssertUnwindSafe(judge))
        .map_err(|_| "the program failed on this document".to_owned())
}
