//! The literal index: one search for the literals of all rules, so that a line costs the same however many rules there
//! are, and a rule sees only lines that have one of its literals.
//!
//! Literals at the beginning of lines, which most are, are looked up in a trie. An automaton that runs while the text is
//! folded finds the others. Those with characters of three bytes or more are searched afterwards, on lines that have
//! such characters.

use std::ops::Range;

use memchr::{memchr_iter, memchr2_iter, memchr3_iter, memmem};

use crate::rules::matching::literal::{Literal, LiteralPosition};
use crate::rules::prefilter::literal_dfa::LiteralDfa;
use crate::rules::prefilter::wide_literals::WideLiterals;
use crate::text::{CharDfa, PrefixTrie, TextAnalysis, is_alphanumeric, is_tabled};

/// Finds, for each rule, the lines that have one of its literals.
#[derive(Debug)]
pub struct LiteralIndex {
    /// The literals at the beginning of lines.
    starts: Starts,
    /// Those of rules that look at segments, which are few: they are looked for at many places of a long line.
    segment_starts: Starts,
    /// The literals elsewhere that the automaton can read, and who uses each.
    inner: (LiteralDfa, Vec<LiteralUser>),
    /// The literals elsewhere with characters that the automaton cannot read, and who uses each.
    wide: (WideLiterals, Vec<LiteralUser>),
}

/// The rule that uses a literal, and where on a line the rule needs it.
#[derive(Debug, Clone, Copy)]
struct LiteralUser {
    position: LiteralPosition,
    rule: usize,
}

impl LiteralUser {
    /// Whether a literal that was found at these bytes of a line is where the rule needs it.
    fn is_at(self, line: &str, literal: Range<usize>) -> bool {
        let before = || line[..literal.start].chars().next_back();
        let after = || line[literal.end..].chars().next();
        self.position != LiteralPosition::WordEnd
            || before().is_some_and(|c| c != ' ') && !after().is_some_and(is_alphanumeric)
    }
}

impl LiteralIndex {
    /// An index of literals, each with the index of its rule. Some of the rules look at segments.
    pub fn new<'l>(
        literals: impl IntoIterator<Item = (usize, &'l Literal)>,
        takes_segments: impl Fn(usize) -> bool,
    ) -> Self {
        let (mut starts, mut segment_starts) = (PrefixTrie::default(), PrefixTrie::default());
        let (mut inner, mut wide) = (Vec::new(), Vec::new());
        // Control characters, which a pattern may list among other white space, are not in folded text.
        let can_occur = |literal: &Literal| !literal.text.contains(char::is_control);
        for (rule, literal) in literals
            .into_iter()
            .filter(|(_, literal)| can_occur(literal))
        {
            let (text, position) = (literal.text.as_str(), literal.position);
            let user = LiteralUser { position, rule };
            match position {
                LiteralPosition::Start | LiteralPosition::Core => {
                    starts.add(text, (position, rule));
                    if takes_segments(rule) {
                        segment_starts.add(text, (position, rule));
                    }
                }
                _ if text.chars().all(is_tabled) => inner.push((text, user)),
                _ => wide.push((text, user)),
            }
        }
        let (inner, inner_users): (Vec<&str>, _) = inner.into_iter().unzip();
        let (wide, wide_users): (Vec<&str>, _) = wide.into_iter().unzip();
        Self {
            starts,
            segment_starts,
            inner: (LiteralDfa::new(&inner), inner_users),
            wide: (WideLiterals::new(&wide), wide_users),
        }
    }

    /// The automaton to run while a text is folded.
    pub fn dfa(&self) -> &CharDfa {
        self.inner.0.dfa()
    }

    /// The rules that have a literal on these lines of a text, each with a line that has one: ascending, without repeats.
    pub fn find(
        &self,
        analysis: &TextAnalysis,
        lines: impl IntoIterator<Item = usize>,
    ) -> Vec<(usize, usize)> {
        let ((inner, inner_users), (wide, wide_users)) = (&self.inner, &self.wide);
        let mut hits = Vec::new();
        for at in lines {
            let line = &analysis.lines[at];
            let hit = &mut |rule| hits.push((rule, at));
            let content = analysis.folded_line(at);
            find_starts(&self.starts, content, hit);
            let found = &mut |users: &[LiteralUser], literal: usize, place| {
                let user = users[literal];
                if user.is_at(content, place) {
                    hit(user.rule);
                }
            };
            let found_inner = &mut |literal, place| found(inner_users, literal, place);
            match analysis.matches(inner.dfa(), at) {
                Some(matches) => matches.iter().for_each(|&one| {
                    inner.compare(one, line.folded.start, content, found_inner);
                }),
                None => inner.find(content, found_inner),
            }
            if line.has_untabled {
                wide.find(content, &mut |literal, place| {
                    found(wide_users, literal, place)
                });
            }
        }
        hits.sort_unstable();
        hits.dedup();
        hits
    }

