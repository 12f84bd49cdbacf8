//! What was read of the lines of a document, kept for all the texts that rounds of fixing make of it.

use std::num::NonZeroU64;
use std::ops::{ControlFlow, Range};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::rules::detectors::memory::hash_of;
use crate::rules::detectors::story::text::reporting_verb;
use crate::rules::detectors::story::vocabulary::Vocabulary;
use crate::text::words_of;

/// A stem's number in its document.
pub type Stem = u32;

/// Stems and lines that were read. They are known by hashes of 64 bits: that two of the few
/// thousands of a document share one is not to be feared.
#[derive(Debug, Default)]
pub struct Memory {
    stems: FxHashMap<NonZeroU64, Stem>,
    lines: FxHashMap<u64, Rc<Reading>>,
    /// By stem, the last reading that met it, and its place among the stems of that line.
    last: Vec<(u32, u32)>,
    readings: u32,
    /// By the place of their stem, the words of a line that may tell its subject.
    telling: Vec<u32>,
}

/// What was read of a line.
#[derive(Debug)]
pub struct Reading {
    /// How many words it has, and how many of them stand in the model's lists.
    pub words: usize,
    pub listed: usize,
    /// The stems that say something, each once, with their weights.
    pub stems: Vec<(Stem, f64)>,
    /// The sum of those weights.
    pub weight: f64,
    /// The first two stems that tell the subject.
    pub telling: [Option<Stem>; 2],
    /// Where the first word stands in the line; after a dateline, the reporting verb that follows it.
    pub first: Range<usize>,
    pub has_dateline: bool,
    /// Whether a day or time of day is among its first words.
    pub has_day: bool,
}

/// The weight from which a stem tells the subject.
const TELLING: f64 = 0.6;
/// Bytes of a text to one stem that is new in it: what tables are made large enough for at first.
const BYTES_PER_NEW_STEM: usize = 24;
/// Bytes of a line to one of its stems.
const BYTES_PER_STEM: usize = 10;

impl Memory {
    /// Makes room for the stems of a text of so many bytes.
    pub fn reserve(&mut self, bytes: usize) {
        if self.stems.is_empty() {
            self.stems.reserve(bytes / BYTES_PER_NEW_STEM);
            self.last.reserve(bytes / BYTES_PER_NEW_STEM);
        }
    }

    /// Reads a folded line, unless one like it was read before.
    pub fn line(&mut self, text: &str, vocabulary: &mut Vocabulary) -> Rc<Reading> {
        let hash = hash_of(text);
        if let Some(reading) = self.lines.get(&hash) {
            return Rc::clone(reading);
        }
        let reading = Rc::new(self.read(text, vocabulary));
        self.lines.insert(hash, Rc::clone(&reading));
        reading
    }

    fn read(&mut self, text: &str, vocabulary: &mut Vocabulary) -> Reading {
        self.readings += 1;
        self.telling.clear();
        let mut stems: Vec<(Stem, f64)> = Vec::with_capacity(text.len() / BYTES_PER_STEM);
        let (mut words, mut listed, mut has_day) = (0, 0, false);
        let _: ControlFlow<()> = vocabulary.each(text, |known| {
            listed += usize::from(known.is_listed);
            has_day |= Vocabulary::is_early_day(known, words);
            words += 1;
            if let Some(stem) = known.stem {
                let place = self.place(stem, known.says.weight(), &mut stems);
                if !known.is_verb {
                    self.telling.push(place);
                }
            }
            ControlFlow::Continue(())
        });
        let verb = reporting_verb(text, vocabulary.words());
        let first = verb.or_else(|| words_of(text).next()).unwrap_or("");
        let start = match first {
            "" => 0,
            first => first.as_ptr() as usize - text.as_ptr() as usize,
        };
        Reading {
            words,
            listed,
            weight: stems.iter().map(|&(_, weight)| weight).sum(),
            telling: self.telling(&stems),
            stems,
            first: start..start + first.len(),
            has_dateline: verb.is_some(),
            has_day,
        }
    }

