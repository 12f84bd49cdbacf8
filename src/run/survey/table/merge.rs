//! Merges tables: reads all of them at the same time, and adds up the rows with the same key.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::base::problem::Problem;
use crate::run::survey::row::{Kind, Row};
use crate::run::survey::table::read::{Table, TableRows};

/// Iterates over the rows of several tables, added up by key and in the order of the keys. It ends after an
/// error.
pub struct Merge<'t> {
    tables: Vec<TableRows<'t>>,
    /// The next row of each table, if any.
    next: Vec<Option<Row>>,
    /// The keys of these rows, and the numbers of their tables (from 0).
    order: BinaryHeap<Reverse<((Kind, i64), usize)>>,
}

impl<'t> Merge<'t> {
    /// Starts to read the tables.
    ///
    /// # Errors
    /// When a table cannot be read.
    pub fn new(tables: &'t [Table]) -> Result<Self, Problem> {
        let mut merge = Self {
            tables: tables.iter().map(Table::rows).collect(),
            next: vec![None; tables.len()],
            order: BinaryHeap::new(),
        };
        (0..tables.len()).try_for_each(|table| merge.advance(table))?;
        Ok(merge)
    }

    fn advance(&mut self, table: usize) -> Result<(), Problem> {
        self.next[table] = self.tables[table].next().transpose()?;
        if let Some(row) = &self.next[table] {
            self.order.push(Reverse((row.key(), table)));
        }
        Ok(())
    }

    /// Takes the next row of a table and reads the one after it.
    fn take(&mut self, table: usize) -> Result<Option<Row>, Problem> {
        let row = self.next[table].take();
        self.advance(table)?;
        Ok(row)
    }

    fn sum(&mut self) -> Result<Option<Row>, Problem> {
        let mut sum: Option<Row> = None;
        while let Some(&Reverse((key, table))) = self.order.peek() {
            if sum.as_ref().is_some_and(|sum| sum.key() != key) {
                break;
            }
            self.order.pop();
            let row = self.take(table)?;
            match (&mut sum, row) {
                (Some(sum), Some(row)) => sum.add(row),
                (sum, row) => *sum = row,
            }
        }
        Ok(sum)
    }
}

impl Iterator for Merge<'_> {
    type Item = Result<Row, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let sum = self.sum().transpose();
        if let Some(Err(_)) = sum {
            self.order.clear();
        }
        sum
    }
}
