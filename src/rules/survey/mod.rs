//! Statistics of a corpus: in how many documents of one source a line occurs, and as what.
//!
//! A corpus is read twice. First the features of each document are counted, which gives the [`Survey`]. Then each
//! document is checked with its [`SurveyView`]. Features are counted by hash, exactly, and a feature counts only once in each
//! document. Documents with the same title and first paragraph are versions of one article and count as one.

mod corpus;
pub(crate) mod example;
pub(crate) mod features;
mod habits;
pub(crate) mod keys;
mod lines;
mod reading;
mod view;

pub use corpus::{LineCounts, SourceCounts, Survey};
pub use example::{Example, Examples};
pub(crate) use habits::Place;
pub use habits::{DocumentHabits, Habits};
pub use keys::VERSION;
pub(crate) use lines::SurveyedLines;
pub(crate) use reading::{LineReading, Reading};
pub use reading::{Origin, Zone};
pub use view::SurveyView;
