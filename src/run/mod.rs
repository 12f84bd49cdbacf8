//! A run over many files: reading and checking in parallel, writing, the ledger, surveys, baselines.

pub mod baseline;
pub mod changes;
pub mod engine;
pub mod ledger;
pub mod output;
pub mod restore;
pub mod rewrite;
pub mod survey;
