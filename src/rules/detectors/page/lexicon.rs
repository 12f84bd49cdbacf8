//! The word lists of a page model, folded: function words, and prefixes that a stem leaves out.

use rustc_hash::FxHashSet;

use crate::rules::detectors::affix::Prefixes;
use crate::rules::detectors::model_caches::hash_of;

/// The word lists of a page model.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Words that hold sentences together, of all languages, by their hashes.
    function_words: FxHashSet<u64>,
    /// Prefixes that a stem leaves out; the first one that fits is removed.
    prefixes: Prefixes,
}

/// The most letters of a stem.
const LONGEST_STEM: usize = 6;

impl Lexicon {
    /// From folded words and prefixes.
    pub fn new(function_words: &[String], prefixes: Vec<String>) -> Self {
        let words = function_words.iter();
        Self {
            function_words: words.map(|word| hash_of(word)).collect(),
            prefixes: Prefixes::new(prefixes),
        }
    }

    /// Whether the folded word with this hash holds sentences together.
    pub fn is_function_word(&self, hash: u64) -> bool {
        self.function_words.contains(&hash)
    }

    /// A rough stem of a folded word, to recognise forms of the same word.
    pub fn stem<'w>(&self, word: &'w str) -> &'w str {
        crate::text::head(self.prefixes.without(word).unwrap_or(word), LONGEST_STEM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_is_without_prefix_and_short() {
        let lexicon = Lexicon::new(&[], vec!["un".to_owned()]);
        for (word, stem) in [
            ("undoing", "doing"),
            ("undo", "undo"),
            ("harbour", "harbou"),
        ] {
            assert_eq!(lexicon.stem(word), stem);
        }
    }
}
