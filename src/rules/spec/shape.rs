//! The TOML shape of conditions on how a line looks.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::text::{Ending, Script};

/// The shape of a line. Lengths are in characters or words of the folded line, shares from 0 to 1.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Shape {
    /// The line has at least this many characters, folded.
    pub min_chars: Option<usize>,
    /// The line has at most this many characters, folded.
    pub max_chars: Option<usize>,
    /// The line has at least this many words with a letter or digit.
    pub min_words: Option<usize>,
    /// The line has at most this many words with a letter or digit.
    pub max_words: Option<usize>,
    /// The line ends in one of these ways.
    pub ends: Vec<Ending>,
    /// The line ends in none of these ways.
    pub not_ends: Vec<Ending>,
    /// Whether it begins with a list mark, such as a dash or a bullet, and a space.
    pub bullet: Option<bool>,
    /// Whether it is long enough, or finished and long enough, to be running text.
    pub paragraph: Option<bool>,
    /// Whether it has letters, but none in the main script of the document.
    pub foreign_script: Option<bool>,
    /// Whether a blank line or the edge of the document is above it and below it.
    pub alone: Option<bool>,
    /// Whether it is the same as the next line that is not blank.
    pub repeated: Option<bool>,
    /// At least this share of its characters are digits, from 0 to 1. Spaces do not count.
    pub min_digits: Option<f64>,
    /// At most this share of its characters are digits, from 0 to 1. Spaces do not count.
    pub max_digits: Option<f64>,
    /// At least this share of its words are addresses, handles or hashtags, from 0 to 1.
    pub min_links: Option<f64>,
    /// At most this share of its words are addresses, handles or hashtags, from 0 to 1.
    pub max_links: Option<f64>,
    /// How many of its letters are in a script, as a share from 0 to 1.
    pub letters: Option<ScriptShare>,
    /// For a neighbour: true if there must be one. Otherwise a missing neighbour meets every condition.
    pub present: bool,
}

impl Shape {
    /// What headlines look like in any language. Of 105 headlines on scraped pages, half had 53 to 77 characters,
    /// and none ended with a single full stop.
    pub fn headline() -> Self {
        Self {
            min_chars: Some(20),
            max_chars: Some(140),
            min_words: Some(3),
            not_ends: vec![Ending::Stop, Ending::Comma, Ending::Colon],
            ..Self::default()
        }
    }

    /// Whether every line fits.
    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the shape allows a line to end in this way.
    pub fn may_end(&self, ending: Ending) -> bool {
        (self.ends.is_empty() || self.ends.contains(&ending)) && !self.not_ends.contains(&ending)
    }
}

/// Limits for the share of a line's letters that are in a script, from 0 to 1.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptShare {
    /// The script.
    pub script: Script,
    /// At least this share, from 0 to 1.
    #[serde(default)]
    pub min: f64,
    /// At most this share, from 0 to 1.
    #[serde(default = "ScriptShare::all")]
    pub max: f64,
}

impl ScriptShare {
    fn all() -> f64 {
        1.0
    }
}