    /// The place of a stem among those of the line that is read, as which it now says so much.
    fn place(&mut self, stem: NonZeroU64, weight: f64, stems: &mut Vec<(Stem, f64)>) -> u32 {
        let next = self.last.len() as Stem;
        let stem = *self.stems.entry(stem).or_insert(next);
        if stem == next {
            self.last.push((0, 0));
        }
        let last = &mut self.last[stem as usize];
        if last.0 == self.readings {
            stems[last.1 as usize].1 = weight;
        } else {
            *last = (self.readings, stems.len() as u32);
            stems.push((stem, weight));
        }
        last.1
    }

    /// Of the stems of the line that is read, the first two that tell the subject.
    fn telling(&self, stems: &[(Stem, f64)]) -> [Option<Stem>; 2] {
        let places = self.telling.iter().map(|&place| stems[place as usize]);
        let mut telling = places.filter(|&(_, weight)| weight >= TELLING);
        let first = telling.next().map(|(stem, _)| stem);
        let others = telling.map(|(stem, _)| stem);
        [first, { others }.find(|&stem| Some(stem) != first)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{RuleSet, shipped_packs};

    #[test]
    fn a_line_is_read_as_if_it_were_the_first() {
        let rules = RuleSet::new(shipped_packs().unwrap()).unwrap();
        let model = rules.story_model(None).unwrap();
        let mut vocabulary = model.vocabulary();
        let lines = [
            "وقالت الجمعية إن موسم العسل بدأ هذا العام قبل موعده",
            "عسل وعسلهم والعسل: ثلاث كلمات من أصل واحد",
            "وقالت الجمعية إن موسم العسل بدأ هذا العام قبل موعده",
        ];
        let folded = lines.map(crate::text::fold_phrase);
        let mut memory = Memory::default();
        memory.reserve(400);
        for line in &folded {
            let known = memory.line(line, &mut vocabulary);
            let alone = Memory::default().line(line, &mut model.vocabulary());
            assert_eq!(known.words, words_of(line).count());
            assert_eq!(known.listed, alone.listed);
            assert_eq!(known.first, alone.first);
            assert_eq!(known.has_day, alone.has_day);
            let weights = |reading: &Reading| -> Vec<f64> {
                reading.stems.iter().map(|&(_, weight)| weight).collect()
            };
            assert_eq!(weights(&known), weights(&alone));
        }
        let mut stems = |line: usize| -> Vec<Stem> {
            let reading = memory.line(&folded[line], &mut vocabulary);
            reading.stems.iter().map(|&(stem, _)| stem).collect()
        };
        let (first, second) = (stems(0), stems(1));
        assert_eq!(first, stems(2));
        let honey = second[0];
        assert!(first.contains(&honey), "one stem in both lines");
        assert_eq!(second.iter().filter(|&&stem| stem == honey).count(), 1);
    }

    #[test]
    fn the_first_two_stems_that_say_much_tell_the_subject() {
        let rules = RuleSet::new(shipped_packs().unwrap()).unwrap();
        let model = rules.story_model(None).unwrap();
        let mut memory = Memory::default();
        let mut telling = |line: &str| -> Vec<Option<Stem>> {
            let folded = crate::text::fold_phrase(line);
            let reading = memory.line(&folded, &mut model.vocabulary());
            reading.telling.to_vec()
        };
        let honey = telling("عسل")[0];
        let bees = telling("نحل")[0];
        assert_ne!(honey, bees);
        assert_eq!(
            telling("قالت نقابة العسل، عسلهم، من النحل"),
            [telling("نقابة")[0], honey]
        );
        assert_eq!(telling("قال إن عسلهم والعسل"), [honey, None]);
        assert_eq!(telling("عسل من النحل"), [honey, bees]);
    }
}
