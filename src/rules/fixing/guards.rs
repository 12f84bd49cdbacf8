//! Guards: what no fix may do to a document, however sure its rule is. A fix that a guard refuses is
//! withheld, and its finding says why.

use memchr::{memchr_iter, memchr3_iter};

use crate::rules::RuleSet;
use crate::rules::finding::{Finding, Withheld};
use crate::text::{Edit, TextAnalysis, is_ignorable};

/// The reason why a guard refuses a fix by itself, if one does.
pub(super) fn refusal(
    rules: &RuleSet,
    analysis: &TextAnalysis,
    finding: &Finding,
) -> Option<Withheld> {
    let (guards, rule) = (rules.guards(), &rules.rules()[finding.rule]);
    let min_left = rule.min_left().max(guards.min_left);
    if guards.keep_first_paragraph
        && takes_first_paragraph(analysis, finding, rule.may_take_running_text())
    {
        Some(Withheld::FirstParagraph)
    } else if leaves_less_than(analysis.text, finding, min_left) {
        Some(Withheld::TooLittleLeft)
    } else {
        None
    }
}

/// Whether a guard may withhold some of these fixes, alone or together with others. Most texts have no such fix, and this
/// is quick to see: it needs no plan.
pub(super) fn may_refuse(rules: &RuleSet, analysis: &TextAnalysis, findings: &[Finding]) -> bool {
    let removed = |finding: &Finding| -> usize {
        let edits = finding.edits().iter();
        edits.map(|edit| edit.span.len()).sum()
    };
    let all: usize = findings.iter().map(removed).sum();
    let shares = findings
        .iter()
        .filter_map(|finding| share_of(rules, finding));
    let least_share = shares.fold(1.0, f64::min);
    let visible = visible(beginning(analysis.text, all));
    let takes_much = all >= visible || all as f64 > least_share * visible as f64;
    let has_edits = findings
        .iter()
        .filter(|finding| !finding.edits().is_empty());
    takes_much
        || has_edits
            .into_iter()
            .any(|finding| refusal(rules, analysis, finding).is_some())
}

/// The beginning of a text, long enough to see that removing this many bytes removes only a part of it.
fn beginning(text: &str, removed: usize) -> &str {
    &text[..text.floor_char_boundary(4 * removed + 256)]
}

/// A guard of the whole document that fixes break together.
pub(super) enum Breach {
    /// Rules that may take at most this share, from 0 to 1, take more together.
    Share(f64),
    NothingLeft,
}

impl Breach {
    /// The first guard that the chosen fixes break together. What rules with a smaller share take
    /// counts for those with a larger one, too.
    pub fn of(rules: &RuleSet, text: &str, chosen: &[&Finding]) -> Option<Self> {
        if chosen.is_empty() {
            return None;
        }
        let mut taken: Vec<(f64, usize)> = chosen
            .iter()
            .filter_map(|finding| Some((share_of(rules, finding)?, removed(text, finding))))
            .collect();
        taken.sort_by(|a, b| a.0.total_cmp(&b.0));
        let all: usize = chosen.iter().map(|finding| removed(text, finding)).sum();
        // Most fixes remove little of a text. Then its beginning is enough, and the rest need not be counted.
        Self::with_visible(&taken, all, visible(beginning(text, all)))
            .and_then(|_| Self::with_visible(&taken, all, visible(text)))
    }

    /// The first guard that fixes break which remove these bytes of a text with so many visible ones. The bytes of
    /// rules without a marker are given by the share that the rules may take, ascending.
    fn with_visible(taken: &[(f64, usize)], all: usize, visible: usize) -> Option<Self> {
        let mut sum = 0;
        for (n, (share, removed)) in taken.iter().enumerate() {
            sum += removed;
            let is_last = taken.get(n + 1).is_none_or(|(next, _)| next > share);
            if is_last && sum as f64 > share * visible as f64 {
                return Some(Self::Share(*share));
            }
        }
        (all >= visible).then_some(Self::NothingLeft)
    }

    /// Why a fix is withheld that breaks this guard with others.
    pub fn reason(&self) -> Withheld {
        match self {
            Self::Share(_) => Withheld::LargeShare,
            Self::NothingLeft => Withheld::NothingLeft,
        }
    }

