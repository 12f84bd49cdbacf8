//! The line and word cache of the page model: what it read of a document is kept, because most lines are
//! the same in the next round of fixing.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::rules::detectors::affix::StemId;
use crate::rules::detectors::model_caches::hash_of;
use crate::rules::detectors::page::lexicon::Lexicon;
use crate::rules::detectors::page::line::{FilledLine, LineForm, LineWords, WordId};
use crate::text::{CharTraits, WordFolder};

/// Words of fewer letters say nothing about a subject.
const SHORTEST_CONTENT: usize = 4;
/// Bytes of text for each new word: the first size of the tables.
const BYTES_PER_NEW_WORD: usize = 16;

/// Words, stems and lines that have been read, by hashes of 64 bits. A document has a few thousand, so that
/// two of them practically never share a hash.
#[derive(Debug, Default)]
pub struct PageCache {
    numbers: FxHashMap<u64, WordId>,
    stems: FxHashMap<u64, StemId>,
    forms: FxHashMap<u64, Rc<LineForm>>,
    /// What is known of each word, by its number.
    pub words: Vec<WordFacts>,
    folder: WordFolder,
    /// The words of the line that is being read.
    of_line: Vec<WordId>,
}

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
pub struct WordFacts {
    /// Whether it holds sentences together.
    pub is_function_word: bool,
    /// Its stem, if that may tell the subject.
    pub stem: Option<StemId>,
}

impl PageCache {
    /// Makes room for the words of a text of this many bytes.
    pub fn reserve(&mut self, bytes: usize) {
        let words = (bytes / BYTES_PER_NEW_WORD).saturating_sub(self.words.len());
        self.numbers.reserve(words);
        self.stems.reserve(words);
        self.words.reserve(words);
    }

    /// How a trimmed line that is not blank is written.
    pub fn form(&mut self, line: &str) -> Rc<LineForm> {
        let form = self.forms.entry(hash_of(line));
        Rc::clone(form.or_insert_with(|| Rc::new(LineForm::read(line))))
    }

    /// Reads the words of those lines of a text whose words have not been read before.
    pub fn read_words(&mut self, lines: &[FilledLine], text: &str, lexicon: &Lexicon) {
        for line in lines {
            let words = || self.words_of(line.of(text), lexicon);
            line.form.word_ids.get_or_init(words);
        }
    }

    fn words_of(&mut self, line: &str, lexicon: &Lexicon) -> LineWords {
        let mut folder = std::mem::take(&mut self.folder);
        let mut words = std::mem::take(&mut self.of_line);
        words.clear();
        words.extend(folder.words(line).map(|word| self.word(word, lexicon)));
        let is_function_word = |&&word: &&WordId| self.words[word as usize].is_function_word;
        let read = LineWords {
            function_words: words.iter().filter(is_function_word).count(),
            ids: words.as_slice().into(),
        };
        (self.folder, self.of_line) = (folder, words);
        read
    }

    /// The number of a folded word.
    fn word(&mut self, folded: &str, lexicon: &Lexicon) -> WordId {
        let hash = hash_of(folded);
        if let Some(&word) = self.numbers.get(&hash) {
            return word;
        }
        let word = self.words.len() as WordId;
        let facts = self.read(folded, hash, lexicon);
        self.words.push(facts);
        self.numbers.insert(hash, word);
        word
    }

    /// Reads a folded word with this hash.
    fn read(&mut self, folded: &str, hash: u64, lexicon: &Lexicon) -> WordFacts {
        let may_tell_subject = folded.chars().nth(SHORTEST_CONTENT - 1).is_some()
            && !folded.starts_with(|c| CharTraits::of(c).is_digit());
        WordFacts {
            is_function_word: lexicon.is_function_word(hash),
            stem: may_tell_subject.then(|| {
                let next = self.stems.len() as StemId;
                let stem = lexicon.stem(folded);
                *self.stems.entry(hash_of(stem)).or_insert(next)
            }),
        }
    }
}
