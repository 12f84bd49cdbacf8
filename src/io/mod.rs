//! Input and output: finds files, reads and writes their formats, and never leaves a file half written.

pub mod files;
pub mod formats;
pub mod lock;
pub mod walk;
