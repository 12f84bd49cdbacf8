//! Where a sentence begins inside a text that has lost the break before it, as in "Read also: Rain at last The farmers waited".

use crate::text::char_traits::CharTraits;

/// A word of a text, up to the next space.
#[derive(Debug)]
pub struct SpacedWord<'t> {
    pub text: &'t str,
    /// In bytes of the text.
    pub start: usize,
    /// How many letters it has.
    pub letters: usize,
    /// Whether its first letter is a capital.
    pub is_upper: bool,
    /// Whether its first letter is of a script with capitals.
    pub is_cased: bool,
    /// Whether it has a digit.
    pub has_digit: bool,
}

/// The words of a text, in order.
pub fn spaced_words(text: &str) -> Vec<SpacedWord<'_>> {
    let offset = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    text.split_whitespace()
        .map(|word| SpacedWord::new(word, offset(word)))
        .collect()
}

impl<'t> SpacedWord<'t> {
    fn new(text: &'t str, start: usize) -> Self {
        // The quotation mark of a text with HTML entities.
        let entity = text.strip_prefix('&').and_then(|rest| rest.split_once(';'));
        let bare = entity
            .filter(|(name, _)| name.len() <= LONGEST_ENTITY)
            .map_or(text, |(_, rest)| rest);
        let mut letters = bare.chars().filter(|&c| CharTraits::of(c).is_letter());
        let first = letters.next();
        let traits = first.map(CharTraits::of).unwrap_or_default();
        Self {
            text,
            start,
            letters: first.map_or(0, |_| 1 + letters.count()),
            is_upper: traits.is_upper(),
            is_cased: traits.is_cased(),
            has_digit: text.contains(|c: char| c.is_numeric()),
        }
    }

    /// The word without the punctuation around it.
    pub fn bare(&self) -> &'t str {
        self.text.trim_matches(|c: char| !c.is_alphanumeric())
    }

    /// Whether its first letter is small.
    pub fn is_small(&self) -> bool {
        self.is_cased && !self.is_upper
    }

    /// Whether the text certainly goes on after it: it is a short word such as a preposition, or a comma or colon follows.
    pub fn goes_on(&self) -> bool {
        let joins = self.is_small() && self.letters < SHORTEST_LAST_WORD && !self.has_digit;
        joins
            || self
                .text
                .ends_with([',', ':', '-', '–', '—', '\u{60c}', '(', '/', '&'])
    }
}

/// Letters of the longest name of an HTML entity.
const LONGEST_ENTITY: usize = 8;
/// Letters of the shortest small word that ends a headline or a sentence.
const SHORTEST_LAST_WORD: usize = 4;
/// Words after an opening quotation mark that show that a quoted sentence begins there, and not a name.
const QUOTED_WORDS: usize = 6;

/// Words of the shortest sentence that may hide behind a text of the template.
const SHORTEST_SENTENCE: usize = 5;

/// Whether a sentence begins at a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// It does: the word has a capital, and small words are around it.
    Certain,
    /// It may: words with capitals are next to each other, and nothing shows which of them begins it.
    Possible,
    /// It does not.
    No,
}

/// Whether a sentence begins at a word of a text in a script with capitals.
pub fn beginning_at(words: &[SpacedWord], n: usize) -> Beginning {
    let (before, word) = (&words[n - 1], &words[n]);
    if !word.is_upper || before.goes_on() {
        return Beginning::No;
    }
    if word.text.starts_with(['"', '“', '„', '«', '‘', '”']) {
        let is_long = words.len() - n > QUOTED_WORDS;
        let closes = |word: &SpacedWord| word.text.contains(['"', '”', '»', '’']);
        let inner = words[n + 1..].iter().take(QUOTED_WORDS);
        let length = inner.clone().position(closes);
        // The words of a name have capitals, those of speech do not.
        let is_name = closes_at_once(word)
            || length.is_some_and(|length| inner.take(length + 1).all(|word| !word.is_small()));
        return match (is_name, is_long) {
            (true, _) => Beginning::No,
            (false, true) => Beginning::Certain,
            (false, false) => Beginning::Possible,
        };
    }
    let next_is_small = words
        .get(n + 1)
        .is_some_and(|next| next.is_small() || next.text.starts_with(|c: char| c.is_numeric()));
    match (next_is_small, before.is_small()) {
        (true, true) => Beginning::Certain,
        // A name in a list.
        (true, false) if word.text.ends_with(',') => Beginning::No,
        // The second may be the first name of a person.
        (true, false) | (false, true) => Beginning::Possible,
        (false, false) => Beginning::No,
    }
}

fn closes_at_once(word: &SpacedWord) -> bool {
    let mut inner = word.text.chars();
    inner.next();
    inner.any(|c| matches!(c, '"' | '”' | '»' | '’'))
}

/// Where the first sentence inside a text begins, in bytes, from this word on; `None` if there is no such place, or if it is
/// not certain. The second value says whether it was possible somewhere before.
pub fn inner_sentence(words: &[SpacedWord], from: usize) -> (Option<usize>, bool) {
    for n in from.max(1)..words.len() {
        match beginning_at(words, n) {
            Beginning::Certain => return (Some(words[n].start), false),
            // A sentence has more words than that.
            Beginning::Possible if words.len() - n < SHORTEST_SENTENCE => return (None, false),
            Beginning::Possible => return (None, true),
            Beginning::No => {}
        }
    }
    (None, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str) -> (Option<&str>, bool) {
        let (at, is_possible) = inner_sentence(&spaced_words(text), 2);
        (at.map(|at| &text[at..]), is_possible)
    }

    #[test]
    fn a_sentence_begins_with_a_capital_between_small_words() {
        for (text, expected) in [
            (
                "Rain at last in the valley The farmers waited",
                (Some("The farmers waited"), false),
            ),
            ("Rain in the valley of the Elbe river", (None, false)),
            (
                "Rain at last in Vienna The farmers waited all night for it",
                (None, true),
            ),
            ("Subscribe to our daily letter", (None, false)),
            (
                "Rain at last in the valley “We waited for it so long”, said the farmers",
                (Some("“We waited for it so long”, said the farmers"), false),
            ),
            ("Rain at last, Mayor says", (None, false)),
            ("مطر غزير في الوادي وقال المدير", (None, false)),
        ] {
            assert_eq!(after(text), expected, "{text}");
        }
    }
}