    /// The long lines that have a literal of one of these rules, at the beginning of a segment if the rule needs it at the
    /// beginning. `hits` are the literals of whole lines.
    pub fn long_lines(
        &self,
        analysis: &TextAnalysis,
        hits: &[(usize, usize)],
        is_wanted: impl Fn(usize) -> bool,
    ) -> Vec<usize> {
        let mut has_hit = vec![false; analysis.lines.len()];
        for &(rule, line) in hits {
            has_hit[line] = has_hit[line] || is_wanted(rule);
        }
        let mut long: Vec<usize> = (0..analysis.lines.len()).collect();
        long.retain(|&line| {
            analysis.is_long(line)
                && (has_hit[line] || self.starts_inside(analysis, line, &is_wanted))
        });
        long
    }

    /// Whether a literal of one of these rules is where a segment may begin inside a line. The places are a superset of
    /// those at which segments begin, and much faster to find.
    fn starts_inside(
        &self,
        analysis: &TextAnalysis,
        line: usize,
        is_wanted: &impl Fn(usize) -> bool,
    ) -> bool {
        let mut is_found = false;
        let hit = &mut |rule| is_found = is_found || is_wanted(rule);
        let folded = analysis.folded_line(line);
        for at in may_begin(folded) {
            find_starts(&self.segment_starts, folded[at..].trim_start(), hit);
        }
        let original = &analysis.text[analysis.lines[line].content.clone()];
        for gap in memmem::find_iter(original.as_bytes(), "  ") {
            let at = analysis
                .folded
                .derived(analysis.lines[line].content.start + gap);
            let rest = &analysis.folded.as_str()[at..analysis.lines[line].folded.end.max(at)];
            find_starts(&self.segment_starts, rest.trim_start(), hit);
        }
        is_found
    }
}

/// The literals at the beginning of lines, with their positions and rules.
type Starts = PrefixTrie<(LiteralPosition, usize)>;

/// Calls `hit` with each rule that has a literal at the beginning of a line, some several times.
fn find_starts(starts: &Starts, line: &str, hit: &mut impl FnMut(usize)) {
    let mut find = |text: &str, is_at: fn(LiteralPosition) -> bool| {
        starts.any(text.chars(), |_, &(position, rule)| {
            if is_at(position) {
                hit(rule);
            }
            false
        });
    };
    // Most lines begin with a letter, so that the line and its core are the same.
    match line.trim_start_matches(|c: char| !is_alphanumeric(c)) {
        core if core.is_empty() || core.len() == line.len() => find(line, |_| true),
        core => {
            find(line, |position| position == LiteralPosition::Start);
            find(core, |position| position == LiteralPosition::Core);
        }
    }
}

