//! Reads the table of a survey batch by batch. Any program may have written it, so everything is checked.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use parquet::basic::Type;
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::Result as ParquetResult;
use parquet::file::metadata::PageIndexPolicy;
use parquet::file::reader::ChunkReader;

use crate::base::problem::Problem;
use crate::io::formats::Chunk;
use crate::io::formats::parquet::error::attempt;
use crate::io::formats::parquet::error::broken;
use crate::io::formats::parquet::source::MAGIC;
use crate::io::formats::parquet::source::ParquetSource;
use crate::rules::survey::Survey;
use crate::rules::survey::{Example, Examples};
use crate::run::survey::conclude::Conclusion;
use crate::run::survey::row::{Kind, Row};
use crate::run::survey::table::columns::{KIND, NAME, NUMBERS};
use crate::run::survey::table::stamp::Stamp;

/// The number of rows that are read at a time.
const BATCH: usize = 4096;

/// The table of a survey.
pub struct Table {
    path: PathBuf,
    source: ParquetSource,
    columns: PerColumn<usize>,
    stamp: Stamp,
}

/// A value for each column.
struct PerColumn<K, N = K> {
    kind: K,
    numbers: [N; NUMBERS.len()],
    name: K,
}

impl Table {
    /// Opens a table.
    ///
    /// # Errors
    /// When the file cannot be read or is not such a table.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        match File::open(path) {
            Ok(file) => Self::of(file, path),
            Err(error) => Err(unreadable(path, &error)),
        }
    }

    /// Reads a table from an open file. Problems name it by `path`.
    ///
    /// # Errors
    /// When the file cannot be read or is not such a table.
    pub fn of(file: File, path: &Path) -> Result<Self, Problem> {
        let no_survey = || {
            Problem::new(path.to_string_lossy(), "this is not a survey")
                .help("`corpus-lint survey PATH... -o COUNTS` makes one")
        };
        if !file
            .get_bytes(0, MAGIC.len())
            .is_ok_and(|start| start == MAGIC)
        {
            return Err(no_survey());
        }
        let source = ParquetSource::open(file, PageIndexPolicy::Skip)
            .map_err(|error| unreadable(path, &error))?;
        let metadata = source.metadata.file_metadata().key_value_metadata();
        let stamp = metadata.and_then(|metadata| Stamp::from_metadata(metadata));
        let stamp = stamp.ok_or_else(no_survey)?;
        let columns = columns(&source).ok_or_else(no_survey)?;
        Ok(Self {
            path: path.to_owned(),
            source,
            columns,
            stamp,
        })
    }

    /// How the survey was made.
    pub fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// The rows, in the order of their keys. The iterator ends after an error.
    pub fn rows(&self) -> TableRows<'_> {
        TableRows {
            table: self,
            groups: 0..self.source.metadata.num_row_groups(),
            group: None,
            batch: Vec::new().into_iter(),
            last: None,
            is_broken: false,
        }
    }

    /// The survey: the lines that occur in several documents.
    ///
    /// # Errors
    /// When it cannot be read to its end, or its rows are none of a survey.
    pub fn survey(&self) -> Result<Survey, Problem> {
        let mut conclusion = Conclusion::default();
        for row in self.rows() {
            conclusion.add(row?);
        }
        Ok(conclusion.finish())
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    Problem::io(path.to_string_lossy(), "read the survey", error)
}

/// The numbers of the columns in the file (from 0), if it has all of them.
fn columns(source: &ParquetSource) -> Option<PerColumn<usize>> {
    let schema = source.metadata.file_metadata().schema_descr();
    let column = |name: &str, of: Type| {
        schema.columns().iter().position(|column| {
            column.path().parts() == [name]
                && column.physical_type() == of
                && column.max_rep_level() == 0
        })
    };
    let mut numbers = [0; NUMBERS.len()];
    for (at, (name, _)) in numbers.iter_mut().zip(NUMBERS) {
        *at = column(name, Type::INT64)?;
    }
    Some(PerColumn {
        kind: column(KIND, Type::BYTE_ARRAY)?,
        numbers,
        name: column(NAME, Type::BYTE_ARRAY)?,
    })
}

/// The rows of a table.
pub struct TableRows<'t> {
    table: &'t Table,
    groups: std::ops::Range<usize>,
    group: Option<RowGroup>,
    batch: std::vec::IntoIter<Row>,
    last: Option<(Kind, i64)>,
    is_broken: bool,
}

/// The column readers of a row group.
type RowGroup = PerColumn<ColumnReaderImpl<ByteArrayType>, ColumnReaderImpl<Int64Type>>;

impl Iterator for TableRows<'_> {
    type Item = Result<Row, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_broken {
            return None;
        }
        let next = self.read().transpose()?;
        self.is_broken = next.is_err();
        Some(next.map_err(|error| unreadable(&self.table.path, &error)))
    }
}

