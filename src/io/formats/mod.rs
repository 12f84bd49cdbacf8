//! Input formats: how a file becomes documents, and how edits of a document become edits of the file.
//!
//! To add a format, add a file here and a row in `registry.rs`.

mod bytes;
mod compression;
mod csv;
mod cut;
mod encoding;
mod format;
mod input_file;
mod json;
mod jsonl;
mod layers;
mod line_ranges;
mod object;
mod open;
mod options;
mod origin;
pub(crate) mod parquet;
mod piece;
mod read_ahead;
mod registry;
#[cfg(test)]
mod testing;
mod text;
mod utf8;
mod warc;

pub use compression::Compression;
pub use format::{Format, Input, Parser, Reader, Reading, Writer, WriterSetup};
pub use input_file::{Found, InputFile};
pub use layers::Layers;
pub use line_ranges::LineRanges;
pub use open::{Opened, open};
pub use options::{Fields, ReadContext, ReadOptions};
pub use origin::{FileEdit, Origin};
pub use piece::{Chunk, Holds, Parsed, Piece};
pub use registry::FORMATS;
