//! The integration tests, all in one binary: this is their table of contents.
//!
//! `cargo test --test suite MODULE` runs one module, for example `cargo test --test suite ledger`.

// What the tests share.
mod client; // a client for the language server
mod support; // folders, running the program, reading what it printed, rule packs

// The command line: what it prints and how it ends.
mod broken; // each broken rule file gives one error, which points into the file
mod cli; // the commands of `tests/cmd` and README.md print what is written there
mod options; // exit codes, colours, limits, version, shell completions

// What is shipped: packs, documents, sources.
mod documents; // generated documents are up to date, and the examples in documents work
mod gold; // accuracy on labelled texts, where these are present
mod guards; // no fix touches what only looks like boilerplate
mod layers; // lower layers of the code do not name higher ones
mod seeds; // the findings and fixes of the five seed articles
mod shipped; // rules of shipped packs are tested, and the code holds no phrase of a language

// Settings and rules.
mod baseline; // findings in a baseline are neither reported nor fixed
mod config; // configuration, scopes, packs that extend others, trust
mod counts; // survey tables: made, merged, used, refused
mod prefilter; // no finding is lost because a rule sees only chosen lines
mod since; // only what changed in git is checked
mod survey; // lines that many documents of a site share

// Input formats.
mod archives; // CSV, WARC and compressed files
mod input; // bad input, standard input, copies, links, hostile text
mod json; // JSON arrays, objects and nested fields
mod parquet; // Parquet

// Fixing and restoring.
#[cfg(unix)]
mod faults; // killed runs, full disks, missing permissions
mod fixing; // fixes that conflict, and what guards withhold
mod fuzzed; // the cases that fuzzing found
mod ledger; // restoring all of a run or a part of it
mod properties; // what holds for every document

// Reports and measurement.
mod eval; // figures that were worked out by hand
mod html; // the counts of the HTML report
mod reports; // every output format on the same documents
mod train; // fitting models on labelled texts

// Working with people.
mod review; // the interactive review
mod server; // the language server