    /// Whether a finding has a part in it.
    pub fn concerns(&self, rules: &RuleSet, text: &str, finding: &Finding) -> bool {
        match self {
            Self::Share(share) => {
                share_of(rules, finding) == Some(*share) && removed(text, finding) > 0
            }
            Self::NothingLeft => true,
        }
    }
}

/// The share of a text, from 0 to 1, that the rule of a finding may take; `None` if a marker in the
/// text says that it may take more.
fn share_of(rules: &RuleSet, finding: &Finding) -> Option<f64> {
    let rule = &rules.rules()[finding.rule];
    (!rule.has_marker()).then(|| rules.guards().share(rule.largest_share()))
}

/// The visible bytes that a finding's fix removes, less those that it inserts.
fn removed(text: &str, finding: &Finding) -> usize {
    let removed =
        |edit: &Edit| visible(&text[edit.span.clone()]).saturating_sub(visible(&edit.text));
    finding.edits().iter().map(removed).sum()
}

/// Bytes at the beginning of a text without line breaks in which its first sentence is looked for.
const FIRST_BYTES: usize = 1_000;

/// Whether a finding's fix would remove the first paragraph. A long line that its rule knows not to be
/// running text does not count as one, as long as another paragraph follows and stays.
fn takes_first_paragraph(
    analysis: &TextAnalysis,
    finding: &Finding,
    is_running_text: bool,
) -> bool {
    // Without line breaks, the first sentence is the first paragraph. Only an edit near the beginning can take it.
    let is_near = |edit: &Edit| edit.span.start < analysis.text.len().min(FIRST_BYTES);
    let is_flat = analysis.filled == 1 && is_running_text && finding.edits().iter().any(is_near);
    let segmented = is_flat.then(|| {
        let filled = (0..analysis.lines.len()).filter(|&line| analysis.is_long(line));
        analysis.segmented(&filled.collect::<Vec<_>>())
    });
    let analysis = segmented.as_ref().unwrap_or(analysis);
    let Some((first, last)) = analysis.paragraphs else {
        return false;
    };
    let takes = |line: usize| {
        let content = &analysis.lines[line].content;
        finding.edits().iter().any(|edit| {
            let Edit { span, text } = edit;
            text.is_empty() && span.start <= content.start && content.end <= span.end
        })
    };
    let mut below = (first + 1..=last).filter(|&line| analysis.lines[line].is_paragraph());
    takes(first) && (is_running_text || below.next().is_none_or(takes))
}

/// Whether a finding's fix leaves fewer visible characters of a text than this.
fn leaves_less_than(text: &str, finding: &Finding, min_left: usize) -> bool {
    let count = |text: &str| text.chars().filter(is_visible).count();
    min_left > 0 && {
        let edits = finding.edits().iter();
        let removed: usize = edits.map(|edit| count(&text[edit.span.clone()])).sum();
        count(text) - removed < min_left
    }
}

/// The number of bytes of a text that a reader sees.
fn visible(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_space = |byte: &&u8| matches!(byte, b'\t'..=b'\r' | b' ');
    // The other invisible characters begin with one of a few bytes, most of them rare.
    let heads = memchr3_iter(0xc2, 0xe2, 0xef, bytes)
        .chain(memchr3_iter(0xcc, 0xcd, 0xe1, bytes))
        .chain(memchr_iter(0xe3, bytes));
    let hidden = heads
        .filter_map(|at| text[at..].chars().next())
        .filter(|c| !is_visible(c));
    let spaces = bytes.iter().filter(is_space).count();
    text.len() - spaces - hidden.map(char::len_utf8).sum::<usize>()
}

fn is_visible(c: &char) -> bool {
    !c.is_whitespace() && !is_ignorable(*c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_sees_is_counted_of_all_characters() {
        for c in '\0'..=char::MAX {
            let expected = if is_visible(&c) { c.len_utf8() } else { 0 };
            let mut bytes = [0; 4];
            assert_eq!(visible(c.encode_utf8(&mut bytes)), expected, "{c:?}");
        }
        assert_eq!(visible("a\u{a0}b \u{200f}ج\n"), 4);
    }
}
