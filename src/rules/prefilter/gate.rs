//! The gate: one search for the literals of all rules, so that a line costs the same however many
//! rules there are, and a rule sees only lines that hold one of its literals.
//!
//! Most literals are those of whole lines and stand at a line's head: they are looked for there and
//! nowhere else. The others are looked for in all of the text, in the pass that folds it; those with
//! characters of three bytes and more afterwards, on lines that have such.

use std::cell::LazyCell;
use std::ops::{Deref, Range};

use regex_syntax::hir::literal::{ExtractKind, Extractor, Literal as Extracted};
use regex_syntax::hir::{Hir, HirKind};

use crate::rules::prefilter::automaton::Automaton;
use crate::rules::prefilter::heads::Heads;
use crate::rules::prefilter::untabled::Untabled;
use crate::text::{
    Before, Edit, Fold, Line, Script, Sightings, TextAnalysis, head, is_alphanumeric, is_tabled,
};

/// A text that must stand on a line, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Literal {
    pub place: Place,
    /// Folded as texts are unless a rule says otherwise.
    pub text: String,
}

/// Where on a line a literal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The line begins with it.
    Head,
    /// The line begins with it but for signs before it.
    Core,
    Anywhere,
    /// After another character that is no space, and before no letter or digit: at the end of a word
    /// that it does not begin.
    WordEnd,
}

/// Finds, for each rule, the lines that may match it.
#[derive(Debug)]
pub struct Gate {
    /// The literals at the heads of lines.
    heads: Heads<(Place, usize)>,
    inner: (Automaton, Vec<Sought>),
    /// The literals in which other characters stand than the automaton reads.
    others: (Untabled, Vec<Sought>),
}

/// What a literal that stands on a line is sought for.
#[derive(Debug, Clone, Copy)]
struct Sought {
    place: Place,
    rule: usize,
}

impl Sought {
    /// Whether a literal stands where it is sought.
    fn is_at(self, line: &str, literal: Range<usize>) -> bool {
        let before = || line[..literal.start].chars().next_back();
        let after = || line[literal.end..].chars().next();
        self.place != Place::WordEnd
            || before().is_some_and(|c| c != ' ') && !after().is_some_and(is_alphanumeric)
    }
}

/// A text cut into lines, with what a gate saw in the pass that folded it.
#[derive(Debug)]
pub struct Scanned<'t> {
    analysis: TextAnalysis<'t>,
    sightings: Sightings,
    /// The gate that scanned it: what one saw says nothing to another.
    gate: Option<&'t Gate>,
}

impl Scanned<'_> {
    /// An empty text, in which there is nothing to see.
    pub fn empty() -> Self {
        Self {
            analysis: TextAnalysis::new(""),
            sightings: Sightings::default(),
            gate: None,
        }
    }

    /// What of it is taken over when the text is scanned again after these edits, which are in
    /// ascending order.
    pub fn into_before(self, edits: Vec<Edit>) -> Before {
        self.analysis.into_before(self.sightings, edits)
    }
}

impl<'t> Deref for Scanned<'t> {
    type Target = TextAnalysis<'t>;

    fn deref(&self) -> &TextAnalysis<'t> {
        &self.analysis
    }
}

