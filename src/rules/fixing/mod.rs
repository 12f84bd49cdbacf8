//! Fixing a text: choosing edits, applying them, rounds until nothing changes. No files here.

mod apply;
mod guard;
mod only;
mod patch;
mod tidy;

pub use apply::{Fixed, Kept, fix, fix_but, fix_only};
pub use only::Only;
pub use patch::{Patch, apply_patches};
pub use tidy::tidy;
