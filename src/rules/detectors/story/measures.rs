//! Measures the features of a line at which a story may begin.

use crate::rules::detectors::affix::StemId;
use crate::rules::detectors::story::features::Features;
use crate::rules::detectors::story::lines::StoryLine;
use crate::rules::detectors::story::stem_marks::StemMarks;
use crate::rules::detectors::story::stem_sums::{HEAD, StemSums};
use crate::rules::detectors::story::word_lists::WordLists;

impl Features {
    /// The features of a story that would begin at line `i` and have the opening paragraph `j`. Without a
    /// headline, both are the same line.
    pub fn new(
        lines: &[StoryLine],
        i: usize,
        j: usize,
        tables: &StemSums,
        words: &WordLists,
        after_mark: bool,
        marks: &mut StemMarks,
    ) -> Self {
        let (opening, previous) = (&lines[j], &lines[i - 1]);
        let is_bare = j == i;
        let merged = match is_bare {
            true => Vec::new(),
            false => marks.merged(lines[i].stems(), opening.stems()),
        };
        let block = OpeningStems::new(if is_bare { opening.stems() } else { &merged }, i, tables);
        let head = tables.head(i);
        let known = |stem: StemId| tables.first(stem) < i;
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let next = &lines[(j + 1).min(lines.len())..(j + 4).min(lines.len())];
        let next_known: f64 = next
            .iter()
            .flat_map(StoryLine::stems)
            .filter(|(stem, _)| known(*stem))
            .map(|&(_, w)| w)
            .sum();
        let next_total: f64 = next.iter().map(|line| line.reading.weight).sum();
        let usual = (tables.known[i] + 6.0) / (tables.total[i] + 20.0);
        Self {
            headline: flag(!is_bare),
            headline_echo: if is_bare {
                0.0
            } else {
                marks.shared(lines[i].stems(), opening.stems()).min(3.0)
            },
            question_head: flag(!is_bare && asks(lines[i].last_char())),
            under_subhead: flag(
                is_bare
                    && is_subhead(
                        previous.chars,
                        || previous.reading.words,
                        previous.last_char(),
                    ),
            ),
            lead_opener: flag(words.reporting_verbs.contains(opening.first())),
            dateline: flag(opening.reading.has_dateline),
            time_near: flag(opening.reading.has_day),
            opens_and: flag(words.joins(opening.first())),
            lead_len: lead_len(opening.chars),
            cohesion_lead: block.known / block.total - usual,
            first_known: first_known(opening, known),
            cohesion_title: block.of_title.min(4.0),
            link_prev: share(
                marks.shared(opening.stems(), previous.stems()),
                opening.reading.weight,
            ),
            new_share: block.coming / block.total,
            theme_fwd: if tables.theme[i] >= 2.0 {
                tables.theme_again[i] / tables.theme[i]
            } else {
                0.3
            },
            next_coh: (next_known + 2.0) / (next_total + 8.0),
            suffix_title: share(
                sum(head.iter().filter(|(stem, _)| tables.last(*stem) >= i)),
                sum(head.iter()),
            ),
            heads_before: (tables.headings[i] as f64).min(4.0),
            prefix_lines: (i as f64).ln(),
            suffix_lines: ((lines.len() - j) as f64).ln(),
            after_mark: flag(after_mark),
        }
    }
}

/// The weights of the stems of a headline and its opening, each stem once.
struct OpeningStems {
    /// Of all stems; always more than 0.
    total: f64,
    /// Of the stems that occurred before.
    known: f64,
    /// Of those that occur in the first lines.
    of_title: f64,
    /// Of the new stems that occur again.
    coming: f64,
}

impl OpeningStems {
    fn new(stems: &[(StemId, f64)], cut: usize, tables: &StemSums) -> Self {
        let (mut total, mut known, mut of_title, mut coming) = (0.0, 0.0, 0.0, 0.0);
        for &(stem, weight) in stems {
            let first = tables.first(stem);
            total += weight;
            if first < cut {
                known += weight;
            } else if tables.comes_again(stem) {
                coming += weight;
            }
            if first < cut.min(HEAD) {
                of_title += weight;
            }
        }
        Self {
            total: total.max(f64::MIN_POSITIVE),
            known,
            of_title,
            coming,
        }
    }
}

/// The most words of a subheading.
pub const SUBHEAD_WORDS: usize = 10;

/// Whether a line of this length, with this last character, is a subheading.
pub fn is_subhead(chars: usize, words: impl FnOnce() -> usize, last: Option<char>) -> bool {
    chars < 60 && last != Some('.') && (1..=SUBHEAD_WORDS).contains(&words())
}

/// The feature for the length of an opening in characters.
pub fn lead_len(chars: usize) -> f64 {
    (chars as f64 / 100.0).min(4.0)
}

/// Whether a line with this last character is a question.
pub fn asks(last: Option<char>) -> bool {
    matches!(last, Some('?' | '\u{61f}'))
}

/// A feature that is 1 or 0.
pub fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// The weight of stems together.
pub fn sum<'a>(stems: impl Iterator<Item = &'a (StemId, f64)>) -> f64 {
    stems.map(|&(_, weight)| weight).sum()
}

/// The share of the first two telling stems that occurred before.
fn first_known(opening: &StoryLine, known: impl Fn(StemId) -> bool) -> f64 {
    let telling = opening.reading.telling.iter().flatten();
    telling.filter(|&&stem| known(stem)).count() as f64 / 2.0
}
