//! What a run shows on the terminal: findings, a progress bar, a summary, tables of rules.

pub mod findings;
pub mod printer;
pub mod progress;
pub mod rule_table;
