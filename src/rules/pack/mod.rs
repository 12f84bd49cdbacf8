//! Packs: files of rules, read and compiled.

mod cases;
mod pack_file;
mod rule;
pub(crate) mod schema;
pub(crate) mod shipped;
mod tables;
mod version;

pub use pack_file::Pack;
