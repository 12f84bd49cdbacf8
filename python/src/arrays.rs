//! Builds Arrow arrays for the result tables. Integers are signed, because Spark accepts no others.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Int64Array, ListArray, RecordBatch, StringArray, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{Field, Fields};

/// Named columns of a table, or named fields of a struct.
pub type Named = Vec<(&'static str, ArrayRef)>;

pub fn numbers(values: impl Iterator<Item = Option<usize>>) -> ArrayRef {
    // No text has more bytes than an i64 can count.
    signed(values.map(|value| Some(value? as i64)))
}

pub fn signed(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.collect::<Int64Array>())
}

/// Strings that together have less than 2 GiB.
pub fn strings<'v>(values: impl Iterator<Item = Option<&'v str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

/// Structs; null where `is_there` is false.
pub fn structs(named: Named, is_there: Option<Vec<bool>>) -> ArrayRef {
    let (fields, arrays) = parts(named);
    Arc::new(StructArray::new(
        fields,
        arrays,
        is_there.map(NullBuffer::from),
    ))
}

/// Lists, given by all their elements and the length of each list.
pub fn lists(lengths: impl Iterator<Item = usize>, elements: ArrayRef) -> ArrayRef {
    let element = Field::new("item", elements.data_type().clone(), true);
    let offsets = OffsetBuffer::from_lengths(lengths);
    Arc::new(ListArray::new(Arc::new(element), offsets, elements, None))
}

pub fn batch(named: Named) -> RecordBatch {
    let (fields, arrays) = parts(named);
    RecordBatch::from(StructArray::new(fields, arrays, None))
}

fn parts(named: Named) -> (Fields, Vec<ArrayRef>) {
    let field = |(name, array): (&str, ArrayRef)| {
        (Field::new(name, array.data_type().clone(), true), array)
    };
    let (fields, arrays): (Vec<_>, _) = named.into_iter().map(field).unzip();
    (fields.into(), arrays)
}
