//! Applied edits: the edits of all rounds in offsets of the original text, and the way back from the
//! edited text to the original.

use std::ops::Range;

use crate::rules::finding::Finding;
use crate::text::Edit;

/// An edit of the original text, with the rule that asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedEdit {
    /// Index of the rule.
    pub rule: usize,
    /// In bytes of the original text.
    pub edit: Edit,
}

impl AppliedEdit {
    /// The edits of a finding's fix.
    pub fn of(finding: &Finding) -> impl Iterator<Item = Self> + '_ {
        finding.edits().iter().map(|edit| Self {
            rule: finding.rule,
            edit: edit.clone(),
        })
    }
}

/// The way from the edited text back to the original.
struct WayBack {
    /// The parts of the original that are kept: where each begins there, and its span in the edited
    /// text; in ascending order.
    kept: Vec<(usize, Range<usize>)>,
}

impl WayBack {
    fn new(applied: &[AppliedEdit]) -> Self {
        Self {
            kept: pieces(applied).0,
        }
    }

    /// The offset in the original, in bytes, of an offset in the edited text. Where text was removed,
    /// `after` chooses the side behind it. An offset inside inserted text becomes the place of the
    /// insertion.
    fn to_original(&self, offset: usize, after: bool) -> usize {
        let is_before = |edited: &Range<usize>| match after {
            true => edited.start <= offset,
            false => edited.start < offset || edited.start == 0,
        };
        let n = self
            .kept
            .partition_point(|(_, edited)| is_before(edited))
            .max(1);
        let (original, edited) = &self.kept[n - 1];
        original + offset.min(edited.end) - edited.start
    }
}

/// Moves findings of the edited text to the offsets of the original.
pub(super) fn to_original(applied: &[AppliedEdit], findings: &mut [Finding]) {
    let way = WayBack::new(applied);
    let back = |span: &mut Range<usize>| {
        let start = way.to_original(span.start, true);
        *span = start..way.to_original(span.end, false).max(start);
    };
    for finding in findings {
        back(&mut finding.span);
        for edit in finding.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
            back(&mut edit.span);
        }
    }
}

/// Adds edits in offsets of the edited text to the edits that led to it.
///
/// A later edit that reaches over earlier ones is cut into the parts of the original that it removes;
/// what it takes of the text of an earlier edit goes.
pub(super) fn compose(earlier: Vec<AppliedEdit>, later: Vec<AppliedEdit>) -> Vec<AppliedEdit> {
    if earlier.is_empty() {
        return later;
    }
    let (kept, seams) = pieces(&earlier);
    let mut in_kept = Vec::new();
    let mut texts: Vec<Option<String>> = Vec::new();
    for AppliedEdit { rule, edit } in &later {
        let mut text = Some(edit.text.clone());
        for (original, edited) in &kept {
            let start = edit.span.start.max(edited.start);
            let end = edit.span.end.min(edited.end);
            let is_home =
                edit.span.is_empty() && edited.contains(&edit.span.start) && text.is_some();
            if start < end || is_home {
                let shift = |at: usize| original + (at - edited.start);
                in_kept.push(AppliedEdit {
                    rule: *rule,
                    edit: Edit {
                        span: shift(start)..shift(end.max(start)),
                        text: text.take().unwrap_or_default(),
                    },
                });
            }
        }
        texts.push(text);
    }
    let mut composed = Vec::with_capacity(earlier.len() + in_kept.len());
    for (mut e, seam) in earlier.into_iter().zip(seams) {
        let length = e.edit.text.len();
        for (AppliedEdit { edit, .. }, text) in later.iter().zip(&mut texts).rev() {
            let start = edit.span.start.clamp(seam, seam + length) - seam;
            let end = edit.span.end.clamp(seam, seam + length) - seam;
            let is_home = (seam..seam + length).contains(&edit.span.start);
            if start < end || is_home {
                let text = if is_home { text.take() } else { None };
                e.edit
                    .text
                    .replace_range(start..end, &text.unwrap_or_default());
            }
        }
        if !(e.edit.span.is_empty() && e.edit.text.is_empty()) {
            composed.push(e);
        }
    }
    // The sort is stable: what an earlier round inserted at a place comes before what a later one
    // inserts there.
    composed.extend(in_kept);
    composed.sort_by_key(|applied| (applied.edit.span.start, applied.edit.span.end));
    composed
}

/// The parts of the original that edits keep (where each begins there, and its span in the edited
/// text), and where the text of each edit begins in the edited text.
fn pieces(applied: &[AppliedEdit]) -> (Vec<(usize, Range<usize>)>, Vec<usize>) {
    let (mut original, mut edited) = (0, 0);
    let (mut kept, mut seams) = (Vec::new(), Vec::new());
    for AppliedEdit { edit, .. } in applied {
        let seam = edited + (edit.span.start - original);
        kept.push((original, edited..seam));
        seams.push(seam);
        (original, edited) = (edit.span.end, seam + edit.text.len());
    }
    kept.push((original, edited..usize::MAX));
    (kept, seams)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::apply_edits;
    use proptest::prelude::*;

    fn applied(span: Range<usize>, text: &str) -> AppliedEdit {
        AppliedEdit {
            rule: 0,
            edit: Edit {
                span,
                text: text.into(),
            },
        }
    }

    fn text_after(text: &str, applied: &[AppliedEdit]) -> String {
        apply_edits(text, applied.iter().map(|applied| &applied.edit))
    }

    #[test]
    fn a_later_edit_over_an_earlier_one_is_cut_in_two() {
        let earlier = vec![applied(2..4, "")];
        let composed = compose(earlier, vec![applied(1..4, "")]);
        assert_eq!(
            composed,
            [applied(1..2, ""), applied(2..4, ""), applied(4..6, "")]
        );
    }

    /// Edits in ascending order that do not overlap, for a text of this length.
    fn all_applied(length: usize) -> impl Strategy<Value = Vec<AppliedEdit>> {
        proptest::collection::vec((0..=length, "[xyz]{0,2}"), 0..8).prop_map(|mut cuts| {
            cuts.sort();
            cuts.chunks_exact(2)
                .map(|pair| applied(pair[0].0..pair[1].0, &pair[0].1))
                .filter(|one| !one.edit.span.is_empty() || !one.edit.text.is_empty())
                .collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn composed_edits_give_what_the_rounds_gave(
            original in "[a-h]{0,24}",
            first in all_applied(24),
            second in all_applied(30),
        ) {
            let fit = |edits: Vec<AppliedEdit>, length: usize| -> Vec<AppliedEdit> {
                edits.into_iter().filter(|one| one.edit.span.end <= length).collect()
            };
            let first = fit(first, original.len());
            let once = text_after(&original, &first);
            let second = fit(second, once.len());
            let twice = text_after(&once, &second);
            let composed = compose(first, second);
            for pair in composed.windows(2) {
                prop_assert!(pair[0].edit.span.end <= pair[1].edit.span.start);
            }
            prop_assert_eq!(text_after(&original, &composed), twice);
        }

        #[test]
        fn offsets_of_kept_characters_map_back(original in "[a-z]{0,24}", edits in all_applied(24)) {
            let edits: Vec<_> = edits
                .into_iter()
                .filter(|one| one.edit.span.end <= original.len())
                .map(|one| applied(one.edit.span, ""))
                .collect();
            let edited = text_after(&original, &edits);
            for (at, c) in edited.char_indices() {
                let there = WayBack::new(&edits).to_original(at, true);
                prop_assert_eq!(original[there..].chars().next(), Some(c));
            }
        }
    }
}
