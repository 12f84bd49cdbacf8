//! The language server: findings, fixes and explanations while a corpus or its rules are edited.

mod actions;
mod check;
mod counts;
mod diagnostics;
mod documents;
mod event;
mod folders;
mod hints;
mod hover;
mod messages;
mod positions;
mod protocol;
mod rule_file;
mod sample;
mod schedule;
mod session;
mod sync;
mod uri;
mod wire;
mod workers;
mod workspace;

pub use session::serve;
