//! Patches: the edits of all rounds, told in the offsets of the original text.

use std::ops::Range;

use crate::rules::finding::Finding;
use crate::text::TextChange;

/// One replacement in the original text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// Index of the rule that asked for it.
    pub rule: usize,
    /// What is replaced, in bytes of the original text.
    pub span: Range<usize>,
    /// What takes its place.
    pub content: String,
}

impl Patch {
    /// The edits of a finding's fix.
    pub fn of(finding: &Finding) -> impl Iterator<Item = Self> + '_ {
        finding
            .fix
            .iter()
            .flat_map(|fix| &fix.edits)
            .map(|edit| Self {
                rule: finding.rule,
                span: edit.start..edit.end,
                content: edit.content.clone(),
            })
    }

    /// What it changes.
    pub fn change(&self) -> TextChange {
        TextChange {
            was: self.span.clone(),
            bytes: self.content.len(),
        }
    }
}

/// The text that patches leave of the original. Patches are ascending and do not overlap.
pub fn apply_patches(original: &str, patches: &[Patch]) -> String {
    let mut text = String::with_capacity(original.len());
    let mut at = 0;
    for patch in patches {
        text.push_str(&original[at..patch.span.start]);
        text.push_str(&patch.content);
        at = patch.span.end;
    }
    text.push_str(&original[at..]);
    text
}

/// The way from the patched text back to the original.
pub(super) struct Way {
    /// The parts of the original that are kept: where each begins there, and its span in the
    /// patched text; ascending.
    kept: Vec<(usize, Range<usize>)>,
}

impl Way {
    pub fn new(patches: &[Patch]) -> Self {
        Self {
            kept: pieces(patches).0,
        }
    }

    /// Tells an offset of the patched text in the original. At a seam, `after` chooses the side
    /// behind what was removed; an offset inside what was put in is told as the place of that.
    pub fn to_original(&self, offset: usize, after: bool) -> usize {
        let is_before = |patched: &Range<usize>| match after {
            true => patched.start <= offset,
            false => patched.start < offset || patched.start == 0,
        };
        let n = self
            .kept
            .partition_point(|(_, patched)| is_before(patched))
            .max(1);
        let (original, patched) = &self.kept[n - 1];
        original + offset.min(patched.end) - patched.start
    }
}

/// Tells findings of the fixed text in the offsets of the original.
pub(super) fn to_original(patches: &[Patch], findings: &mut [Finding]) {
    let way = Way::new(patches);
    let back = |start: usize, end: usize| {
        let start = way.to_original(start, true);
        (start, way.to_original(end, false).max(start))
    };
    for finding in findings {
        let (start, end) = back(finding.span.start, finding.span.end);
        finding.span = start..end;
        for edit in finding.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
            (edit.start, edit.end) = back(edit.start, edit.end);
        }
    }
}

/// Adds patches told in the offsets of the patched text to those that made it.
///
/// A later patch that reaches over earlier ones is cut into the parts of the original that it
/// removes; what it takes of an earlier patch's content goes.
pub(super) fn compose(earlier: Vec<Patch>, later: Vec<Patch>) -> Vec<Patch> {
    if earlier.is_empty() {
        return later;
    }
    let (kept, seams) = pieces(&earlier);
    let mut in_kept = Vec::new();
    let mut contents: Vec<Option<String>> = Vec::new();
    for patch in &later {
        let mut content = Some(patch.content.clone());
        for (original, patched) in &kept {
            let start = patch.span.start.max(patched.start);
            let end = patch.span.end.min(patched.end);
            let is_home =
                patch.span.is_empty() && patched.contains(&patch.span.start) && content.is_some();
            if start < end || is_home {
                let shift = |at: usize| original + (at - patched.start);
                in_kept.push(Patch {
                    rule: patch.rule,
                    span: shift(start)..shift(end.max(start)),
                    content: content.take().unwrap_or_default(),
                });
            }
        }
        contents.push(content);
    }
    let mut composed = Vec::with_capacity(earlier.len() + in_kept.len());
    for (mut e, seam) in earlier.into_iter().zip(seams) {
        let length = e.content.len();
        for (patch, content) in later.iter().zip(&mut contents).rev() {
            let start = patch.span.start.clamp(seam, seam + length) - seam;
            let end = patch.span.end.clamp(seam, seam + length) - seam;
            let is_home = (seam..seam + length).contains(&patch.span.start);
            if start < end || is_home {
                let content = if is_home { content.take() } else { None };
                e.content
                    .replace_range(start..end, &content.unwrap_or_default());
            }
        }
        if !(e.span.is_empty() && e.content.is_empty()) {
            composed.push(e);
        }
    }
    // Stable: what an earlier round put in at a place stands before what a later one puts there.
    composed.extend(in_kept);
    composed.sort_by_key(|patch| (patch.span.start, patch.span.end));
    composed
}

