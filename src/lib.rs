//! corpus-lint finds the residue that scraping leaves in text corpora, says why it is residue, and
//! removes it so that every byte can be put back.
//!
//! A tour, in the order in which a document goes through:
//!
//! - [`rule`]: rules are data. A pack (TOML) is read and compiled to a [`rule::RuleSet`].
//! - [`kinds`]: the ways of looking for residue that rules choose from.
//! - [`document`]: a text cut into lines with their features, and folded for matching.
//! - [`survey`]: in how many documents of one source each line stands, for rules that ask.
//! - [`finding`]: what a rule found, and the edits that would mend it.
//! - [`fix`]: chooses edits and applies them, in rounds, under guards.
//! - [`formats`], [`walk`]: from files to documents. [`rewrite`], [`sink`]: back to files.
//! - [`ledger`]: what was removed, and the way back.
//! - [`engine`]: drives a run over many files, in parallel and in order; [`timings`]: where its time goes.
//! - [`eval`]: measures all this on documents that were labelled by hand.
//! - [`train`]: fits the models of rules on such documents.
//! - [`baseline`]: findings that are known; [`changes`]: what changed in git.
//! - [`report`]: how findings are shown; [`sanitise`]: what keeps a terminal safe from them.
//! - [`review`]: a walk through findings with a person who says of each whether it is residue.
//! - `server`: all of that for editors, as a language server.
//! - [`cli`], [`config`], [`settings`], [`commands`]: the program.
//!
//! The core needs no files and holds no globals:
//!
//! ```
//! use corpus_lint::{document::Document, fix, rule};
//!
//! let rules = rule::RuleSet::new(rule::shipped_packs()?)?;
//! let document = Document::new("The council met on Monday.\n\nLeave a comment\n");
//! let fixed = fix::fix(&rules, &document, rule::Applicability::Safe);
//! assert_eq!(fixed.text, "The council met on Monday.\n");
//! # Ok::<(), rule::RuleErrors>(())
//! ```

pub mod baseline;
pub mod changes;
pub mod cli;
pub mod commands;
pub mod config;
pub mod document;
pub mod engine;
pub mod eval;
pub mod finding;
pub mod fix;
pub mod formats;
pub mod kinds;
pub mod ledger;
mod names;
pub mod problem;
pub mod report;
pub mod review;
pub mod rewrite;
pub mod rule;
pub mod sanitise;
mod server;
pub mod settings;
pub mod sink;
pub mod survey;
pub mod timings;
pub mod train;
pub mod walk;
