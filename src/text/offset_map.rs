//! A map from the offsets of a derived text back to the offsets of its source.

use std::ops::Range;

/// Stores only the places where the distance between the two offsets changes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct OffsetMap {
    /// `(offset in the derived text, offset in its source)`, in bytes, ascending.
    steps: Vec<(usize, usize)>,
}

impl OffsetMap {
    /// Adds the source of the next character, in bytes. Neither offset may be smaller than the one before.
    pub fn push(&mut self, at: usize, source: usize) {
        let (last_at, last_source) = self.steps.last().copied().unwrap_or((0, 0));
        if source - last_source != at - last_at {
            self.steps.push((at, source));
        }
    }

    /// The steps at the beginning of a part of the derived text and in it, not those at its end.
    pub fn steps(&self, part: Range<usize>) -> impl Iterator<Item = (usize, usize)> + '_ {
        let first = self.steps.partition_point(|&(at, _)| at < part.start);
        let steps = self.steps[first..].iter().copied();
        steps.take_while(move |&(at, _)| at < part.end)
    }

    /// Where the derived text has what begins at an offset of the source; if nothing of it is there, what follows it.
    pub fn derived(&self, source: usize) -> usize {
        let n = self.steps.partition_point(|&(_, from)| from <= source);
        let (derived, from) = if n == 0 { (0, 0) } else { self.steps[n - 1] };
        let limit = self.steps.get(n).map_or(usize::MAX, |&(next, _)| next);
        (derived + (source - from)).min(limit)
    }

    /// The source of the character that begins at an offset of the derived text. If one source character became
    /// several, an offset after the first of them lies inside the source character or at its end.
    pub fn source(&self, at: usize) -> usize {
        let n = self.steps.partition_point(|&(derived, _)| derived <= at);
        let (derived, source) = if n == 0 { (0, 0) } else { self.steps[n - 1] };
        let limit = self.steps.get(n).map_or(usize::MAX, |&(_, next)| next);
        (source + (at - derived)).min(limit)
    }
}
