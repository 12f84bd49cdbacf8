//! A map from the offsets of a text made from another back to the offsets of that other.

use std::ops::Range;

/// Remembers only the places where the distance between the two texts changes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct OffsetMap {
    /// `(offset in the made text, offset in its source)`, ascending.
    steps: Vec<(usize, usize)>,
}

impl OffsetMap {
    /// Says where the source of the next character stands. Both offsets must not descend.
    pub fn push(&mut self, at: usize, source: usize) {
        let (last_at, last_source) = self.steps.last().copied().unwrap_or((0, 0));
        if source - last_source != at - last_at {
            self.steps.push((at, source));
        }
    }

    /// The steps at the beginning of a part of the made text and in it, not those at its end.
    pub fn steps(&self, part: Range<usize>) -> impl Iterator<Item = (usize, usize)> + '_ {
        let first = self.steps.partition_point(|&(made, _)| made < part.start);
        let steps = self.steps[first..].iter().copied();
        steps.take_while(move |&(made, _)| made < part.end)
    }

    /// The source of the character that begins at an offset of the made text. An offset inside what
    /// one source character became lies inside that character, or at its end.
    pub fn source(&self, at: usize) -> usize {
        let n = self.steps.partition_point(|&(made, _)| made <= at);
        let (made, source) = if n == 0 { (0, 0) } else { self.steps[n - 1] };
        let limit = self.steps.get(n).map_or(usize::MAX, |&(_, next)| next);
        (source + (at - made)).min(limit)
    }
}
