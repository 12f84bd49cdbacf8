//! What was read of the words and lines of a document, kept for all the texts that rounds of fixing
//! make of it.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::model::Words;
use super::text::reporting_verb;
use crate::document::{Charset, words_of};

/// A stem's number in its document.
pub type Stem = u32;

/// Words, stems and lines that were read. They are known by hashes of 64 bits: that two of the few
/// thousands of a document share one is not to be feared.
#[derive(Debug, Default)]
pub struct Memory {
    words: FxHashMap<u64, Known>,
    stems: FxHashMap<u64, Stem>,
    lines: FxHashMap<u64, Rc<Reading>>,
    /// By stem, the last reading that met it, and its place among the stems of that line.
    last: Vec<(usize, usize)>,
    readings: usize,
}

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// Its stem, where that says something, and how much.
    stem: Option<Stem>,
    weight: f64,
    /// Whether the word or its stem stands in the model's lists.
    is_listed: bool,
}

/// What was read of a line.
#[derive(Debug)]
pub struct Reading {
    /// How many words it has, and how many of them stand in the model's lists.
    pub words: usize,
    pub listed: usize,
    /// The stem of each word that has one.
    pub word_stems: Vec<Option<Stem>>,
    /// The stems that say something, each once, with their weights.
    pub stems: Vec<(Stem, f64)>,
    /// The sum of those weights.
    pub weight: f64,
    /// Where the first word stands in the line; after a dateline, the reporting verb that follows it.
    pub first: Range<usize>,
    pub has_dateline: bool,
    has_day: OnceCell<bool>,
}

impl Reading {
    /// Whether a day or time of day is among the first words of the line, which is this.
    pub fn has_day(&self, text: &str, words: &Words) -> bool {
        *self.has_day.get_or_init(|| has_day(text, words))
    }
}

/// Words of an opening among which a day is looked for.
const DAY_WITHIN: usize = 25;

/// Whether a day or time of day is among the first words of a line.
pub fn has_day(text: &str, words: &Words) -> bool {
    let mut first = words_of(text).take(DAY_WITHIN);
    first.any(|word| words.time_words.contains(word))
}

/// Words of fewer letters carry no stem.
const SHORTEST_WORD: usize = 3;
/// Bytes of a text to one word that is new in it: what tables are made large enough for at first.
const BYTES_PER_NEW_WORD: usize = 24;

impl Memory {
    /// Makes room for the words of a text of so many bytes.
    pub fn reserve(&mut self, bytes: usize) {
        if self.words.is_empty() {
            self.words.reserve(bytes / BYTES_PER_NEW_WORD);
            self.stems.reserve(bytes / BYTES_PER_NEW_WORD);
        }
    }

    /// Reads a folded line, unless one like it was read before.
    pub fn line(&mut self, text: &str, words: &Words) -> Rc<Reading> {
        let hash = xxh3_64(text.as_bytes());
        if let Some(reading) = self.lines.get(&hash) {
            return Rc::clone(reading);
        }
        let reading = Rc::new(self.read(text, words));
        self.lines.insert(hash, Rc::clone(&reading));
        reading
    }

    fn read(&mut self, text: &str, words: &Words) -> Reading {
        self.readings += 1;
        // Words are six letters long or so.
        let expected = text.len() / 10;
        let mut stems: Vec<(Stem, f64)> = Vec::with_capacity(expected);
        let mut word_stems = Vec::with_capacity(expected);
        let mut listed = 0;
        for word in words_of(text) {
            let known = self.word(word, words);
            listed += usize::from(known.is_listed);
            word_stems.push(known.stem);
            let Some(stem) = known.stem else { continue };
            let last = &mut self.last[stem as usize];
            match *last {
                (reading, place) if reading == self.readings => stems[place].1 = known.weight,
                _ => {
                    *last = (self.readings, stems.len());
                    stems.push((stem, known.weight));
                }
            }
        }
        let verb = reporting_verb(text, words);
        let first = verb.or_else(|| words_of(text).next()).unwrap_or("");
        let start = match first {
            "" => 0,
            first => first.as_ptr() as usize - text.as_ptr() as usize,
        };
        Reading {
            words: word_stems.len(),
            listed,
            weight: stems.iter().map(|&(_, weight)| weight).sum(),
            stems,
            word_stems,
            first: start..start + first.len(),
            has_dateline: verb.is_some(),
            has_day: OnceCell::new(),
        }
    }

    fn word(&mut self, word: &str, words: &Words) -> Known {
        let hash = xxh3_64(word.as_bytes());
        if let Some(&known) = self.words.get(&hash) {
            return known;
        }
        let stem = words.stem(word);
        let (of_word, of_stem) = (words.listed(word), words.listed(stem));
        let is_content = word.chars().nth(SHORTEST_WORD - 1).is_some()
            && !word.chars().all(|c| Charset::of(c).is_digits());
        let weight = f64::min(of_word.unwrap_or(1.0), of_stem.unwrap_or(1.0));
        let known = Known {
            stem: (is_content && weight > 0.0).then(|| self.number(stem)),
            weight,
            is_listed: of_word.is_some() || of_stem.is_some(),
        };
        self.words.insert(hash, known);
        known
    }

    fn number(&mut self, stem: &str) -> Stem {
        let next = self.last.len() as Stem;
        let number = *self.stems.entry(xxh3_64(stem.as_bytes())).or_insert(next);
        if number == next {
            self.last.push((0, 0));
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{RuleSet, shipped_packs};

    #[test]
    fn a_line_is_read_as_if_it_were_the_first() {
        let rules = RuleSet::new(shipped_packs().unwrap()).unwrap();
        let words = &rules.story_model(None).unwrap().words;
        let lines = [
            "وقالت الجمعية إن موسم العسل بدأ هذا العام قبل موعده",
            "عسل وعسلهم والعسل: ثلاث كلمات من أصل واحد",
            "وقالت الجمعية إن موسم العسل بدأ هذا العام قبل موعده",
        ];
        let folded = lines.map(crate::document::fold_phrase);
        let mut memory = Memory::default();
        memory.reserve(400);
        for line in &folded {
            let (known, alone) = (
                memory.line(line, words),
                Memory::default().line(line, words),
            );
            assert_eq!(known.words, words_of(line).count());
            assert_eq!(known.listed, alone.listed);
            assert_eq!(known.first, alone.first);
            let weights = |reading: &Reading| -> Vec<f64> {
                reading.stems.iter().map(|&(_, weight)| weight).collect()
            };
            assert_eq!(weights(&known), weights(&alone));
        }
        let stems = |line: usize, memory: &mut Memory| -> Vec<Stem> {
            let reading = memory.line(&folded[line], words);
            reading.stems.iter().map(|&(stem, _)| stem).collect()
        };
        let (first, second) = (stems(0, &mut memory), stems(1, &mut memory));
        assert_eq!(first, stems(2, &mut memory));
        let honey = second[0];
        assert!(first.contains(&honey), "one stem in both lines");
        assert_eq!(second.iter().filter(|&&stem| stem == honey).count(), 1);
    }
}
