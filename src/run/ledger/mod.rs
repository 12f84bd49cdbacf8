//! The ledger: one row for each edit of a file, with everything that is needed to undo it. This module only
//! reads and writes rows; `restore` uses it to put files back.

mod entry;
mod folder;
mod read;
mod write;

pub use entry::{LedgerEntry, Seal, text_hash};
pub use folder::{FOLDER, base_of, make_folder, plain_path};
pub use read::{Group, each_group, folders, newest, seals};
pub use write::{EntryRows, Ledger};
