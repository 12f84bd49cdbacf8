//! Prefixes and suffixes that stems leave out.

/// A stem's number in its document.
pub type StemId = u32;

/// The fewest letters of a stem.
const SHORTEST_STEM: usize = 3;

/// Prefixes, in the order in which they are tried.
#[derive(Debug, Default)]
pub struct Prefixes(Vec<String>);

/// Suffixes, in the order in which they are tried.
#[derive(Debug, Default)]
pub struct Suffixes(Vec<String>);

fn is_stem(rest: &&str) -> bool {
    rest.chars().nth(SHORTEST_STEM - 1).is_some()
}

/// The texts that are not empty.
fn filled(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    texts.into_iter().filter(|text| !text.is_empty()).collect()
}

impl Prefixes {
    /// Prefixes in this order.
    pub fn new(texts: impl IntoIterator<Item = String>) -> Self {
        Self(filled(texts))
    }

    /// Whether a text is one of them.
    pub fn has(&self, text: &str) -> bool {
        self.0.iter().any(|prefix| prefix == text)
    }

    /// A word without the first of the prefixes that leaves a stem.
    pub fn without<'w>(&self, word: &'w str) -> Option<&'w str> {
        let prefixes = self.0.iter();
        let mut rests = prefixes.filter_map(|prefix| word.strip_prefix(prefix.as_str()));
        rests.find(is_stem)
    }
}

impl Suffixes {
    /// Suffixes in this order.
    pub fn new(texts: impl IntoIterator<Item = String>) -> Self {
        Self(filled(texts))
    }

    /// A word without the first of the suffixes that leaves a stem.
    pub fn without<'w>(&self, word: &'w str) -> Option<&'w str> {
        let suffixes = self.0.iter();
        let mut rests = suffixes.filter_map(|suffix| word.strip_suffix(suffix.as_str()));
        rests.find(is_stem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_that_leaves_a_stem_is_taken() {
        let texts = |texts: &[&str]| {
            texts
                .iter()
                .map(|&text| text.to_owned())
                .collect::<Vec<_>>()
        };
        let prefixes = Prefixes::new(texts(&["", "وال", "ال", "و"]));
        assert_eq!(prefixes.without("والكتاب"), Some("كتاب"));
        assert_eq!(prefixes.without("والد"), Some("الد"), "not «د»");
        assert_eq!(prefixes.without("ولد"), None);
        assert_eq!(prefixes.without("ولده"), Some("لده"));
        assert_eq!(prefixes.without("كتاب"), None);
        let suffixes = Suffixes::new(texts(&["ها", "ization", "izations"]));
        assert_eq!(suffixes.without("كتابها"), Some("كتاب"));
        assert_eq!(suffixes.without("organizations"), Some("organ"));
        assert_eq!(suffixes.without("zations"), None);
    }

    proptest! {
        #[test]
        fn the_first_affix_that_leaves_a_stem_is_removed(
            affixes in prop::collection::vec("[abو]{1,10}", 1..4), word in "[abو]{0,14}"
        ) {
            let first = |rest: &dyn Fn(&str) -> Option<String>| {
                affixes.iter().filter_map(|affix| rest(affix)).find(|rest| rest.chars().count() >= SHORTEST_STEM)
            };
            let without_prefix = first(&|affix| word.strip_prefix(affix).map(str::to_owned));
            let without_suffix = first(&|affix| word.strip_suffix(affix).map(str::to_owned));
            prop_assert_eq!(Prefixes::new(affixes.clone()).without(&word), without_prefix.as_deref());
            prop_assert_eq!(Suffixes::new(affixes.clone()).without(&word), without_suffix.as_deref());
        }
    }
}
