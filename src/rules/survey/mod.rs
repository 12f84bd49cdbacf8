//! Statistics of a corpus: in how many documents of one source a line occurs, and as what.
//!
//! A corpus is read twice. First the lines of each document are counted, which gives the [`Survey`]. Then each
//! document is checked with its [`SurveyView`]. Lines are counted by hash, exactly, and a line counts only once in each
//! document.

mod corpus;
pub(crate) mod example;
pub(crate) mod keys;
mod lines;
mod view;

pub use corpus::{LineCounts, Survey};
pub use example::{Example, Examples};
pub use keys::VERSION;
pub(crate) use lines::SurveyedLines;
pub use view::SurveyView;
