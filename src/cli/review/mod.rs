//! Review: a walk through findings with a person who says of each whether it is residue.
//!
//! - [`verdict`]: what may be said of a finding; [`progress`]: the file that keeps what was said.
//! - [`items`]: the findings of a corpus that are shown; [`walk`]: where the person is among them.
//! - [`keys`]: what each key does; [`screen`], [`cells`]: how a finding looks on the terminal.
//! - [`terminal`]: a terminal, or lines of keys where there is none.
//! - [`accepted`]: what is applied in the end; [`gold`]: what `eval` may learn from it.

pub mod accepted;
pub mod cells;
pub mod gold;
pub mod items;
pub mod keys;
pub mod progress;
pub mod screen;
pub mod terminal;
pub mod verdict;
pub mod walk;
