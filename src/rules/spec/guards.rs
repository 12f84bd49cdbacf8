//! The settings for guards: what no fix may do to a document.

use schemars::JsonSchema;
use serde::Deserialize;

/// What no fix may do, however sure its rule is. If a fix would, its finding is only reported. In any case, no fix
/// may empty a document.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Guards {
    /// The share of a text's bytes, from 0 to 1, that rules without a marker may remove in one round. The
    /// default is 0.6, or what a rule with evidence of its own gives for itself. A value here limits those
    /// rules too. Each round counts by itself, so that a second run removes nothing that the first left,
    /// unless the survey of the corpus has changed.
    pub largest_share: Option<f64>,
    /// Whether the first paragraph must stay.
    pub keep_first_paragraph: bool,
    /// Characters that must be left of a document.
    pub min_left: usize,
}

/// The share that rules without a marker and without evidence may remove.
const LARGEST_SHARE: f64 = 0.6;

impl Default for Guards {
    fn default() -> Self {
        Self {
            largest_share: None,
            keep_first_paragraph: true,
            min_left: 0,
        }
    }
}

impl Guards {
    /// The share of a text that a rule may remove, given what the rule says about itself.
    pub(crate) fn share(&self, own: Option<f64>) -> f64 {
        match (self.largest_share, own) {
            (Some(most), Some(own)) => own.min(most),
            (Some(most), None) => most,
            (None, own) => own.unwrap_or(LARGEST_SHARE),
        }
    }
}