/// The parts of the original that patches keep (where each begins there, and its span in the
/// patched text), and where each patch's content begins in the patched text.
fn pieces(patches: &[Patch]) -> (Vec<(usize, Range<usize>)>, Vec<usize>) {
    let (mut original, mut patched) = (0, 0);
    let (mut kept, mut seams) = (Vec::new(), Vec::new());
    for patch in patches {
        let seam = patched + (patch.span.start - original);
        kept.push((original, patched..seam));
        seams.push(seam);
        (original, patched) = (patch.span.end, seam + patch.content.len());
    }
    kept.push((original, patched..usize::MAX));
    (kept, seams)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn patch(span: Range<usize>, content: &str) -> Patch {
        Patch {
            rule: 0,
            span,
            content: content.into(),
        }
    }

    #[test]
    fn a_later_patch_over_an_earlier_one_is_cut_in_two() {
        let earlier = vec![patch(2..4, "")];
        let composed = compose(earlier, vec![patch(1..4, "")]);
        assert_eq!(
            composed,
            [patch(1..2, ""), patch(2..4, ""), patch(4..6, "")]
        );
    }

    /// Ascending patches that do not overlap, for a text of this length.
    fn patches(length: usize) -> impl Strategy<Value = Vec<Patch>> {
        proptest::collection::vec((0..=length, "[xyz]{0,2}"), 0..8).prop_map(|mut cuts| {
            cuts.sort();
            cuts.chunks_exact(2)
                .map(|pair| patch(pair[0].0..pair[1].0, &pair[0].1))
                .filter(|patch| !patch.span.is_empty() || !patch.content.is_empty())
                .collect()
        })
    }

    #[test]
    fn a_change_is_told_in_bytes() {
        let change = patch(2..4, "é").change();
        assert_eq!((change.was, change.bytes), (2..4, 2));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn composed_patches_give_what_the_rounds_gave(
            original in "[a-h]{0,24}",
            first in patches(24),
            second in patches(30),
        ) {
            let fit = |patches: Vec<Patch>, length: usize| -> Vec<Patch> {
                patches.into_iter().filter(|patch| patch.span.end <= length).collect()
            };
            let first = fit(first, original.len());
            let once = apply_patches(&original, &first);
            let second = fit(second, once.len());
            let twice = apply_patches(&once, &second);
            let composed = compose(first, second);
            for pair in composed.windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start);
            }
            prop_assert_eq!(apply_patches(&original, &composed), twice);
        }

        #[test]
        fn offsets_of_kept_characters_map_back(original in "[a-z]{0,24}", patches in patches(24)) {
            let patches: Vec<_> = patches
                .into_iter()
                .filter(|patch| patch.span.end <= original.len())
                .map(|patch| Patch { content: String::new(), ..patch })
                .collect();
            let patched = apply_patches(&original, &patches);
            for (at, c) in patched.char_indices() {
                let there = Way::new(&patches).to_original(at, true);
                prop_assert_eq!(original[there..].chars().next(), Some(c));
            }
        }
    }
}