impl Gate {
    /// Builds the gate from the literals of rules, each with the index of its rule.
    pub fn new<'l>(literals: impl IntoIterator<Item = (usize, &'l Literal)>) -> Self {
        let mut heads = Heads::default();
        let (mut inner, mut others) = (Vec::new(), Vec::new());
        // Control characters, which patterns may ask for among other space, fold to spaces.
        let can_stand = |literal: &Literal| !literal.text.contains(char::is_control);
        for (rule, literal) in literals
            .into_iter()
            .filter(|(_, literal)| can_stand(literal))
        {
            let (text, place) = (literal.text.as_str(), literal.place);
            let sought = Sought { place, rule };
            match place {
                Place::Head | Place::Core => heads.add(text, (place, rule)),
                _ if text.chars().all(is_tabled) => inner.push((text, sought)),
                _ => others.push((text, sought)),
            }
        }
        let (inner, sought): (Vec<&str>, _) = inner.into_iter().unzip();
        let (others, sought_others): (Vec<&str>, _) = others.into_iter().unzip();
        Self {
            heads,
            inner: (Automaton::new(&inner), sought),
            others: (Untabled::new(&others), sought_others),
        }
    }

    /// Folds a text, of which this gate may have scanned another form before, and looks at it meanwhile.
    pub fn scan<'t>(&'t self, text: &'t str, before: &Before) -> Scanned<'t> {
        let scan = self.inner.0.scan();
        let (analysis, sightings) = TextAnalysis::scanned(text, scan, before);
        Scanned {
            analysis,
            sightings,
            gate: Some(self),
        }
    }

    /// The rules that have a literal in a text that this gate scanned, each with the lines that hold
    /// one: ascending, without repeats.
    pub fn candidates(&self, scanned: &Scanned) -> Vec<(usize, usize)> {
        let is_own = scanned.gate.is_none_or(|gate| std::ptr::eq(gate, self));
        debug_assert!(is_own, "scanned by another gate");
        let ((inner, sought_inner), (others, sought_others)) = (&self.inner, &self.others);
        let mut hits = Vec::new();
        for (
            line,
            Line {
                folded,
                has_untabled,
                ..
            },
        ) in scanned.lines.iter().enumerate()
        {
            let hit = &mut |rule| hits.push((rule, line));
            let content = scanned.folded_line(line);
            self.find_heads(content, hit);
            let found = &mut |sought: &[Sought], literal: usize, place| {
                let sought = sought[literal];
                if sought.is_at(content, place) {
                    hit(sought.rule);
                }
            };
            let found_inner = &mut |literal, place| found(sought_inner, literal, place);
            match scanned.sightings.on(line) {
                Some(seen) => seen
                    .iter()
                    .for_each(|&seen| inner.compare(seen, folded.start, content, found_inner)),
                None => inner.find(content, found_inner),
            }
            if *has_untabled {
                others.find(content, &mut |literal, place| {
                    found(sought_others, literal, place)
                });
            }
        }
        hits.sort_unstable();
        hits.dedup();
        hits
    }

    /// Tells the rules that have a literal at the head of a line, some several times.
    fn find_heads(&self, line: &str, hit: &mut impl FnMut(usize)) {
        let mut find = |text: &str, is_at: fn(Place) -> bool| {
            self.heads.any(text.chars(), |_, &(place, rule)| {
                if is_at(place) {
                    hit(rule);
                }
                false
            });
        };
        // Most lines begin with a letter: one walk finds what they and their cores begin with.
        match line.trim_start_matches(|c: char| !is_alphanumeric(c)) {
            core if core.is_empty() || core.len() == line.len() => find(line, |_| true),
            core => {
                find(line, |place| place == Place::Head);
                find(core, |place| place == Place::Core);
            }
        }
    }
}

/// Literals of a rule that lets more count, as the gate sees texts: it knows one folding. `None` where
/// that leaves nothing of one.
pub fn refolded(literals: Vec<Literal>) -> Option<Vec<Literal>> {
    let refolded = |literal: Literal| {
        let text = Fold::Arabic.phrase(&literal.text);
        // Folding may change what a line begins with.
        let place = Place::Anywhere;
        (!text.is_empty()).then_some(Literal { place, text })
    };
    literals.into_iter().map(refolded).collect()
}

/// The fewest literals of which one stands in every text that one of these stands in: long ones are
/// cut, and those that begin with another go.
pub fn fewest(literals: Vec<Literal>) -> Vec<Literal> {
    let cut = |literal: Literal| Literal {
        text: head(&literal.text, LONGEST).to_owned(),
        ..literal
    };
    let mut literals: Vec<Literal> = literals.into_iter().map(cut).collect();
    literals.sort_unstable();
    literals.dedup_by(|next, kept| next.place == kept.place && next.text.starts_with(&kept.text));
    literals
}

/// Characters of a literal that are looked for: more tell hardly more, and make the search larger.
const LONGEST: usize = 12;

