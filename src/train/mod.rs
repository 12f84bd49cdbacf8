//! Fits the model of page furniture anew on labelled pages.

mod fit;
mod gold;
mod report;

pub use fit::{Example, Fitted, Options, fit};
pub use gold::{Labelled, Page, read};
pub use report::{Held, held_out};