impl TableRows<'_> {
    fn read(&mut self) -> io::Result<Option<Row>> {
        loop {
            if let Some(row) = self.batch.next() {
                if self.last >= Some(row.key()) {
                    return Err(broken("its rows are not sorted, or a key occurs twice"));
                }
                self.last = Some(row.key());
                return Ok(Some(row));
            }
            if self.group.is_none() {
                let Some(number) = self.groups.next() else {
                    return Ok(None);
                };
                self.group = Some(attempt(|| self.table.group(number))?);
            }
            if let Some(group) = &mut self.group {
                self.batch = group.batch()?.into_iter();
            }
            if self.batch.len() == 0 {
                self.group = None;
            }
        }
    }
}

impl Table {
    fn group(&self, row_group: usize) -> ParquetResult<RowGroup> {
        let columns = &self.columns;
        let mut numbers = Vec::new();
        for &column in &columns.numbers {
            numbers.push(self.column(Chunk { row_group, column })?);
        }
        let texts = |column| self.column(Chunk { row_group, column });
        Ok(PerColumn {
            kind: texts(columns.kind)?,
            numbers: numbers
                .try_into()
                .unwrap_or_else(|_| unreachable!("a reader a column")),
            name: texts(columns.name)?,
        })
    }

    fn column<D: DataType>(&self, chunk: Chunk) -> ParquetResult<ColumnReaderImpl<D>> {
        let column = self.source.chunk(chunk).column_descr_ptr();
        let pages = Box::new(self.source.pages(chunk)?);
        Ok(ColumnReaderImpl::new(column, pages))
    }
}

impl RowGroup {
    /// The next rows; empty at the end.
    fn batch(&mut self) -> io::Result<Vec<Row>> {
        let kinds = values(&mut self.kind)?;
        let names = values(&mut self.name)?;
        let mut numbers: [Vec<Option<i64>>; NUMBERS.len()] = Default::default();
        for (numbers, column) in numbers.iter_mut().zip(&mut self.numbers) {
            *numbers = values(column)?;
        }
        let is_whole = |length| length == kinds.len();
        if !is_whole(names.len()) || !numbers.iter().all(|numbers| is_whole(numbers.len())) {
            return Err(broken("its columns do not have the same length"));
        }
        let rows = kinds.iter().zip(&names).enumerate();
        rows.map(|(at, (kind, name))| {
            let numbers = numbers.each_ref().map(|numbers| numbers[at]);
            row(kind.as_ref(), numbers, name.as_ref())
                .ok_or_else(|| broken("a row is not valid in a survey"))
        })
        .collect()
    }
}

/// The next values of a column.
fn values<D: DataType>(column: &mut ColumnReaderImpl<D>) -> io::Result<Vec<Option<D::T>>> {
    attempt(|| {
        let (mut levels, mut values) = (Vec::new(), Vec::new());
        let (rows, _, _) = column.read_records(BATCH, Some(&mut levels), None, &mut values)?;
        // A required column has no definition levels.
        if levels.is_empty() && values.len() == rows {
            return Ok(values.into_iter().map(Some).collect());
        }
        let mut values = values.into_iter();
        let values = levels.iter().map(|&level| match level {
            0 => None,
            _ => values.next(),
        });
        Ok(values.collect())
    })
}

/// The row with these values, if they are valid.
fn row(
    kind: Option<&ByteArray>,
    numbers: [Option<i64>; NUMBERS.len()],
    name: Option<&ByteArray>,
) -> Option<Row> {
    let [h, n, titles, leads, articles, source, written @ ..] = numbers;
    let kind = kind?.as_utf8().ok()?;
    let mut examples = Examples::default();
    for number in written.into_iter().flatten() {
        examples.add([Example::from_number(number)?]);
    }
    let row = Row {
        kind: Kind::ALL.into_iter().find(|of| of.name() == kind)?,
        h: h?,
        n: n?,
        titles: titles?,
        leads: leads?,
        articles,
        source,
        examples,
        name: name
            .map(|name| name.as_utf8().map(Into::into))
            .transpose()
            .ok()?,
    };
    let has_role = 0..=row.n;
    let is_sound = row.n > 0 && has_role.contains(&row.titles) && has_role.contains(&row.leads);
    is_sound.then_some(row)
}

/// Opens tables to merge them.
///
/// # Errors
/// When a file is not such a table, when a file is named twice, or when the tables do not have the same
/// stamp.
pub fn open_all(paths: &[PathBuf]) -> Result<Vec<Table>, Problem> {
    let mut tables: Vec<Table> = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    for path in paths {
        let table = Table::open(path)?;
        let file = path.canonicalize().unwrap_or_else(|_| path.clone());
        if seen.contains(&file) {
            let message = "this table is named twice, and its documents would count twice";
            return Err(Problem::new(path.to_string_lossy(), message).help("name each table once"));
        }
        if let Some(first) = tables.first() {
            table.stamp().check(first.stamp(), path)?;
        }
        seen.push(file);
        tables.push(table);
    }
    Ok(tables)
}
