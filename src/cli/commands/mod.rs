//! The subcommands, one file each, and what they share.

pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod fix;
pub(crate) mod init;
pub(crate) mod interrupt;
pub(crate) mod labelled;
pub(crate) mod lint;
pub(crate) mod man;
pub(crate) mod printer;
pub(crate) mod progress;
pub(crate) mod restore;
pub(crate) mod review;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod survey;
pub(crate) mod test;
pub(crate) mod train;
pub(crate) mod verdict;
