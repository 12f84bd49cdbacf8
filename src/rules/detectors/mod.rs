//! Detectors: the ways to find boilerplate, one file for each kind of rule. The registry lists them.

mod affix;
mod blank;
mod code;
pub(crate) mod context;
pub(crate) mod detector;
mod duplicate;
mod elsewhere;
mod encoding;
pub(crate) mod findings;
mod foreign;
mod headline_run;
mod headline_wall;
mod inline_link;
pub(crate) mod kind;
mod line;
mod list;
mod missing_break;
pub(crate) mod model_caches;
pub(crate) mod page;
pub(crate) mod registry;
mod shape;
mod span;
pub(crate) mod story;
mod template_text;
mod to_end;

pub use kind::{ModelTable, Registry, RuleKind};
pub use page::{LineExample, feature_names};
pub use registry::KINDS;
pub(crate) use story::{Features as StoryFeatures, Model, Opening, Weights as StoryWeights};
