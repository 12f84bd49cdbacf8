//! Fixing a text: which fixes are wanted, what guards withhold, and rounds until nothing changes.

mod applied;
mod guards;
mod plan;
mod policy;
mod rounds;
mod selected;
mod superseded;
mod tidy;

pub use applied::AppliedEdit;
pub use policy::{FixPolicy, Fixes, ProtectedSpans};
pub use rounds::{Checked, check_and_fix};
pub use selected::SelectedFixes;
pub use tidy::tidy_fix;
