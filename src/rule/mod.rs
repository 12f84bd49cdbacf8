//! Rules: their TOML shape, how they are compiled, and the set that judges a document.

mod catalog;
mod check;
mod compile;
mod conditions;
mod error;
mod expand;
mod gate;
mod lint;
mod matcher;
mod pack;
mod pattern;
mod replace;
mod schema;
mod scope;
mod selection;
mod set;
mod shape;
mod spec;

pub use catalog::{Applicability, Category, Severity};
pub(crate) use compile::Compiler;
pub use conditions::{Where, WhereSpec};
pub use error::{RuleError, RuleErrors, Source as RuleSource};
pub use lint::lint;
pub use matcher::{Matcher, TextUse};
pub use pack::{Pack, shipped_packs};
pub use schema::rule_file_schema;
pub use scope::{OneOrMany, WhenSpec};
pub use selection::{Selection, SelectionError};
pub use set::{Policy, Rule, RuleSet};
pub use shape::Shape;
pub(crate) use shape::has_bullet;
pub(crate) use spec::keys_of;
pub use spec::{Case, Expectation, Regrade};