/// The places in a folded line behind which a segment may begin.
fn may_begin(folded: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = folded.as_bytes();
    let ascii = memchr3_iter(b'.', b'!', b'?', bytes).chain(memchr3_iter(b')', b']', b'|', bytes));
    // Stops of other scripts are found by a byte that is rare in their texts: the last of ؟ and ۔, and the first of others.
    let of_two = memchr2_iter(0x9f, 0x94, bytes)
        .filter_map(|at| at.checked_sub(1))
        .filter(|&at| matches!(&bytes[at..at + 2], [0xd8, 0x9f] | [0xdb, 0x94]));
    let of_three = memchr3_iter(0xe2, 0xe3, 0xef, bytes)
        .chain(memchr_iter(0xa4, bytes).filter_map(|at| at.checked_sub(2)))
        .filter(|&at| {
            let next = folded.get(at..).and_then(|rest| rest.chars().next());
            next.is_some_and(|c| {
                matches!(
                    c,
                    '।' | '॥' | '。' | '！' | '？' | '】' | '）' | '•' | '…' | '→'
                )
            })
        });
    let others = of_two.chain(of_three);
    ascii
        .chain(others)
        .map(|at| at + folded[at..].chars().next().map_or(1, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::EarlierAnalysis;
    use proptest::prelude::*;

    fn analyse<'t>(index: &'t LiteralIndex, text: &'t str) -> TextAnalysis<'t> {
        TextAnalysis::with_dfa(text, index.dfa(), &EarlierAnalysis::default())
    }

    fn all(index: &LiteralIndex, analysis: &TextAnalysis) -> Vec<(usize, usize)> {
        index.find(analysis, 0..analysis.lines.len())
    }

    #[test]
    fn each_rule_gets_the_lines_with_its_literals() {
        use LiteralPosition::*;
        let literal = |rule, position, text: &str| {
            let text = text.to_owned();
            (rule, Literal { position, text })
        };
        let literals = [
            literal(0, Anywhere, "تعليق"),
            literal(1, Anywhere, "ab"),
            literal(1, Anywhere, "abc"),
            literal(2, Start, "لا"),
            literal(3, Core, "لا تعليق"),
            literal(4, Anywhere, "新闻"),
            literal(5, Anywhere, "a very long literal"),
            literal(6, WordEnd, "وقال"),
            literal(6, WordEnd, "新闻"),
        ];
        let index = LiteralIndex::new(
            literals.iter().map(|(rule, literal)| (*rule, literal)),
            |_| true,
        );
        let lines =
            "تعليقات\nabc\nlinear\n- لا تعليق\n看新闻\na very long road, a very long literal";
        let expected = [(0, 0), (0, 3), (1, 1), (3, 3), (4, 4), (5, 5), (6, 4)];
        assert_eq!(all(&index, &analyse(&index, lines)), expected);
        assert_eq!(all(&index, &analyse(&index, "لا")), [(2, 0)]);
        for (line, is_glued) in [
            ("المدينةوقال مدير", true),
            ("المدينة»وقال: نعم", true),
            ("المدينةوقالت", false),
            ("المدينة وقال", false),
            ("المدينة\u{a0}وقال", false),
            ("وقال", false),
            ("看新闻。", true),
        ] {
            let found = all(&index, &analyse(&index, line));
            assert_eq!(found.contains(&(6, 0)), is_glued, "{line}");
        }
    }

    proptest! {
        #[test]
        fn candidates_are_the_lines_with_a_literal(
            literals in proptest::collection::vec("[abج.新و😀][abج. 新و😀]{0,7}", 0..8),
            text in "([abج.€新و😀 \nـ\u{64b}]|ﻻ|aa|وو|新新|ab ){0,200}",
        ) {
            let positions = [
                LiteralPosition::Anywhere,
                LiteralPosition::WordEnd,
                LiteralPosition::Start,
            ];
            let literals: Vec<Literal> = std::iter::zip(literals, positions.into_iter().cycle())
                .map(|(text, position)| Literal { position, text })
                .collect();
            let index = LiteralIndex::new(literals.iter().enumerate(), |_| true);
            let analysis = analyse(&index, &text);
            let mut expected = Vec::new();
            for (rule, literal) in literals.iter().enumerate() {
                let user = LiteralUser { position: literal.position, rule };
                let is_on = |&line: &usize| {
                    let line = analysis.folded_line(line);
                    let mut places = line.char_indices().map(|(at, _)| at);
                    match literal.position {
                        LiteralPosition::Start => line.starts_with(&literal.text),
                        _ => places.any(|at| {
                            line[at..].starts_with(&literal.text)
                                && user.is_at(line, at..at + literal.text.len())
                        }),
                    }
                };
                expected.extend((0..analysis.lines.len()).filter(is_on).map(|line| (rule, line)));
            }
            prop_assert_eq!(all(&index, &analysis), expected);
        }
    }

    #[test]
    fn a_line_crowded_with_heads_takes_no_more_memory_than_its_text() {
        let literal = |text: &str| Literal {
            position: LiteralPosition::Anywhere,
            text: text.to_owned(),
        };
        let literals = [literal("||||||zz"), literal("b")];
        let index = LiteralIndex::new(literals.iter().enumerate(), |_| true);
        let text = format!("{0}\nb{0}zz\nb\n{0}", "|".repeat(5_000));
        let analysis = analyse(&index, &text);
        let noted = |line| analysis.matches(index.dfa(), line).map(<[_]>::len);
        assert_eq!([0, 1, 2, 3].map(noted), [None, None, Some(1), None]);
        assert_eq!(all(&index, &analysis), [(0, 1), (1, 1), (1, 2)]);
    }
}
