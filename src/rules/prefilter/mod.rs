//! The prefilter: chooses, for all rules at once, the lines that each rule has to look at.

pub mod automaton;
pub mod edges;
pub mod gate;
pub mod heads;
pub mod reach;
pub mod sieve;
pub mod untabled;
