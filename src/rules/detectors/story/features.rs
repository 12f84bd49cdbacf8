//! The features of a line at which a story may begin. Models weigh them by name.

use schemars::JsonSchema;
use serde::Deserialize;

macro_rules! features {
    ($($(#[$doc:meta])+ $name:ident,)+) => {
        /// What speaks for or against a story that begins at a line.
        #[derive(Debug, Clone, Default)]
        pub struct Features { $($(#[$doc])+ pub $name: f64,)+ }

        /// The weight of each feature; 0 unless given.
        #[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct Weights { pub bias: f64, $($(#[$doc])+ pub $name: f64,)+ }

        impl Features {
            /// The names of the features.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name),)+];

            /// Their values, in the order of the names.
            pub fn values(&self) -> Vec<f64> {
                vec![$(self.$name,)+]
            }
        }

        impl Weights {
            /// The weighted sum.
            pub fn score(&self, features: &Features) -> f64 {
                self.bias $(+ self.$name * features.$name)+
            }

            /// The weights, in the order of the features' names.
            pub fn values(&self) -> Vec<f64> {
                vec![$(self.$name,)+]
            }
        }
    };
}

features! {
    /// 1 if a headline opens the story.
    headline,
    /// The weight of the headline's stems that its opening paragraph repeats, at most 3.
    headline_echo,
    /// 1 if the headline is a question, which is more often a subheading.
    question_head,
    /// 1 without a headline, right below a short unfinished line.
    under_subhead,
    /// 1 if the opening begins with a reporting verb.
    lead_opener,
    /// 1 if a place or agency comes before that verb.
    dateline,
    /// 1 if a day or time of day is among its first 25 words.
    time_near,
    /// 1 if the opening is joined to the text before.
    opens_and,
    /// Its length in hundreds of characters, at most 4.
    lead_len,
    /// The share of its stems that occurred before, less the usual share in the text.
    cohesion_lead,
    /// The share of its first two telling stems that occurred before.
    first_known,
    /// The weight of its stems that occur in the first three lines, at most 4.
    cohesion_title,
    /// The share of the opening's stems that the line before contains.
    link_prev,
    /// The share of its stems that are new and occur again.
    new_share,
    /// The share of the article's theme that occurs again from here on.
    theme_fwd,
    /// The share of the next three lines' stems that occurred before.
    next_coh,
    /// The share of the first three lines' stems that occurs again from here on.
    suffix_title,
    /// The headings of the article before the line, at most 4.
    heads_before,
    /// The logarithm of the number of lines before.
    prefix_lines,
    /// The logarithm of the number of lines after.
    suffix_lines,
    /// 1 right after a line that other rules recognise: the source, tags, an advertisement.
    after_mark,
}

impl Features {
    /// What speaks for the story, in words.
    pub fn reasons(&self) -> Vec<&'static str> {
        [
            (
                self.headline_echo >= 1.0,
                "the paragraph under its headline repeats the headline's words",
            ),
            (self.lead_opener >= 1.0, "it opens like a report"),
            (self.dateline >= 1.0, "with a dateline of its own"),
            (self.time_near >= 1.0, "with a day of its own"),
            (
                self.after_mark >= 1.0,
                "it follows a line that ends articles",
            ),
            (
                self.theme_fwd < 0.15,
                "the article's subject does not come back",
            ),
            (
                self.cohesion_lead < -0.15,
                "its words are new to the article",
            ),
            (self.new_share > 0.12, "its new words come again"),
        ]
        .into_iter()
        .filter_map(|(holds, reason)| holds.then_some(reason))
        .collect()
    }
}
