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
    optional int64 articles;
    optional int64 source;
    optional int64 example_1;
    optional int64 example_2;
    optional int64 example_3;
    optional int64 example_4;
    optional int64 example_5;
    optional int64 example_6;
    optional int64 example_7;
    optional int64 example_8;
    optional binary name (string);
}";

/// The first column, which says what a row counts.
pub const KIND: &str = "kind";
/// The last column, which holds the name.
pub const NAME: &str = "name";
/// The columns of numbers, in the order of the schema, and how to get their values from a row.
pub const NUMBERS: [(&str, Number); 6 + <Examples>::MOST] = [
    ("h", |row| Some(row.h)),
    ("n", |row| Some(row.n)),
    ("titles", |row| Some(row.titles)),
    ("leads", |row| Some(row.leads)),
    ("articles", |row| row.articles),
    ("source", |row| row.source),
    ("example_1", |row| row.examples.number(0)),
    ("example_2", |row| row.examples.number(1)),
    ("example_3", |row| row.examples.number(2)),
    ("example_4", |row| row.examples.number(3)),
    ("example_5", |row| row.examples.number(4)),
    ("example_6", |row| row.examples.number(5)),
    ("example_7", |row| row.examples.number(6)),
    ("example_8", |row| row.examples.number(7)),
];

/// Gets the value of a row in a column of numbers; `None` is null.
pub type Number = fn(&Row) -> Option<i64>;
