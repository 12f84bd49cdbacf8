//! corpus-lint finds the boilerplate that scraping leaves in text corpora, says why it is
//! boilerplate, and removes it so that every byte can be put back.
//!
//! The code is in layers, from the bottom to the top. A layer uses only itself and the layers above
//! it in this list; `tests/suite/layers.rs` enforces the order.
//!
//! - [`base`]: problems with their place and remedy, text made safe for terminals.
//! - [`text`]: a document's text, split into lines and folded for matching.
//! - [`rules`]: rules are data. Packs (TOML) are compiled to a [`rules::RuleSet`], which finds
//!   boilerplate; [`rules::detectors`] has one file per kind of rule, [`rules::fixing`] applies fixes.
//! - [`io`]: from files to documents, and writing files so that none is ever half written.
//! - [`run`]: many files at once: parallel checking, output, the ledger and restore, surveys, baselines.
//! - [`report`]: one file per output format.
//! - [`eval`], [`train`]: measure rules on labelled documents; fit the models that some rules use.
//! - [`cli`]: arguments, configuration, subcommands. `server`: the language server.
//!
//! The layers up to [`rules`] need no files and hold no globals:
//!
//! ```
//! use corpus_lint::rules::{self, fixing};
//! use corpus_lint::text::Document;
//!
//! let rules = rules::RuleSet::new(rules::shipped_packs()?)?;
//! let document = Document::new("The council met on Monday.\n\nLeave a comment\n");
//! let policy = fixing::FixPolicy::at_least(rules::Applicability::Safe);
//! let fixed = fixing::check_and_fix(&rules, &document, &policy);
//! assert_eq!(fixed.text, "The council met on Monday.\n");
//! # Ok::<(), rules::RuleErrors>(())
//! ```

pub mod base;
pub mod cli;
pub mod eval;
pub mod io;
pub mod program;
pub mod report;
pub mod rules;
pub mod run;
mod server;
pub mod text;
pub mod train;
