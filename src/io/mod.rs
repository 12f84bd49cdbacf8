//! Input and output: finding files, their formats, and writing them so that none is ever half written.

pub mod files;
pub mod formats;
pub mod lock;
pub mod walk;
