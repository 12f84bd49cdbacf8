//! The ledger: a row for each edit of a file, with what is needed to undo it. Only
//! rows on disk are here; the restore of files is on top of it.

mod entry;
mod folder;
mod read;
mod write;

pub use entry::{LedgerEntry, Seal, text_hash};
pub use folder::{FOLDER, base_of, make_folder, plain_path};
pub use read::{Group, each_group, folders, newest, seals};
pub use write::{EntryRows, Ledger};
