//! The words and lines of a document, each read once for all the texts that rounds of fixing make of it.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::chars::{Kinds, Table, fold_word};
use super::line::Form;
use crate::kinds::affix::Prefixes;

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
const BYTES_PER_NEW_WORD: usize = 24;

impl Lexicon {
    /// Of folded words and beginnings.
    pub fn new(function_words: &[String], prefixes: Vec<String>) -> Self {
        let words = function_words.iter();
        Self {
            function_words: words.map(|word| xxh3_64(word.as_bytes())).collect(),
            prefixes: Prefixes::new(prefixes),
        }
    }

    /// A crude key for "the same word", of a folded word.
    fn stem<'w>(&self, word: &'w str) -> &'w str {
        crate::document::head(self.prefixes.without(word).unwrap_or(word), LONGEST_STEM)
    }
}

/// Words, stems and lines that were read. They are known by hashes of 64 bits: that two of the few
/// thousands of a document share one is not to be feared.
#[derive(Debug, Default)]
pub struct Memory {
    /// By words as they are written and as they are folded; none for signs without letters and digits.
    numbers: FxHashMap<u64, Option<Word>>,
    stems: FxHashMap<u64, Stem>,
    forms: FxHashMap<u64, Rc<Form>>,
    lines: FxHashMap<u64, Rc<[Word]>>,
    pub words: Vec<Known>,
    /// Where words are folded, and those of a line gathered.
    scratch: String,
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
        if self.numbers.is_empty() {
            let words = bytes / BYTES_PER_NEW_WORD;
            self.numbers.reserve(words);
            self.stems.reserve(words);
            self.words.reserve(words);
        }
    }

    /// How a line, not blank, trimmed, is written.
    pub fn form(&mut self, line: &str) -> Rc<Form> {
        let form = self.forms.entry(xxh3_64(line.as_bytes()));
        Rc::clone(form.or_insert_with(|| Rc::new(Form::read(line))))
    }

    /// The words of a line that hold a letter or digit.
    pub fn line(&mut self, line: &str, lexicon: &Lexicon) -> Rc<[Word]> {
        let hash = xxh3_64(line.as_bytes());
        if let Some(words) = self.lines.get(&hash) {
            return Rc::clone(words);
        }
        let table = Table::get();
        let words = line.split(|c| table.of(c).is_space());
        let words = words.filter(|word| !word.is_empty());
        let mut numbers = std::mem::take(&mut self.of_line);
        numbers.clear();
        numbers.extend(words.filter_map(|word| self.word(word, lexicon)));
        let words: Rc<[Word]> = Rc::from(numbers.as_slice());
        self.of_line = numbers;
        self.lines.insert(hash, Rc::clone(&words));
        words
    }

    /// The number of a word as it is written; none for signs without letters and digits.
    fn word(&mut self, written: &str, lexicon: &Lexicon) -> Option<Word> {
        let hash = xxh3_64(written.as_bytes());
        if let Some(&word) = self.numbers.get(&hash) {
            return word;
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        let folded = fold_word(written, &mut scratch);
        let word = (!folded.is_empty()).then(|| self.folded(folded, lexicon));
        self.scratch = scratch;
        self.numbers.insert(hash, word);
        word
    }

    fn folded(&mut self, folded: &str, lexicon: &Lexicon) -> Word {
        let hash = xxh3_64(folded.as_bytes());
        if let Some(&Some(word)) = self.numbers.get(&hash) {
            return word;
        }
        let word = self.words.len() as Word;
        let known = self.read(folded, hash, lexicon);
        self.words.push(known);
        self.numbers.insert(hash, Some(word));
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
                *self.stems.entry(xxh3_64(stem.as_bytes())).or_insert(next)
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
