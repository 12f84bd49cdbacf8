//! Beginnings and ends of words, compared as numbers of eight bytes: a stem asks each of them about
//! each word.

/// A stem keeps at least so many letters.
const SHORTEST_STEM: usize = 3;
/// Bytes of a word that are compared as one number.
const WIDTH: usize = 8;

/// The beginning or end of a word.
#[derive(Debug)]
struct Affix {
    text: String,
    /// Its bytes and which of the eight they are; longer ones are compared as texts.
    bytes: u64,
    mask: u64,
}

/// Beginnings of words, of which the first that fits is taken.
#[derive(Debug, Default)]
pub struct Prefixes(Vec<Affix>);

/// Ends of words, of which the first that fits is taken.
#[derive(Debug, Default)]
pub struct Suffixes(Vec<Affix>);

/// The first eight bytes of a text, the first of them lowest.
fn first_bytes(text: &[u8]) -> u64 {
    match text.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => short_bytes(text),
    }
}

/// The last eight bytes of a text, the last of them lowest.
fn last_bytes(text: &[u8]) -> u64 {
    match text.last_chunk() {
        Some(bytes) => u64::from_be_bytes(*bytes),
        None if text.is_empty() => 0,
        None => short_bytes(text).swap_bytes() >> (8 * (WIDTH - text.len())),
    }
}

/// All bytes of a shorter text, the first of them lowest.
fn short_bytes(text: &[u8]) -> u64 {
    let place = |(at, bytes): (usize, u64)| bytes << (8 * at);
    match (text.first_chunk(), text.last_chunk()) {
        // The two overlap, and are one there.
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first))
                | place((text.len() - 4, u64::from(u32::from_le_bytes(*last))))
        }
        _ => {
            let bytes = text.iter().map(|&byte| u64::from(byte)).enumerate();
            bytes.map(place).sum()
        }
    }
}

fn affixes(texts: impl IntoIterator<Item = String>, bytes: fn(&[u8]) -> u64) -> Vec<Affix> {
    let affix = |text: String| Affix {
        bytes: bytes(text.as_bytes()),
        mask: u64::MAX >> (8 * WIDTH.saturating_sub(text.len())),
        text,
    };
    let texts = texts.into_iter().filter(|text| !text.is_empty());
    texts.map(affix).collect()
}

impl Affix {
    /// Whether a word of these eight bytes may have it, and has where it is short.
    fn fits(&self, bytes: u64) -> bool {
        bytes & self.mask == self.bytes
    }
}

/// What the first of the affixes leaves that a word of these eight bytes has and that leaves a stem.
fn stem<'w>(
    affixes: &[Affix],
    bytes: u64,
    strip: impl Fn(&str) -> Option<&'w str>,
) -> Option<&'w str> {
    let fitting = affixes.iter().filter(|affix| affix.fits(bytes));
    let mut rests = fitting.filter_map(|affix| strip(&affix.text));
    rests.find(|rest| rest.chars().nth(SHORTEST_STEM - 1).is_some())
}

impl Prefixes {
    pub fn new(texts: impl IntoIterator<Item = String>) -> Self {
        Self(affixes(texts, first_bytes))
    }

    /// Whether a text is one of them.
    pub fn has(&self, text: &str) -> bool {
        self.0.iter().any(|prefix| prefix.text == text)
    }

    /// A word without the first of the prefixes that leaves a stem.
    pub fn without<'w>(&self, word: &'w str) -> Option<&'w str> {
        let bytes = first_bytes(word.as_bytes());
        stem(&self.0, bytes, |prefix| word.strip_prefix(prefix))
    }
}

impl Suffixes {
    pub fn new(texts: impl IntoIterator<Item = String>) -> Self {
        Self(affixes(texts, last_bytes))
    }

    /// A word without the first of the suffixes that leaves a stem.
    pub fn without<'w>(&self, word: &'w str) -> Option<&'w str> {
        let bytes = last_bytes(word.as_bytes());
        stem(&self.0, bytes, |suffix| word.strip_suffix(suffix))
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
        fn affixes_are_those_that_texts_begin_and_end_with(
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
