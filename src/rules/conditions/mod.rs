//! Conditions on where a line stands and what stands around it: every kind takes them.

pub mod expand;
pub mod scope;
pub mod shape;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::detectors::Landmarks;
use crate::rules::matching::matcher::{Matcher, TextUse};
use crate::rules::pack::compile::Compiler;
use crate::rules::{Category, RuleError, Shape};
use crate::text::{Fold, Part, Script, Segments};

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
    /// What is asked of a line, the cheapest first.
    tests: Vec<Test>,
}

/// A compiled condition.
#[derive(Debug)]
enum Test {
    Script(Script),
    MinLines(usize),
    AfterTitle,
    First(usize),
    Last(usize),
    Part(Vec<Part>),
    AfterShare(f64),
    BeforeShare(f64),
    Line(Shape),
    Previous(Shape),
    Next(Shape),
    Any(Vec<Where>),
    Not(Box<Where>),
    Itself(Near),
    Follows(Near),
    Precedes(Near),
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

impl WhereSpec {
    /// These conditions and those of `all`, each without what it holds in turn.
    fn demands(&self) -> Vec<&Self> {
        let inner = self.all.iter().flat_map(Self::demands);
        std::iter::once(self).chain(inner).collect()
    }
}

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
        let mut tests = Vec::new();
        for demand in spec.demands() {
            tests.extend(places(demand));
            tests.extend(shapes(demand));
            tests.extend(nears(demand, fold, compiler)?);
            let compile = |spec: &WhereSpec| Self::new(spec, fold, compiler);
            if !demand.any.is_empty() {
                let any: Result<_, _> = demand.any.iter().map(compile).collect();
                tests.push(Test::Any(any?));
            }
            if let Some(not) = &demand.not {
                tests.push(Test::Not(Box::new(compile(not)?)));
            }
        }
        tests.sort_by_key(Test::cost);
        Ok(Self {
            tests,
            spec: spec.clone(),
        })
    }

    /// Whether two rules stand under the same conditions, as far as these ask for shape and place.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        format!("{:?}", self.spec) == format!("{:?}", other.spec)
    }

    /// The conditions, as written, that all must hold.
    pub(crate) fn demands(&self) -> Vec<&WhereSpec> {
        self.spec.demands()
    }

    /// Whether some condition asks which rule marks a line.
    pub(crate) fn asks_for_landmarks(&self) -> bool {
        self.tests.iter().any(|test| match test {
            Test::Any(any) => any.iter().any(Self::asks_for_landmarks),
            Test::Not(not) => not.asks_for_landmarks(),
            Test::Itself(near) | Test::Follows(near) | Test::Precedes(near) => {
                !near.category.is_empty()
            }
            _ => false,
        })
    }

    /// Whether a line of a document meets all conditions.
    pub(crate) fn allows(&self, segments: &Segments, landmarks: &Landmarks, line: usize) -> bool {
        let mut tests = self.tests.iter();
        tests.all(|test| test.holds(segments, landmarks, line))
    }
}

/// The conditions on the document and on where in it a line stands.
fn places(spec: &WhereSpec) -> impl Iterator<Item = Test> {
    let tests = [
        spec.script.map(Test::Script),
        spec.min_lines.map(Test::MinLines),
        spec.after_title.then_some(Test::AfterTitle),
        spec.first.map(Test::First),
        spec.last.map(Test::Last),
        (!spec.part.is_empty()).then(|| Test::Part(spec.part.clone())),
        spec.after_share.map(Test::AfterShare),
        spec.before_share.map(Test::BeforeShare),
    ];
    tests.into_iter().flatten()
}

/// The conditions on the shapes of a line and of its neighbours.
fn shapes(spec: &WhereSpec) -> impl Iterator<Item = Test> {
    let test =
        |shape: &Shape, test: fn(Shape) -> Test| (!shape.is_any()).then(|| test(shape.clone()));
    let tests = [
        test(&spec.line, Test::Line),
        test(&spec.previous, Test::Previous),
        test(&spec.next, Test::Next),
    ];
    tests.into_iter().flatten()
}

/// The conditions on what stands near a line.
fn nears(spec: &WhereSpec, fold: Fold, compiler: &Compiler) -> Result<Vec<Test>, RuleError> {
    let (after, before) = match &spec.inside {
        Some(inside) => (Some(&inside.after), Some(&inside.before)),
        None => (None, None),
    };
    let test = |near: Option<&NearSpec>, within, test: fn(Near) -> Test| {
        near.map(|near| Near::new(near, within, fold, compiler).map(test))
    };
    let tests = [
        test(spec.itself.as_ref(), NEXT, Test::Itself),
        test(spec.follows.as_ref(), NEXT, Test::Follows),
        test(spec.precedes.as_ref(), NEXT, Test::Precedes),
        test(after, AROUND, Test::Follows),
        test(before, AROUND, Test::Precedes),
    ];
    tests.into_iter().flatten().collect()
}

impl Test {
    /// A rank: what may read a text costs most.
    fn cost(&self) -> usize {
        let of_all = |all: &Where| all.tests.iter().map(Self::cost).max().unwrap_or(0);
        match self {
            Self::Script(_) | Self::MinLines(_) | Self::AfterTitle => 0,
            Self::First(_) | Self::Last(_) | Self::Part(_) => 1,
            Self::AfterShare(_) | Self::BeforeShare(_) => 2,
            Self::Line(_) => 3,
            Self::Previous(_) | Self::Next(_) => 4,
            Self::Any(any) => any.iter().map(of_all).max().unwrap_or(0),
            Self::Not(not) => of_all(not),
            Self::Itself(_) | Self::Follows(_) | Self::Precedes(_) => 5,
        }
    }

    fn holds(&self, segments: &Segments, landmarks: &Landmarks, line: usize) -> bool {
        let ordinal = segments.lines[line].ordinal;
        let share =
            || segments.lines[line].content.start as f64 / segments.text.len().max(1) as f64;
        let above = || std::iter::successors(segments.previous(line), |&l| segments.previous(l));
        let below = || std::iter::successors(segments.next(line), |&l| segments.next(l));
        match self {
            Self::Script(script) => segments.script == Some(*script),
            Self::MinLines(n) => segments.filled >= *n,
            Self::AfterTitle => segments.title.is_some_and(|title| line > title),
            Self::First(n) => ordinal < *n,
            Self::Last(n) => ordinal + n >= segments.filled,
            Self::Part(parts) => parts.contains(&segments.part(line)),
            Self::AfterShare(from) => share() >= *from,
            Self::BeforeShare(until) => share() < *until,
            Self::Line(shape) => shape.fits(segments, line),
            Self::Previous(shape) => shape.fits_neighbour(segments, segments.previous(line)),
            Self::Next(shape) => shape.fits_neighbour(segments, segments.next(line)),
            Self::Any(any) => any.iter().any(|one| one.allows(segments, landmarks, line)),
            Self::Not(not) => !not.allows(segments, landmarks, line),
            Self::Itself(near) => near.is_among(segments, landmarks, std::iter::once(line)),
            Self::Follows(near) => near.is_among(segments, landmarks, above()),
            Self::Precedes(near) => near.is_among(segments, landmarks, below()),
        }
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
    use super::*;
    use crate::rules::pack::error::Source;

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
