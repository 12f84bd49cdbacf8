//! The words and lines of a document, each read once for all the texts that rounds of fixing make of it.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::rules::detectors::affix::Prefixes;
use crate::rules::detectors::memory::hash_of;
use crate::rules::detectors::page::chars::Kinds;
use crate::rules::detectors::page::folding::Folding;
use crate::rules::detectors::page::line::{Form, Line, Wording};

/// A word's number in its document.
pub type Word = u32;
/// A stem's number in its document.
pub type Stem = u32;

/// What a language's words are told by, folded.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Words that hold sentences together, of all languages, by their hashes.
    function_words: FxHashSet<u64>,
    /// Beginnings that a stem leaves out; the first that fits is taken.
    prefixes: Prefixes,
}

/// Words of fewer letters say nothing about a subject.
const SHORTEST_CONTENT: usize = 4;
/// A stem keeps at most so many letters.
const LONGEST_STEM: usize = 6;
/// Bytes of a text to one word that is new in it: what tables are made large enough for at first.
const BYTES_PER_NEW_WORD: usize = 16;

impl Lexicon {
    /// Of folded words and beginnings.
    pub fn new(function_words: &[String], prefixes: Vec<String>) -> Self {
        let words = function_words.iter();
        Self {
            function_words: words.map(|word| hash_of(word)).collect(),
            prefixes: Prefixes::new(prefixes),
        }
    }

    /// A crude key for "the same word", of a folded word.
    fn stem<'w>(&self, word: &'w str) -> &'w str {
        crate::text::head(self.prefixes.without(word).unwrap_or(word), LONGEST_STEM)
    }
}

/// Words, stems and lines that were read. They are known by hashes of 64 bits: that two of the few
/// thousands of a document share one is not to be feared.
#[derive(Debug, Default)]
pub struct Memory {
    numbers: FxHashMap<u64, Word>,
    stems: FxHashMap<u64, Stem>,
    forms: FxHashMap<u64, Rc<Form>>,
    pub words: Vec<Known>,
    /// Where the words of a line are folded and gathered.
    folding: Folding,
    of_line: Vec<Word>,
}

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    pub is_function_word: bool,
    /// Its stem, where it may say something about the subject.
    pub stem: Option<Stem>,
}

impl Memory {
    /// Makes room for the words of a text of so many bytes.
    pub fn reserve(&mut self, bytes: usize) {
        let words = (bytes / BYTES_PER_NEW_WORD).saturating_sub(self.words.len());
        self.numbers.reserve(words);
        self.stems.reserve(words);
        self.words.reserve(words);
    }

    /// How a line, not blank, trimmed, is written.
    pub fn form(&mut self, line: &str) -> Rc<Form> {
        let form = self.forms.entry(hash_of(line));
        Rc::clone(form.or_insert_with(|| Rc::new(Form::read(line))))
    }

    /// Reads the words of lines of this text that were not read before.
    pub fn read_words(&mut self, lines: &[Line], text: &str, lexicon: &Lexicon) {
        for line in lines {
            let wording = || self.wording(line.of(text), lexicon);
            line.form.wording.get_or_init(wording);
        }
    }

    fn wording(&mut self, line: &str, lexicon: &Lexicon) -> Wording {
        let mut folding = std::mem::take(&mut self.folding);
        let mut words = std::mem::take(&mut self.of_line);
        words.clear();
        words.extend(folding.words(line).map(|word| self.word(word, lexicon)));
        let is_function_word = |&&word: &&Word| self.words[word as usize].is_function_word;
        let wording = Wording {
            function_words: words.iter().filter(is_function_word).count(),
            words: words.as_slice().into(),
        };
        (self.folding, self.of_line) = (folding, words);
        wording
    }

    /// The number of a folded word.
    fn word(&mut self, folded: &str, lexicon: &Lexicon) -> Word {
        let hash = hash_of(folded);
        if let Some(&word) = self.numbers.get(&hash) {
            return word;
        }
        let word = self.words.len() as Word;
        let known = self.read(folded, hash, lexicon);
        self.words.push(known);
        self.numbers.insert(hash, word);
        word
    }

    /// Reads a folded word of this hash.
    fn read(&mut self, folded: &str, hash: u64, lexicon: &Lexicon) -> Known {
        let says_something = folded.chars().nth(SHORTEST_CONTENT - 1).is_some()
            && !folded.starts_with(|c| Kinds::of(c).is_digit());
        Known {
            is_function_word: lexicon.function_words.contains(&hash),
            stem: says_something.then(|| {
                let next = self.stems.len() as Stem;
                let stem = lexicon.stem(folded);
                *self.stems.entry(hash_of(stem)).or_insert(next)
            }),
        }
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
