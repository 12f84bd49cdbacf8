//! Marks on stems: whether a line contains a stem, in one step.

use crate::rules::detectors::affix::StemId;

/// Marks on the stems of one line at a time.
#[derive(Default)]
pub struct StemMarks {
    /// By stem, when it was last marked, and its index among the stems marked with it.
    marks: Vec<(u32, usize)>,
    now: u32,
}

impl StemMarks {
    /// Marks the stems of a line, and no others.
    pub fn set(&mut self, stems: &[(StemId, f64)]) {
        self.now += 1;
        for (place, &(stem, _)) in stems.iter().enumerate() {
            let stem = stem as usize;
            if stem >= self.marks.len() {
                self.marks.resize(stem + 1, (0, 0));
            }
            self.marks[stem] = (self.now, place);
        }
    }

    /// The index of a stem among those that are marked.
    pub fn place(&self, stem: StemId) -> Option<usize> {
        let &(when, place) = self.marks.get(stem as usize)?;
        (when == self.now).then_some(place)
    }

    /// The weight of the stems that are also among the others.
    pub fn shared(&mut self, stems: &[(StemId, f64)], others: &[(StemId, f64)]) -> f64 {
        self.set(others);
        let shared = stems.iter().filter(|(stem, _)| self.place(*stem).is_some());
        shared.map(|&(_, weight)| weight).sum()
    }

    /// The stems of two lines, each once. A stem of both has its weight in the second.
    pub fn merged(
        &mut self,
        first: &[(StemId, f64)],
        second: &[(StemId, f64)],
    ) -> Vec<(StemId, f64)> {
        self.set(second);
        let weight = |&(stem, weight): &(StemId, f64)| {
            let place = self.place(stem);
            (stem, place.map_or(weight, |place| second[place].1))
        };
        let mut merged: Vec<(StemId, f64)> = first.iter().map(weight).collect();
        self.set(first);
        let others = second
            .iter()
            .filter(|(stem, _)| self.place(*stem).is_none());
        merged.extend(others);
        merged
    }
}