/// Literals of which one stands in every text that a pattern matches, or `None` where there is no
/// such set of literals good enough to tell lines apart.
///
/// The head, the end and every inner part of the pattern are asked; the set whose weakest literal
/// is strongest wins. Of a pattern of whole lines, what they begin with wins where it is good enough:
/// that tells more than what stands somewhere on them.
pub fn literals_of(pattern: &Hir, is_of_lines: bool) -> Option<Vec<Literal>> {
    // Most patterns are told by their heads: the parts of others are taken apart then.
    let inner = LazyCell::new(|| inner_parts(pattern));
    let heads = std::iter::once(pattern)
        .chain(std::iter::once(&inner).flat_map(|inner| inner.iter()))
        .map(|part| (part, ExtractKind::Prefix));
    let sets = heads
        .chain([(pattern, ExtractKind::Suffix)])
        .enumerate()
        .filter_map(|(n, (part, kind))| {
            let found = Extractor::new().kind(kind.clone()).extract(part);
            let cut = |literal: &Extracted| whole_characters(literal.as_bytes(), &kind);
            let mut literals: Vec<String> = found.literals()?.iter().map(cut).collect();
            literals.sort();
            literals.dedup();
            let weakest = literals.iter().map(|literal| weight(literal)).min()?;
            let place = match n {
                0 if is_of_lines => Place::Head,
                _ => Place::Anywhere,
            };
            (weakest >= WEAKEST && literals.len() <= MOST).then_some((place, weakest, literals))
        });
    // The first that needs no better one; else the best, of equals the first: no chance is in it.
    let mut best: Option<(Place, usize, Vec<String>)> = None;
    for set in sets {
        if best.as_ref().is_none_or(|best| set.1 > best.1) {
            best = Some(set);
        }
        if best
            .as_ref()
            .is_some_and(|best| best.0 == Place::Head || best.1 >= GOOD)
        {
            break;
        }
    }
    let (place, _, literals) = best?;
    let literal = |text| Literal { place, text };
    Some(literals.into_iter().map(literal).collect())
}

/// Parts of a pattern of which each must match for the pattern to match, each with all that follows it
/// where it stands.
fn inner_parts(pattern: &Hir) -> Vec<Hir> {
    match pattern.kind() {
        HirKind::Concat(parts) => {
            let ends = (1..parts.len()).map(|n| Hir::concat(parts[n..].to_vec()));
            ends.chain(parts.iter().flat_map(inner_parts)).collect()
        }
        HirKind::Capture(capture) => {
            let own = std::iter::once((*capture.sub).clone());
            own.chain(inner_parts(&capture.sub)).collect()
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            let own = std::iter::once((*repetition.sub).clone());
            own.chain(inner_parts(&repetition.sub)).collect()
        }
        _ => Vec::new(),
    }
}

/// How well a literal tells lines apart: two for a letter or a usual sign; one for a digit or a space,
/// which stand in many lines; four for a rare sign or an ideograph, which stand in few.
fn weight(literal: &str) -> usize {
    let weight = |c: char| match c {
        ' ' | '\n' | '0'..='9' => 1,
        '<' | '>' | '{' | '}' | '[' | ']' | '=' | '_' | '\\' | '|' | '@' | '#' | '$' | '%' => 4,
        _ if c.is_ascii() => 2,
        _ if Script::of(c) == Some(Script::Cjk) || !is_alphanumeric(c) => 4,
        _ => 2,
    };
    literal.chars().map(weight).sum()
}

/// The weight that a literal must have: that of two letters.
const WEAKEST: usize = 4;
/// With this weight a set is not bettered.
const GOOD: usize = 8;
/// More literals than this cost more than they keep away.
const MOST: usize = 500;

