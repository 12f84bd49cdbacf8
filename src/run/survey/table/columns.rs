//! The columns of a survey table.

use crate::rules::survey::Examples;
use crate::run::survey::row::Row;

/// The columns. Numbers are signed: not every program that reads tables knows others.
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

/// The column that says what a row is about: the first.
pub const KIND: &str = "kind";
/// The column of names: the last.
pub const NAME: &str = "name";
/// The columns of numbers between them, in the order of the schema, and what rows say in them.
pub const NUMBERS: [(&str, Number); 4 + Examples::MOST] = [
    ("h", |row| Some(row.h)),
    ("n", |row| Some(row.n)),
    ("titles", |row| Some(row.titles)),
    ("leads", |row| Some(row.leads)),
    ("example_1", |row| row.examples.number(0)),
    ("example_2", |row| row.examples.number(1)),
    ("example_3", |row| row.examples.number(2)),
];

/// What a row says in a column of numbers; `None` is null.
pub type Number = fn(&Row) -> Option<i64>;
