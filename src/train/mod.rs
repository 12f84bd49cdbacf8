//! Training: fits the models of packs on labelled texts.
//!
//! [`page_boilerplate`] and [`story`] turn labelled texts into [`TrainingPage`]s: what the model sees of each
//! place, read by the code that checks with the model, and what the labels say of it. [`fit`] learns from the
//! places, and [`held_out`] measures models on pages that they were not fitted on.

mod article;
mod compose;
mod fit;
mod labelled_lines;
mod page;
pub mod page_boilerplate;
mod report;
pub mod story;

pub(crate) use compose::compose;
pub use fit::{FitOptions, Fitted, TrainingExample, fit};
pub use page::{TrainingPage, TrainingPlace, examples};
pub use report::{HeldOut, held_out};
