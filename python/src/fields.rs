//! The other columns next to the texts that rules and surveys use.

use arrow_array::{Array, StructArray};
use arrow_schema::DataType;
use corpus_lint::io::formats;
use corpus_lint::text::Document;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

use crate::capsule::Chunked;
use crate::column::Texts;

/// What a column contains.
#[derive(Debug, Clone)]
enum Role {
    Id,
    Language,
    Source,
    Title,
    Field(String),
}

/// The columns that are used, each with its role.
pub struct Fields(Vec<(Role, Texts)>);

/// The values of these columns, by row.
#[derive(Default)]
pub struct Values<'f>(Vec<(&'f Role, Vec<Option<&'f [u8]>>)>);

/// The role of each column, with the name of the column.
fn roles(names: &formats::Fields) -> Vec<(Role, &str)> {
    let language = names.language.iter().map(|name| (Role::Language, name));
    let all = language.chain([
        (Role::Id, &names.id),
        (Role::Source, &names.source),
        (Role::Title, &names.title),
    ]);
    let wanted = names.wanted.iter();
    all.chain(wanted.map(|name| (Role::Field(name.clone()), name)))
        .map(|(role, name)| (role, name.as_str()))
        .collect()
}

/// The names of the columns that are used.
pub fn names(names: &formats::Fields) -> Vec<&str> {
    let mut all: Vec<_> = roles(names).into_iter().map(|(_, name)| name).collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl Fields {
    /// Takes the columns that are used from a table. Other columns may have any type.
    ///
    /// # Errors
    /// `TypeError` for an object that is not a table, or for a used column without strings.
    pub fn import(table: Option<&Bound<'_, PyAny>>, names: &formats::Fields) -> PyResult<Self> {
        let Some(table) = table else {
            return Ok(Self(Vec::new()));
        };
        let Chunked { data_type, chunks } = Chunked::import(table)?;
        let DataType::Struct(columns) = &data_type else {
            return Err(PyTypeError::new_err(format!(
                "fields: expected a table or a record batch, not an array of {data_type}"
            )));
        };
        let chunks: Vec<_> = chunks.into_iter().map(StructArray::from).collect();
        let mut found = Vec::new();
        for (role, name) in roles(names) {
            let Some((at, column)) = columns.find(name) else {
                continue;
            };
            let column = Chunked {
                data_type: column.data_type().clone(),
                chunks: chunks
                    .iter()
                    .map(|chunk| chunk.column(at).to_data())
                    .collect(),
            };
            if let Role::Id = role {
                found.extend(Texts::of_names(column).map(|texts| (role, texts)));
                continue;
            }
            let texts = Texts::new(column);
            let named = |error: PyErr| PyTypeError::new_err(format!("fields: `{name}`: {error}"));
            found.push((role, texts.map_err(named)?));
        }
        Ok(Self(found))
    }

    /// The values, which must be as many as the texts.
    ///
    /// # Errors
    /// `ValueError` if they are not.
    pub fn values(&self, texts: usize) -> PyResult<Values<'_>> {
        let columns = self.0.iter().map(|(role, column)| (role, column.values()));
        let columns: Vec<_> = columns.collect();
        match columns.iter().find(|(_, values)| values.len() != texts) {
            Some((_, values)) => Err(PyValueError::new_err(format!(
                "fields: {} rows for {texts} texts",
                values.len()
            ))),
            None => Ok(Values(columns)),
        }
    }
}

impl Values<'_> {
    /// The document of a row: its text with its other values.
    pub fn document(&self, row: usize, text: &str) -> Document {
        let mut document = Document::new(text);
        for (role, values) in &self.0 {
            let Some(value) = values[row] else { continue };
            let value = String::from_utf8_lossy(value).into_owned();
            match role {
                Role::Id => {
                    // Documents are named by their ids. A row without an id has no name, because its number in
                    // the batch says nothing about the data.
                    document.record = Some(row as u64);
                    document.id = Some(value);
                }
                Role::Language => document.language = Some(value),
                Role::Source => document.source = Some(value),
                Role::Title => document.title = Some(value),
                Role::Field(name) => {
                    document.fields.insert(name.clone(), value);
                }
            }
        }
        document
    }
}
