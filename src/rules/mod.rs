//! Rules: their TOML shape, how they are compiled, and the set that checks a document.

mod catalog;
mod check;
mod conditions;
pub mod detectors;
pub mod finding;
pub mod fixing;
mod lint;
mod matching;
mod pack;
mod prefilter;
mod rule_set;
mod selection;
pub mod survey;
pub mod timings;

pub use catalog::{Applicability, Category, Severity};
pub use conditions::scope::{OneOrMany, WhenSpec};
pub use conditions::shape::Shape;
pub(crate) use conditions::shape::has_bullet;
pub use conditions::{Where, WhereSpec};
pub use lint::lint;
pub use matching::matcher::{Matcher, TextUse};
pub(crate) use pack::compile::Compiler;
pub use pack::error::{RuleError, RuleErrors, Source as RuleSource};
pub use pack::schema::rule_file_schema;
pub(crate) use pack::spec::keys_of;
pub use pack::spec::{Case, Expectation, Regrade};
pub use pack::{Pack, shipped_packs};
pub(crate) use prefilter::gate::{Literal, Place};
pub(crate) use prefilter::heads::Heads;
pub use rule_set::{Policy, Rule, RuleSet};
pub use selection::{Selection, SelectionError};
