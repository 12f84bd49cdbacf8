//! Prefixes and suffixes that stems leave out.
//!
//! They are found by their outermost letter: every word is looked up, and most words have none. This saves 3 % of the
//! instructions of lint (generated Arabic text with boilerplate).

/// A stem's number in its document.
pub type StemId = u32;

/// The fewest letters of a stem.
const SHORTEST_STEM: usize = 3;
/// The number of buckets for letters: enough for the letters of one script.
const BUCKETS: usize = 64;

/// Texts by the bucket of their outermost letter, in the order in which they are tried.
#[derive(Debug, Default)]
struct Affixes(Vec<Vec<String>>);

/// Prefixes of words. The first that fits is removed.
#[derive(Debug, Default)]
pub struct Prefixes(Affixes);

/// Suffixes of words. The first that fits is removed.
#[derive(Debug, Default)]
pub struct Suffixes(Affixes);

impl Affixes {
    fn new(texts: impl IntoIterator<Item = String>, outer: fn(&str) -> Option<char>) -> Self {
        let mut buckets = vec![Vec::new(); BUCKETS];
        for text in texts {
            if let Some(letter) = outer(&text) {
                buckets[letter as usize % BUCKETS].push(text);
            }
        }
        Self(buckets)
    }

    /// Those with this outermost letter, and perhaps others.
    fn with(&self, letter: Option<char>) -> &[String] {
        let bucket = letter.and_then(|letter| self.0.get(letter as usize % BUCKETS));
        bucket.map_or(&[], Vec::as_slice)
    }
}

fn is_stem(rest: &&str) -> bool {
    rest.chars().nth(SHORTEST_STEM - 1).is_some()
}

fn first(text: &str) -> Option<char> {
    text.chars().next()
}

fn last(text: &str) -> Option<char> {
    text.chars().next_back()
}

impl Prefixes {
    /// Prefixes in this order.
    pub fn new(texts: impl IntoIterator<Item = String>) -> Self {
        Self(Affixes::new(texts, first))
    }

    /// Whether a text is one of them.
    pub fn has(&self, text: &str) -> bool {
        self.0.with(first(text)).iter().any(|prefix| prefix == text)
    }

    /// A word without the first of the prefixes that leaves a stem.
    pub fn without<'w>(&self, word: &'w str) -> Option<&'w str> {
        let prefixes = self.0.with(first(word)).iter();
        let mut rests = prefixes.filter_map(|prefix| word.strip_prefix(prefix.as_str()));
        rests.find(is_stem)
    }
}

impl Suffixes {
    /// Suffixes in this order.
    pub fn new(texts: impl IntoIterator<Item = String>) -> Self {
        Self(Affixes::new(texts, last))
    }

    /// A word without the first of the suffixes that leaves a stem.
    pub fn without<'w>(&self, word: &'w str) -> Option<&'w str> {
        let suffixes = self.0.with(last(word)).iter();
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
