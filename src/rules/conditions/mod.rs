//! Conditions on lines and on documents, compiled.

pub(crate) mod expand;
pub(crate) mod landmarks;
pub(crate) mod lines;
mod near;
pub(crate) mod scope;
pub(crate) mod shape;
