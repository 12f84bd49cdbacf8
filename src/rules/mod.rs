//! Rules: their TOML shape, how they are compiled, and the set that checks a document.

mod case;
mod catalog;
mod check;
mod compile;
mod conditions;
pub mod detectors;
mod error;
pub mod finding;
pub mod fixing;
mod lint;
mod load;
mod matching;
mod pack;
mod policy;
mod prefilter;
mod rule;
mod rule_set;
mod selection;
mod spec;
pub mod survey;
pub mod timings;

pub use case::{Case, Expectation};
pub use catalog::{Applicability, Category, Severity};
pub use error::{RuleError, RuleErrors, RuleSource};
pub use lint::lint;
pub use load::{rule_file_schema, shipped_packs};
pub use matching::matcher::TextUse;
pub use pack::Pack;
pub use policy::Policy;
pub use rule::Rule;
pub use rule_set::RuleSet;
pub use selection::{Selection, SelectionError};
pub use spec::fix::Regrade;
pub use spec::guards::Guards;
pub use spec::when::OneOrMany;