/// A literal as text. The extractor cuts by bytes; a character that it cut goes.
fn whole_characters(bytes: &[u8], kind: &ExtractKind) -> String {
    let is_start = |&byte: &u8| byte & 0b1100_0000 != 0b1000_0000;
    let bytes = match kind {
        ExtractKind::Suffix => &bytes[bytes.iter().position(is_start).unwrap_or(bytes.len())..],
        _ => bytes,
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) => String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_rule_gets_the_lines_with_its_literals() {
        use Place::*;
        let literal = |rule, place, text: &str| {
            let text = text.to_owned();
            (rule, Literal { place, text })
        };
        let literals = [
            literal(0, Anywhere, "تعليق"),
            literal(1, Anywhere, "ab"),
            literal(1, Anywhere, "abc"),
            literal(2, Head, "لا"),
            literal(3, Core, "لا تعليق"),
            literal(4, Anywhere, "新闻"),
            literal(5, Anywhere, "a very long literal"),
            literal(6, WordEnd, "وقال"),
            literal(6, WordEnd, "新闻"),
        ];
        let gate = Gate::new(literals.iter().map(|(rule, literal)| (*rule, literal)));
        let lines =
            "تعليقات\nabc\nlinear\n- لا تعليق\n看新闻\na very long road, a very long literal";
        let expected = [(0, 0), (0, 3), (1, 1), (3, 3), (4, 4), (5, 5), (6, 4)];
        assert_eq!(
            gate.candidates(&gate.scan(lines, &Before::default())),
            expected
        );
        assert_eq!(
            gate.candidates(&gate.scan("لا", &Before::default())),
            [(2, 0)]
        );
        for (line, is_glued) in [
            ("المدينةوقال مدير", true),
            ("المدينة»وقال: نعم", true),
            ("المدينةوقالت", false),
            ("المدينة وقال", false),
            ("المدينة\u{a0}وقال", false),
            ("وقال", false),
            ("看新闻。", true),
        ] {
            let found = gate.candidates(&gate.scan(line, &Before::default()));
            assert_eq!(found.contains(&(6, 0)), is_glued, "{line}");
        }
    }

    proptest! {
        #[test]
        fn candidates_are_the_lines_with_a_literal(
            literals in proptest::collection::vec("[abج.新و😀][abج. 新و😀]{0,7}", 0..8),
            text in "([abج.€新و😀 \nـ\u{64b}]|ﻻ|aa|وو|新新|ab ){0,200}",
        ) {
            let places = [Place::Anywhere, Place::WordEnd, Place::Head];
            let literals: Vec<Literal> = std::iter::zip(literals, places.into_iter().cycle())
                .map(|(text, place)| Literal { place, text })
                .collect();
            let gate = Gate::new(literals.iter().enumerate());
            let scanned = gate.scan(&text, &Before::default());
            let mut expected = Vec::new();
            for (rule, literal) in literals.iter().enumerate() {
                let sought = Sought { place: literal.place, rule };
                let is_on = |&line: &usize| {
                    let line = scanned.folded_line(line);
                    let mut places = line.char_indices().map(|(at, _)| at);
                    match literal.place {
                        Place::Head => line.starts_with(&literal.text),
                        _ => places.any(|at| {
                            line[at..].starts_with(&literal.text)
                                && sought.is_at(line, at..at + literal.text.len())
                        }),
                    }
                };
                expected.extend((0..scanned.lines.len()).filter(is_on).map(|line| (rule, line)));
            }
            prop_assert_eq!(gate.candidates(&scanned), expected);
        }
    }

    #[test]
    fn a_line_crowded_with_heads_takes_no_more_memory_than_its_text() {
        let literal = |text: &str| Literal {
            place: Place::Anywhere,
            text: text.to_owned(),
        };
        let literals = [literal("||||||zz"), literal("b")];
        let gate = Gate::new(literals.iter().enumerate());
        let text = format!("{0}\nb{0}zz\nb\n{0}", "|".repeat(5_000));
        let scanned = gate.scan(&text, &Before::default());
        let noted = |line| scanned.sightings.on(line).map(<[_]>::len);
        assert_eq!([0, 1, 2, 3].map(noted), [None, None, Some(1), None]);
        assert_eq!(gate.candidates(&scanned), [(0, 1), (1, 1), (1, 2)]);
    }

    #[test]
    fn a_literal_that_begins_with_another_is_not_needed() {
        let literal = |text: &str| Literal {
            place: Place::Head,
            text: text.to_owned(),
        };
        let literals = ["read", "read also", "a very long literal", "a very long"];
        let few = ["a very long", "read"].map(literal);
        assert_eq!(fewest(literals.map(literal).to_vec()), few);
    }

    #[test]
    fn literals_come_from_the_better_end_of_a_pattern() {
        let literals = |p| -> Option<Vec<String>> {
            let found = literals_of(&regex_syntax::parse(p).unwrap(), false)?;
            Some(found.into_iter().map(|literal| literal.text).collect())
        };
        assert_eq!(literals("^(?:source: .*)$"), Some(vec!["source: ".into()]));
        assert_eq!(literals(r"\d+ views"), Some(vec![" views".into()]));
        assert_eq!(
            literals(r".{0,9}Related .{0,9}"),
            Some(vec!["Related ".into()])
        );
        assert_eq!(
            literals("(?:تابع|شارك)نا"),
            Some(vec!["تابعنا".into(), "شاركنا".into()])
        );
        assert_eq!(literals(r"\d+"), None);
    }
}
