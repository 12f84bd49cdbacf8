//! Conditions on where a line stands and what stands around it: every kind takes them.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::compile::Compiler;
use super::matcher::{Matcher, TextUse};
use super::{Category, RuleError, Shape};
use crate::document::{Fold, Part, Script, Segments};
use crate::kinds::Landmarks;

/// Where a line must stand, as TOML says it. All must hold.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WhereSpec {
    /// The part of the document: head, body or tail.
    pub part: Vec<Part>,
    /// Below the title, if the document has one.
    pub after_title: bool,
    /// Among the first so many lines that are not blank.
    pub first: Option<usize>,
    /// Among the last so many lines that are not blank.
    pub last: Option<usize>,
    /// Beginning after this share of the text, from 0 to 1.
    pub after_share: Option<f64>,
    /// Beginning before this share of the text, from 0 to 1.
    pub before_share: Option<f64>,
    /// At least so many lines that are not blank stand in the document.
    pub min_lines: Option<usize>,
    /// The script that most letters of the document are in.
    pub script: Option<Script>,
    /// The line itself.
    pub line: Shape,
    /// The nearest line above that is not blank; a first line meets every condition on it.
    pub previous: Shape,
    /// The nearest line below that is not blank; a last line meets every condition on it.
    pub next: Shape,
    /// The line itself is such a line; with `not`, the exceptions of a rule.
    pub itself: Option<NearSpec>,
    /// Such a line stands closely above.
    pub follows: Option<NearSpec>,
    /// Such a line stands closely below.
    pub precedes: Option<NearSpec>,
    /// Between such a line above and such a line below.
    pub inside: Option<InsideSpec>,
    /// All of these hold.
    pub all: Vec<WhereSpec>,
    /// One of these holds.
    pub any: Vec<WhereSpec>,
    /// This does not hold.
    pub not: Option<Box<WhereSpec>>,
}

/// A line that another stands near.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NearSpec {
    /// It stands at most so many lines away, blank ones aside.
    pub within: Option<usize>,
    /// It is one of these phrases as a whole.
    #[schemars(with = "Vec<String>")]
    pub phrases: Vec<Spanned<String>>,
    /// It begins with one of these.
    #[schemars(with = "Vec<String>")]
    pub openings: Vec<Spanned<String>>,
    /// It matches one of these regular expressions as a whole.
    #[schemars(with = "Vec<String>")]
    pub patterns: Vec<Spanned<String>>,
    /// A rule of one of these categories marks it.
    pub category: Vec<Category>,
    /// It has this shape.
    pub line: Shape,
}

/// A line above and a line below.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct InsideSpec {
    /// The line above.
    pub after: NearSpec,
    /// The line below.
    pub before: NearSpec,
}

/// Compiled conditions.
#[derive(Debug)]
pub struct Where {
    spec: WhereSpec,
    itself: Option<Near>,
    follows: Option<Near>,
    precedes: Option<Near>,
    inside: Option<(Near, Near)>,
    all: Vec<Where>,
    any: Vec<Where>,
    not: Option<Box<Where>>,
}

/// A compiled line that another stands near.
#[derive(Debug)]
struct Near {
    within: usize,
    matcher: Matcher,
    category: Vec<Category>,
    line: Shape,
}

/// How far a line looks for another that it follows or precedes, unless it says otherwise.
const NEXT: usize = 1;
/// How far a line looks for the lines that it stands between, unless it says otherwise.
const AROUND: usize = 20;

impl Where {
    /// Compiles conditions; their texts are folded as the rule's own.
    ///
    /// # Errors
    /// A broken pattern, or a shared list that does not exist.
    pub(crate) fn new(
        spec: &WhereSpec,
        fold: Fold,
        compiler: &Compiler,
    ) -> Result<Self, RuleError> {
        let near = |near: &NearSpec, within| Near::new(near, within, fold, compiler);
        let each = |specs: &[WhereSpec]| -> Result<Vec<Self>, RuleError> {
            specs
                .iter()
                .map(|spec| Self::new(spec, fold, compiler))
                .collect()
        };
        Ok(Self {
            itself: spec
                .itself
                .as_ref()
                .map(|spec| near(spec, NEXT))
                .transpose()?,
            follows: spec
                .follows
                .as_ref()
                .map(|spec| near(spec, NEXT))
                .transpose()?,
            precedes: spec
                .precedes
                .as_ref()
                .map(|spec| near(spec, NEXT))
                .transpose()?,
            inside: match &spec.inside {
                Some(inside) => Some((near(&inside.after, AROUND)?, near(&inside.before, AROUND)?)),
                None => None,
            },
            all: each(&spec.all)?,
            any: each(&spec.any)?,
            not: match &spec.not {
                Some(spec) => Some(Box::new(Self::new(spec, fold, compiler)?)),
                None => None,
            },
            spec: spec.clone(),
        })
    }

