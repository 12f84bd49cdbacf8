//! A column of texts. Its values are read as bytes, because they may not be UTF-8. New values become a column
//! again.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, BinaryArray, LargeBinaryArray, StringArray, downcast_integer_array, make_array,
};
use arrow_data::ArrayData;
use arrow_schema::DataType;
use pyo3::PyResult;
use pyo3::exceptions::PyTypeError;

use crate::capsule::Chunked;

pub struct Texts {
    /// The type of a column with cleaned texts.
    written: DataType,
    chunks: Vec<ArrayRef>,
}

impl Texts {
    /// Takes a column of strings, or of bytes that hold text.
    ///
    /// # Errors
    /// `TypeError` for a column of any other type.
    pub fn new(column: Chunked) -> PyResult<Self> {
        use DataType::{Binary, BinaryView, LargeBinary, LargeUtf8, Null, Utf8, Utf8View};
        let (read, written) = match column.data_type {
            Utf8 => (Binary, Utf8),
            LargeUtf8 => (LargeBinary, LargeUtf8),
            Utf8View => (BinaryView, LargeUtf8),
            Binary => (Binary, Binary),
            LargeBinary => (LargeBinary, LargeBinary),
            BinaryView => (BinaryView, LargeBinary),
            // A column with only nulls has no better type.
            Null => (Null, Utf8),
            other => {
                return Err(PyTypeError::new_err(format!(
                    "expected a column of texts (string, large_string, string_view or binary), not {other}"
                )));
            }
        };
        let chunks = column.chunks.into_iter();
        Ok(Self {
            chunks: chunks
                .map(|chunk| make_array(labelled(chunk, &read)))
                .collect(),
            written,
        })
    }

    /// Takes a column with the ids of documents. Whole numbers become strings. A column of any other type gives
    /// no ids.
    pub fn of_names(column: Chunked) -> Option<Self> {
        if !column.data_type.is_integer() {
            return Self::new(column).ok();
        }
        let chunks = column.chunks.into_iter();
        Self::new(Chunked {
            data_type: DataType::Utf8,
            chunks: chunks
                .map(|chunk| written(&make_array(chunk)).into_data())
                .collect(),
        })
        .ok()
    }

    /// The values of all rows, over all chunks.
    pub fn values(&self) -> Vec<Option<&[u8]>> {
        let mut values = Vec::new();
        for chunk in &self.chunks {
            match chunk.data_type() {
                DataType::Binary => values.extend(chunk.as_binary::<i32>()),
                DataType::LargeBinary => values.extend(chunk.as_binary::<i64>()),
                DataType::BinaryView => values.extend(chunk.as_binary_view()),
                _ => values.resize(values.len() + chunk.len(), None),
            }
        }
        values
    }

    /// A column of the same kind with other values, which together have less than 2 GiB.
    pub fn write<'v>(&self, values: impl Iterator<Item = Option<&'v [u8]>>) -> ArrayRef {
        let bytes: ArrayRef = match self.written {
            DataType::Utf8 | DataType::Binary => Arc::new(BinaryArray::from_iter(values)),
            _ => Arc::new(LargeBinaryArray::from_iter(values)),
        };
        make_array(labelled(bytes.into_data(), &self.written))
    }
}

/// Whole numbers as strings.
fn written(numbers: &ArrayRef) -> StringArray {
    downcast_integer_array!(
        numbers => numbers.iter().map(|number| Some(number?.to_string())).collect(),
        _ => StringArray::new_null(numbers.len()),
    )
}

/// An array of strings as an array of bytes, or the reverse.
fn labelled(data: ArrayData, data_type: &DataType) -> ArrayData {
    let builder = data.into_builder().data_type(data_type.clone());
    // SAFETY: both have the same layout in memory. Strings from outside are never read as strings, and written
    // strings are UTF-8 if the original ones were.
    unsafe { builder.build_unchecked() }
}
