//! The columns of a survey table.

use crate::rules::survey::Examples;
use crate::run::survey::row::Row;

/// The schema of the table. Numbers are signed, because not every program can read unsigned ones.
pub const SCHEMA: &str = "message survey {
    required binary kind (string);
    required int64 h;
    required int64 n;
    required int64 titles;
    required int64 leads;
    optional int64 example_1;
    optional int64 example_2;
    optional int64 example_3;
    optional binary name (string);
}";

/// The first column, which says what a row counts.
pub const KIND: &str = "kind";
/// The last column, which holds the name.
pub const NAME: &str = "name";
/// The columns of numbers, in the order of the schema, and how to get their values from a row.
pub const NUMBERS: [(&str, Number); 4 + Examples::MOST] = [
    ("h", |row| Some(row.h)),
    ("n", |row| Some(row.n)),
    ("titles", |row| Some(row.titles)),
    ("leads", |row| Some(row.leads)),
    ("example_1", |row| row.examples.number(0)),
    ("example_2", |row| row.examples.number(1)),
    ("example_3", |row| row.examples.number(2)),
];

/// Gets the value of a row in a column of numbers; `None` is null.
pub type Number = fn(&Row) -> Option<i64>;
