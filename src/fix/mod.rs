//! Fixing a text: choosing edits, applying them, rounds until nothing changes. Only `ledger` and
//! `restore`, which give the way back, touch files.

mod apply;
mod guard;
pub mod ledger;
mod patch;
pub mod restore;
mod tidy;

pub use apply::{Fixed, fix};
pub use guard::Guards;
pub use patch::{Patch, apply_patches};
pub use tidy::tidy;
