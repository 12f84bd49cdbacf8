//! Arrow data to and from Python through the `PyCapsule` interface: only pointers are passed, nothing is
//! copied.

use std::ffi::CStr;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchIterator};
use arrow_data::ArrayData;
use arrow_schema::{ArrowError, DataType, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// An array from Python, in chunks. A table is an array of structs.
pub struct Chunked {
    pub data_type: DataType,
    pub chunks: Vec<ArrayData>,
}

/// The data from Python before it is read.
enum ImportedData {
    Array(FFI_ArrowSchema, FFI_ArrowArray),
    Stream(FFI_ArrowArrayStream),
}

impl Chunked {
    /// Takes an array, a chunked array, a record batch or a table from any library.
    ///
    /// # Errors
    /// `TypeError` for an object without Arrow data, `ValueError` for data that its library cannot give.
    pub fn import(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        let imported = if object.hasattr("__arrow_c_array__")? {
            let pair = object.call_method0("__arrow_c_array__")?;
            let pair = pair.cast_into::<PyTuple>()?;
            let (schema, array) = (pair.get_item(0)?, pair.get_item(1)?);
            // SAFETY: by the interface, capsules with these names hold these structs. Taking a struct out marks
            // it as released there.
            unsafe {
                ImportedData::Array(
                    FFI_ArrowSchema::from_raw(pointer(&schema, SCHEMA)?),
                    FFI_ArrowArray::from_raw(pointer(&array, ARRAY)?),
                )
            }
        } else if object.hasattr("__arrow_c_stream__")? {
            let stream = object.call_method0("__arrow_c_stream__")?;
            // SAFETY: as above.
            ImportedData::Stream(unsafe {
                FFI_ArrowArrayStream::from_raw(pointer(&stream, STREAM)?)
            })
        } else {
            return Err(PyTypeError::new_err(format!(
                "expected an Arrow array or table (of pyarrow, polars, DuckDB …), not {}",
                object.get_type().name()?
            )));
        };
        // Producers may need the lock on threads of their own.
        let read = object.py().detach(|| match imported {
            ImportedData::Array(schema, array) => one(&schema, array),
            ImportedData::Stream(stream) => all(stream),
        });
        read.map_err(|error| PyValueError::new_err(error.to_string()))
    }
}

fn pointer<T>(capsule: &Bound<'_, PyAny>, name: &'static CStr) -> PyResult<*mut T> {
    let capsule = capsule.cast::<PyCapsule>()?;
    Ok(capsule.pointer_checked(Some(name))?.cast().as_ptr())
}

fn one(schema: &FFI_ArrowSchema, array: FFI_ArrowArray) -> Result<Chunked, ArrowError> {
    let data_type = DataType::try_from(schema)?;
    Ok(Chunked {
        chunks: vec![data(array, &data_type)?],
        data_type,
    })
}

fn all(mut stream: FFI_ArrowArrayStream) -> Result<Chunked, ArrowError> {
    let (Some(get_schema), Some(get_next)) = (stream.get_schema(), stream.get_next()) else {
        return Err(failed("it was already read"));
    };
    let mut schema = FFI_ArrowSchema::empty();
    // SAFETY: the callbacks are those of this stream.
    if unsafe { get_schema(&raw mut stream, &raw mut schema) } != 0 {
        return Err(last_error(&mut stream));
    }
    let data_type = DataType::try_from(&schema)?;
    let mut chunks = Vec::new();
    loop {
        let mut array = FFI_ArrowArray::empty();
        // SAFETY: as above.
        if unsafe { get_next(&raw mut stream, &raw mut array) } != 0 {
            return Err(last_error(&mut stream));
        }
        if array.is_released() {
            return Ok(Chunked { data_type, chunks });
        }
        chunks.push(data(array, &data_type)?);
    }
}

fn data(array: FFI_ArrowArray, data_type: &DataType) -> Result<ArrayData, ArrowError> {
    // SAFETY: the array is of this type, by the interface.
    let mut data = unsafe { from_ffi_and_data_type(array, data_type.clone()) }?;
    data.align_buffers();
    Ok(data)
}

fn last_error(stream: &mut FFI_ArrowArrayStream) -> ArrowError {
    let text = stream.get_last_error().map(|get| {
        // SAFETY: the callback is that of this stream; its text is valid until the next call.
        let text = unsafe { get(stream) };
        match text.is_null() {
            true => "no reason given".to_owned(),
            false => unsafe { CStr::from_ptr(text) }
                .to_string_lossy()
                .into_owned(),
        }
    });
    failed(&text.unwrap_or_default())
}

fn failed(why: &str) -> ArrowError {
    ArrowError::CDataInterface(format!("the stream cannot be read: {why}"))
}

/// A table for any library that reads Arrow: `pyarrow.table(t)`, `polars.DataFrame(t)`, DuckDB's
/// `FROM t`. It can be read any number of times.
#[pyclass(frozen, module = "corpus_lint")]
pub struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Table {
    /// A table of at least one batch.
    pub fn new(batches: Vec<RecordBatch>) -> Self {
        Self {
            schema: batches[0].schema(),
            batches,
        }
    }
}

#[pymethods]
impl Table {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface allows ignoring the requested types; the reader converts.
        let _ = requested_schema;
        let batches = self.batches.clone().into_iter().map(Ok);
        let reader = RecordBatchIterator::new(batches, SchemaRef::clone(&self.schema));
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.schema.as_ref())
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        PyCapsule::new_with_value(py, schema, SCHEMA)
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        let names: Vec<&str> = self
            .schema
            .fields()
            .iter()
            .map(|f| f.name().as_str())
            .collect();
        format!(
            "<corpus_lint.Table: {} rows of {}>",
            self.__len__(),
            names.join(", ")
        )
    }
}
