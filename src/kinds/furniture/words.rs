//! The words of a document, each read once: whether it is a function word, and its stem.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::chars::{Kinds, fold_word};

/// A word's number in its document.
pub type Word = u32;
/// A stem's number in its document.
pub type Stem = u32;

/// What a language's words are told by, folded.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Words that hold sentences together, of all languages.
    pub function_words: FxHashSet<String>,
    /// Beginnings that a stem leaves out; the first that fits is taken.
    pub prefixes: Vec<String>,
}

/// A stem keeps at least so many letters.
const SHORTEST_STEM: usize = 3;
/// And at most so many.
const LONGEST_STEM: usize = 6;
/// Words of fewer letters say nothing about a subject.
const SHORTEST_CONTENT: usize = 4;

impl Lexicon {
    /// A crude key for "the same word", of a folded word.
    fn stem<'w>(&self, word: &'w str) -> &'w str {
        let rest = self.prefixes.iter().find_map(|prefix| {
            word.strip_prefix(prefix.as_str())
                .filter(|rest| rest.chars().count() >= SHORTEST_STEM)
        });
        crate::document::head(rest.unwrap_or(word), LONGEST_STEM)
    }
}

/// The words of a document by number.
pub struct Vocabulary<'t, 'l> {
    lexicon: &'l Lexicon,
    written: FxHashMap<&'t str, Option<Word>>,
    folded: FxHashMap<Cow<'t, str>, Word>,
    stems: FxHashMap<Cow<'t, str>, Stem>,
    pub words: Vec<Known>,
}

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    pub is_function_word: bool,
    /// Its stem, where it may say something about the subject.
    pub stem: Option<Stem>,
}

impl<'t, 'l> Vocabulary<'t, 'l> {
    pub fn new(lexicon: &'l Lexicon) -> Self {
        Self {
            lexicon,
            written: FxHashMap::default(),
            folded: FxHashMap::default(),
            stems: FxHashMap::default(),
            words: Vec::new(),
        }
    }

    /// The number of a word as it is written; none for signs without letters and digits.
    pub fn word(&mut self, written: &'t str) -> Option<Word> {
        if let Some(&word) = self.written.get(written) {
            return word;
        }
        let folded = fold_word(written);
        let word = (!folded.is_empty()).then(|| self.folded(folded));
        self.written.insert(written, word);
        word
    }

    fn folded(&mut self, folded: Cow<'t, str>) -> Word {
        if let Some(&word) = self.folded.get(&folded) {
            return word;
        }
        let says_something = folded.chars().count() >= SHORTEST_CONTENT
            && !folded.starts_with(|c| Kinds::of(c).is_digit());
        let known = Known {
            is_function_word: self.lexicon.function_words.contains(&*folded),
            stem: says_something.then(|| {
                let next = self.stems.len() as Stem;
                let stem = match &folded {
                    Cow::Borrowed(word) => Cow::Borrowed(self.lexicon.stem(word)),
                    Cow::Owned(word) => Cow::Owned(self.lexicon.stem(word).to_owned()),
                };
                *self.stems.entry(stem).or_insert(next)
            }),
        };
        let word = self.words.len() as Word;
        self.words.push(known);
        self.folded.insert(folded, word);
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_is_without_prefix_and_short() {
        let lexicon = Lexicon {
            prefixes: vec!["un".into()],
            ..Lexicon::default()
        };
        for (word, stem) in [
            ("undoing", "doing"),
            ("undo", "undo"),
            ("harbour", "harbou"),
        ] {
            assert_eq!(lexicon.stem(word), stem);
        }
    }
}
