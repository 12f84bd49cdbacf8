//! The line cache of a story model: what it read of a document is kept, because most lines are the same in
//! the next round of fixing.

use std::num::NonZeroU64;
use std::ops::{ControlFlow, Range};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::rules::detectors::affix::StemId;
use crate::rules::detectors::model_caches::hash_of;
use crate::rules::detectors::story::dateline::reporting_verb;
use crate::rules::detectors::story::vocabulary::Vocabulary;
use crate::text::words_of;

/// Stems and lines that have been read, by hashes of 64 bits. A document has a few thousand, so that two of
/// them practically never share a hash.
#[derive(Debug, Default)]
pub struct StoryCache {
    stems: FxHashMap<NonZeroU64, StemId>,
    lines: FxHashMap<u64, Rc<LineStems>>,
    /// By stem, the last line read that contained it, and its index among the stems of that line.
    last: Vec<(u32, u32)>,
    /// How many lines have been read.
    readings: u32,
    /// The words of the line being read that may tell its subject, by the index of their stem.
    telling: Vec<u32>,
}

/// The words and stems of a line.
#[derive(Debug)]
pub struct LineStems {
    /// How many words it has.
    pub words: usize,
    /// How many of them are in the lists of the model.
    pub listed: usize,
    /// The stems that say something about the subject, each once, with their weights.
    pub stems: Vec<(StemId, f64)>,
    /// The sum of those weights.
    pub weight: f64,
    /// The first two stems that tell the subject.
    pub telling: [Option<StemId>; 2],
    /// The place of the first word in the line, in bytes; if there is a dateline, of the reporting verb behind
    /// it.
    pub first: Range<usize>,
    /// Whether a dateline with a reporting verb opens the line.
    pub has_dateline: bool,
    /// Whether a day or time of day is among its first words.
    pub has_day: bool,
}

/// The smallest weight of a stem that tells the subject.
const TELLING: f64 = 0.6;
/// Bytes of text for each new stem: the first size of the tables.
const BYTES_PER_NEW_STEM: usize = 24;
/// Bytes of a line for each of its stems.
const BYTES_PER_STEM: usize = 10;

impl StoryCache {
    /// Makes room for the stems of a text of this many bytes.
    pub fn reserve(&mut self, bytes: usize) {
        if self.stems.is_empty() {
            self.stems.reserve(bytes / BYTES_PER_NEW_STEM);
            self.last.reserve(bytes / BYTES_PER_NEW_STEM);
        }
    }

    /// Reads a folded line, unless an equal one was read before.
    pub fn line(&mut self, text: &str, vocabulary: &mut Vocabulary) -> Rc<LineStems> {
        let hash = hash_of(text);
        if let Some(reading) = self.lines.get(&hash) {
            return Rc::clone(reading);
        }
        let reading = Rc::new(self.read(text, vocabulary));
        self.lines.insert(hash, Rc::clone(&reading));
        reading
    }

    fn read(&mut self, text: &str, vocabulary: &mut Vocabulary) -> LineStems {
        self.readings += 1;
        self.telling.clear();
        let mut stems: Vec<(StemId, f64)> = Vec::with_capacity(text.len() / BYTES_PER_STEM);
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
        LineStems {
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

    /// The index of a stem among those of the line being read. It now has this weight.
    fn place(&mut self, stem: NonZeroU64, weight: f64, stems: &mut Vec<(StemId, f64)>) -> u32 {
        let next = self.last.len() as StemId;
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

    /// The first two stems of the line being read that tell the subject.
    fn telling(&self, stems: &[(StemId, f64)]) -> [Option<StemId>; 2] {
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
    fn a_cached_line_reads_like_a_first_one() {
        let rules = RuleSet::new(shipped_packs().unwrap()).unwrap();
        let model = rules.story_model(None).unwrap();
        let mut vocabulary = model.vocabulary();
        let lines = [
            "وقالت الجمعية إن موسم العسل بدأ هذا العام قبل موعده",
            "عسل وعسلهم والعسل: ثلاث كلمات من أصل واحد",
            "وقالت الجمعية إن موسم العسل بدأ هذا العام قبل موعده",
        ];
        let folded = lines.map(crate::text::fold_phrase);
        let mut cache = StoryCache::default();
        cache.reserve(400);
        for line in &folded {
            let known = cache.line(line, &mut vocabulary);
            let alone = StoryCache::default().line(line, &mut model.vocabulary());
            assert_eq!(known.words, words_of(line).count());
            assert_eq!(known.listed, alone.listed);
            assert_eq!(known.first, alone.first);
            assert_eq!(known.has_day, alone.has_day);
            let weights = |reading: &LineStems| -> Vec<f64> {
                reading.stems.iter().map(|&(_, weight)| weight).collect()
            };
            assert_eq!(weights(&known), weights(&alone));
        }
        let mut stems = |line: usize| -> Vec<StemId> {
            let reading = cache.line(&folded[line], &mut vocabulary);
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
        let mut cache = StoryCache::default();
        let mut telling = |line: &str| -> Vec<Option<StemId>> {
            let folded = crate::text::fold_phrase(line);
            let reading = cache.line(&folded, &mut model.vocabulary());
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