    /// Whether two rules stand under the same conditions, as far as these ask for shape and place.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        format!("{:?}", self.spec) == format!("{:?}", other.spec)
    }

    /// Whether some condition asks which rule marks a line.
    pub(crate) fn asks_for_landmarks(&self) -> bool {
        let near = [&self.itself, &self.follows, &self.precedes]
            .into_iter()
            .flatten();
        let inside = self
            .inside
            .iter()
            .flat_map(|(after, before)| [after, before]);
        near.chain(inside).any(|near| !near.category.is_empty())
            || self
                .all
                .iter()
                .chain(&self.any)
                .chain(self.not.as_deref())
                .any(Self::asks_for_landmarks)
    }

    /// Whether a line of a document meets all conditions.
    pub(crate) fn allows(&self, segments: &Segments, landmarks: &Landmarks, line: usize) -> bool {
        let spec = &self.spec;
        let ordinal = segments.lines[line].ordinal;
        let share =
            || segments.lines[line].content.start as f64 / segments.text.len().max(1) as f64;
        let above = || std::iter::successors(segments.previous(line), |&l| segments.previous(l));
        let below = || std::iter::successors(segments.next(line), |&l| segments.next(l));
        (spec.part.is_empty() || spec.part.contains(&segments.part(line)))
            && (!spec.after_title || segments.title.is_some_and(|title| line > title))
            && spec.first.is_none_or(|n| ordinal < n)
            && spec.last.is_none_or(|n| ordinal + n >= segments.filled)
            && spec.after_share.is_none_or(|from| share() >= from)
            && spec.before_share.is_none_or(|until| share() < until)
            && spec.min_lines.is_none_or(|n| segments.filled >= n)
            && spec
                .script
                .is_none_or(|script| segments.script == Some(script))
            && spec.line.fits(segments, line)
            && spec
                .previous
                .fits_neighbour(segments, || segments.previous(line))
            && spec.next.fits_neighbour(segments, || segments.next(line))
            && self
                .itself
                .as_ref()
                .is_none_or(|near| near.is_among(segments, landmarks, std::iter::once(line)))
            && self
                .follows
                .as_ref()
                .is_none_or(|near| near.is_among(segments, landmarks, above()))
            && self
                .precedes
                .as_ref()
                .is_none_or(|near| near.is_among(segments, landmarks, below()))
            && self.inside.as_ref().is_none_or(|(after, before)| {
                after.is_among(segments, landmarks, above())
                    && before.is_among(segments, landmarks, below())
            })
            && self
                .all
                .iter()
                .all(|one| one.allows(segments, landmarks, line))
            && (self.any.is_empty()
                || self
                    .any
                    .iter()
                    .any(|one| one.allows(segments, landmarks, line)))
            && self
                .not
                .as_ref()
                .is_none_or(|one| !one.allows(segments, landmarks, line))
    }
}

impl Near {
    fn new(
        spec: &NearSpec,
        within: usize,
        fold: Fold,
        compiler: &Compiler,
    ) -> Result<Self, RuleError> {
        let texts = [&spec.phrases[..], &spec.openings[..], &spec.patterns[..]];
        Ok(Self {
            within: spec.within.unwrap_or(within),
            matcher: compiler.texts(texts, fold, TextUse::Line)?,
            category: spec.category.clone(),
            line: spec.line.clone(),
        })
    }

    /// Whether one of the nearest lines is such a line.
    fn is_among(
        &self,
        segments: &Segments,
        landmarks: &Landmarks,
        lines: impl Iterator<Item = usize>,
    ) -> bool {
        lines.take(self.within).any(|line| {
            (self.matcher.is_empty() || self.matcher.is_any_line(segments, line))
                && (self.category.is_empty()
                    || landmarks
                        .get(line)
                        .is_some_and(|found| self.category.contains(&found)))
                && self.line.fits(segments, line)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::Source;
    use super::*;

    /// The lines of a text that meet conditions given in TOML.
    fn hits(toml: &str, text: &str) -> Vec<usize> {
        let spec: WhereSpec = toml::from_str(toml).unwrap();
        let compiler = Compiler {
            source: &Source::new("test", toml),
            lists: &Default::default(),
            models: &Default::default(),
            is_shipped: false,
        };
        let conditions = Where::new(&spec, Fold::Arabic, &compiler).unwrap();
        let segments = Segments::new(text);
        let filled = (0..segments.lines.len()).filter(|&l| !segments.lines[l].is_blank());
        filled
            .filter(|&l| conditions.allows(&segments, &Landmarks::default(), l))
            .collect()
    }

    #[test]
    fn an_absent_neighbour_meets_every_condition() {
        let text = "one\ntwo\nthree.\nfour";
        assert_eq!(hits("previous = { ends = ['stop'] }", text), [0, 3]);
        assert_eq!(hits("previous = { present = true }", text), [1, 2, 3]);
    }

    #[test]
    fn first_and_last_count_lines_that_are_not_blank() {
        let text = "\n\na\n\nb\nc\n\n";
        assert_eq!(hits("first = 1", text), [2]);
        assert_eq!(hits("last = 1", text), [5]);
        assert_eq!(hits("after_share = 0.5", text), [4, 5]);
        assert_eq!(hits("before_share = 0.5", text), [2]);
    }

    #[test]
    fn lines_are_told_by_what_stands_near() {
        let text = "menu\na\n\nb\nend\nc";
        assert_eq!(hits("follows = { phrases = ['Menu'] }", text), [1]);
        assert_eq!(
            hits("follows = { phrases = ['Menu'], within = 2 }", text),
            [1, 3]
        );
        assert_eq!(hits("itself = { patterns = ['.*d'] }", text), [4]);
        assert_eq!(
            hits("not = { itself = { openings = ['menu', 'end'] } }", text),
            [1, 3, 5]
        );
        assert_eq!(hits("precedes = { patterns = ['e.d'] }", text), [3]);
        assert_eq!(
            hits(
                "inside = { after = { phrases = ['menu'] }, before = { phrases = ['end'] } }",
                text
            ),
            [1, 3]
        );
    }

    #[test]
    fn conditions_combine() {
        let text = "a\nbb\nccc";
        assert_eq!(hits("any = [{ first = 1 }, { last = 1 }]", text), [0, 2]);
        assert_eq!(hits("not = { first = 1 }", text), [1, 2]);
        assert_eq!(
            hits(
                "all = [{ not = { first = 1 } }, { not = { last = 1 } }]",
                text
            ),
            [1]
        );
    }
}
