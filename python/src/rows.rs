//! Checks rows in parallel. Every row gives a result, whatever it contains.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};

use corpus_lint::io::formats::ReadContext;
use corpus_lint::text::Document;
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use crate::fields::Values;

/// The result for a row, or the reason why there is none.
pub type Outcome<T> = Result<T, String>;

/// The rows to check.
pub struct Rows<'r> {
    pub texts: &'r [Option<&'r [u8]>],
    pub fields: &'r Values<'r>,
    /// The largest text, in bytes.
    pub max_text: usize,
    /// The number of threads; one for each core by default.
    pub threads: Option<NonZeroUsize>,
}

impl Rows<'_> {
    /// The result of `check` for each row, in order.
    pub fn check<T: Send>(&self, check: impl Fn(&Document) -> T + Sync) -> Vec<Outcome<T>> {
        let one = |row| self.one(row, &check);
        let rows = 0..self.texts.len();
        let threads = self.threads.map_or(0, NonZeroUsize::get);
        // Threads end with the call, because a process that is forked later would not have them.
        let pool = (threads != 1 && rows.len() > 1)
            .then(|| ThreadPoolBuilder::new().num_threads(threads).build().ok());
        match pool.flatten() {
            Some(pool) => pool.install(|| rows.into_par_iter().map(one).collect()),
            None => rows.map(one).collect(),
        }
    }

    fn one<T>(&self, row: usize, check: impl Fn(&Document) -> T) -> Outcome<T> {
        let text = read(self.texts[row], self.max_text)?;
        run_check(|| check(&self.fields.document(row, text)))
    }
}

/// The text of a row.
///
/// # Errors
/// The reason why the row cannot be checked.
fn read(text: Option<&[u8]>, max_text: usize) -> Outcome<&str> {
    let bytes = text.ok_or("the text is null")?;
    if bytes.len() > max_text {
        let context = ReadContext {
            max_record: max_text,
            ..ReadContext::default()
        };
        return Err(context.too_large("", "the text").message().to_owned());
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        format!("not UTF-8: byte {at} is {:#04x}", bytes[at])
    })
}

/// Runs a check. If the program fails, only this row has no result.
fn run_check<T>(check: impl FnOnce() -> T) -> Outcome<T> {
    catch_unwind(AssertUnwindSafe(check))
        .map_err(|_| "the program failed on this document".to_owned())
}
