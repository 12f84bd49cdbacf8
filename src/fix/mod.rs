//! Fixing a text: choosing edits, applying them, rounds until nothing changes. No files here.

mod apply;
mod guard;
mod patch;
mod tidy;

pub use apply::{Fixed, Kept, fix, fix_but};
pub use guard::Guards;
pub use patch::{Patch, apply_patches};
pub use tidy::tidy;
