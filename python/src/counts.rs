//! The survey of texts as a table, with the columns and the metadata of survey files.

use std::io;

use arrow_array::RecordBatch;
use corpus_lint::io::formats::ReadOptions;
use corpus_lint::run::survey::table::{KIND, NAME, NUMBERS, Stamp};
use corpus_lint::run::survey::{Count, Row, Sketch};

use crate::arrays::{batch, signed, strings};
use crate::rows::Outcome;

/// Rows in a batch.
const BATCH: usize = 1 << 16;

/// How surveys are made with these options.
pub fn stamp(options: &ReadOptions) -> Stamp {
    Stamp::new(&options.fields.source, &options.fields.title)
}

/// The table. Rows that could not be checked do not count.
///
/// # Errors
/// When data that does not fit into memory cannot be written to a temporary file.
pub fn table(stamp: &Stamp, outcomes: &[Outcome<Sketch>]) -> io::Result<Vec<RecordBatch>> {
    let mut count = Count::default();
    for sketch in outcomes.iter().flatten() {
        count.add(sketch)?;
    }
    let mut rows = Vec::new();
    count.rows(|row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(match rows.is_empty() {
        true => vec![part(stamp, &[])],
        false => rows.chunks(BATCH).map(|rows| part(stamp, rows)).collect(),
    })
}

fn part(stamp: &Stamp, rows: &[Row]) -> RecordBatch {
    let kinds = strings(rows.iter().map(|row| Some(row.kind.name())));
    let numbers = NUMBERS.map(|(name, number)| (name, signed(rows.iter().map(number))));
    let names = strings(rows.iter().map(|row| row.name.as_deref()));
    let mut columns = vec![(KIND, kinds)];
    columns.extend(numbers);
    columns.push((NAME, names));
    let mut batch = batch(columns);
    let metadata = stamp.metadata().into_iter();
    batch
        .schema_metadata_mut()
        .extend(metadata.map(|(key, value)| (key.to_owned(), value)));
    batch
}
