//! Settings: the options and the configuration together, checked against each other and the disk.

mod action;
mod baseline;
mod evidence;
mod input;
mod ledger;
mod packs;
mod rules;
mod run;
mod since;
mod statistics;
mod target;
mod threads;

pub use action::{Action, Fixing};
pub use evidence::EvidenceSource;
pub use input::input;
pub use ledger::LedgerPlace;
pub use packs::{FileText, beside_shipped, load, pack_files};
pub use rules::{packs, rule_files, rule_set, rules, rules_of};
pub use run::Settings;
pub use threads::use_threads;
