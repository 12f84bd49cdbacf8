//! Passes over the corpus that several commands make.

pub mod labelled;
pub mod survey;
