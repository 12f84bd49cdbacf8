//! Rules: their TOML shape, how they are compiled, and the set that judges a document.

mod catalog;
mod compile;
mod conditions;
mod error;
mod gate;
mod matcher;
mod pack;
mod selection;
mod set;
mod spec;

pub use catalog::{Applicability, Category, Severity};
pub(crate) use compile::Compiler;
pub(crate) use conditions::has_bullet;
pub use conditions::{Shape, Where};
pub use error::{RuleError, RuleErrors};
pub use matcher::{Matcher, TextUse};
pub use pack::{Pack, shipped_packs};
pub use selection::{Selection, SelectionError};
pub use set::{Rule, RuleSet};
pub(crate) use spec::keys_of;
pub use spec::{Case, Expectation};
