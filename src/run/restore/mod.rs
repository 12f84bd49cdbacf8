//! Restoring: puts back what the runs of a ledger removed, whole files or a part.

mod full;
mod part;
mod partial;
mod request;
mod state;

pub use full::{UndoneRuns, restore_files};
pub use partial::restore;
pub use request::RestoreRequest;
pub use state::Restored;
