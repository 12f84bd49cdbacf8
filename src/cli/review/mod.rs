//! The interactive review: a person goes through the findings and decides about each one.
//!
//! - [`verdict`]: the possible decisions; [`progress`]: the file that stores them.
//! - [`items`]: the findings that are shown; [`walk`]: which one is shown now, and what keys do.
//! - [`keys`]: the keys; [`screen`], [`clip`], [`style`]: how a finding looks on the terminal.
//! - [`terminal`]: reads keys and shows screens, on a terminal or line by line without one.
//! - [`accepted`]: the decisions as fixing needs them; [`gold`]: the decisions as labels for `eval`.

pub mod accepted;
pub mod clip;
pub mod gold;
pub mod items;
pub mod keys;
pub mod progress;
pub mod screen;
pub mod style;
pub mod terminal;
pub mod verdict;
pub mod walk;
