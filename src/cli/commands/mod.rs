//! The subcommands, one file each; `check` is the main job, which has no subcommand.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod fix;
pub(crate) mod init;
pub(crate) mod lint;
pub(crate) mod man;
pub(crate) mod restore;
pub(crate) mod review;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod survey;
pub(crate) mod test;
pub(crate) mod train;
