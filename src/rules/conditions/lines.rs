//! Conditions on where a line is in a document, how it looks and what is near it. Rules of every kind take them.

use crate::rules::compile::Compiler;
use crate::rules::conditions::landmarks::Landmarks;
use crate::rules::conditions::near::Near;
use crate::rules::error::RuleError;
use crate::rules::spec::conditions::{NearSpec, WhereSpec};
use crate::rules::spec::shape::Shape;
use crate::text::{Ending, Fold, Part, Script, TextAnalysis};

/// Compiled conditions. Two are equal if they were written the same.
#[derive(Debug)]
pub struct Where {
    spec: WhereSpec,
    /// The cheapest first.
    tests: Vec<Test>,
    uses_landmarks: bool,
}

impl PartialEq for Where {
    fn eq(&self, other: &Self) -> bool {
        self.spec == other.spec
    }
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
    Subheading(bool),
    Line(Shape),
    Previous(Shape),
    Next(Shape),
    Any(Vec<Where>),
    Not(Box<Where>),
    Itself(Near),
    Follows(Near),
    Precedes(Near),
}

/// Within how many lines a line must follow or precede another, unless the rule gives a number.
const NEXT: usize = 1;
/// Within how many lines `inside` looks above and below, unless the rule gives a number.
const AROUND: usize = 20;

impl Where {
    /// Compiles conditions. Their texts are folded as the texts of the rule.
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
            uses_landmarks: tests.iter().any(Test::uses_landmarks),
            tests,
            spec: spec.clone(),
        })
    }

    /// The conditions as written. All must hold.
    pub(crate) fn demands(&self) -> Vec<&WhereSpec> {
        self.spec.demands()
    }

    /// Whether a condition depends on the landmarks, that is on the lines that other rules mark.
    pub(crate) fn uses_landmarks(&self) -> bool {
        self.uses_landmarks
    }

    /// Whether a line of a document meets all conditions.
    pub(crate) fn allows(
        &self,
        analysis: &TextAnalysis,
        landmarks: &Landmarks,
        line: usize,
    ) -> bool {
        let mut tests = self.tests.iter();
        tests.all(|test| test.holds(analysis, landmarks, line))
    }
}

/// The conditions on the document and on the place of a line in it.
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
        spec.subheading.map(Test::Subheading),
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

/// The conditions on the lines near a line.
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
    /// A rank of costs: tests that may read text cost most.
    fn cost(&self) -> usize {
        let of_all = |all: &Where| all.tests.iter().map(Self::cost).max().unwrap_or(0);
        match self {
            Self::Script(_) | Self::MinLines(_) | Self::AfterTitle => 0,
            Self::First(_) | Self::Last(_) | Self::Part(_) => 1,
            Self::AfterShare(_) | Self::BeforeShare(_) => 2,
            Self::Line(_) => 3,
            Self::Previous(_) | Self::Next(_) | Self::Subheading(_) => 4,
            Self::Any(any) => any.iter().map(of_all).max().unwrap_or(0),
            Self::Not(not) => of_all(not),
            Self::Itself(_) | Self::Follows(_) | Self::Precedes(_) => 5,
        }
    }

    /// Whether it depends on the lines that other rules mark.
    fn uses_landmarks(&self) -> bool {
        match self {
            Self::Any(any) => any.iter().any(Where::uses_landmarks),
            Self::Not(not) => not.uses_landmarks(),
            Self::Itself(near) | Self::Follows(near) | Self::Precedes(near) => {
                !near.category.is_empty()
            }
            Self::Subheading(_) => true,
            _ => false,
        }
    }

    fn holds(&self, analysis: &TextAnalysis, landmarks: &Landmarks, line: usize) -> bool {
        let ordinal = analysis.lines[line].ordinal;
        let share =
            || analysis.lines[line].content.start as f64 / analysis.text.len().max(1) as f64;
        let above = || std::iter::successors(analysis.previous(line), |&l| analysis.previous(l));
        let below = || std::iter::successors(analysis.next(line), |&l| analysis.next(l));
        match self {
            Self::Script(script) => analysis.script == Some(*script),
            Self::MinLines(n) => analysis.filled >= *n,
            Self::AfterTitle => analysis.title.is_some_and(|title| line > title),
            Self::First(n) => ordinal < *n,
            Self::Last(n) => ordinal + n >= analysis.filled,
            Self::Part(parts) => parts.contains(&analysis.part(line)),
            Self::AfterShare(from) => share() >= *from,
            Self::BeforeShare(until) => share() < *until,
            Self::Subheading(is) => is_subheading_place(analysis, landmarks, line) == *is,
            Self::Line(shape) => shape.fits(analysis, line),
            Self::Previous(shape) => shape.fits_neighbour(analysis, analysis.previous(line)),
            Self::Next(shape) => shape.fits_neighbour(analysis, analysis.next(line)),
            Self::Any(any) => any.iter().any(|one| one.allows(analysis, landmarks, line)),
            Self::Not(not) => !not.allows(analysis, landmarks, line),
            Self::Itself(near) => near.is_among(analysis, landmarks, std::iter::once(line)),
            Self::Follows(near) => near.is_among(analysis, landmarks, above()),
            Self::Precedes(near) => near.is_among(analysis, landmarks, below()),
        }
    }
}

/// Words of the shortest sentence below a subheading.
const SENTENCE_WORDS: usize = 4;

/// Whether a line is where an article has subheadings.
fn is_subheading_place(analysis: &TextAnalysis, landmarks: &Landmarks, line: usize) -> bool {
    let is_of_article = |line: &usize| landmarks.get(*line).is_none();
    let is_finished = |line: usize| {
        let line = &analysis.lines[line];
        line.is_paragraph() || matches!(line.ending, Ending::Stop | Ending::Question)
    };
    let above = analysis.previous(line).filter(is_of_article);
    let below = analysis.next(line).filter(is_of_article);
    above.is_some_and(is_finished)
        && below
            .is_some_and(|line| is_finished(line) && analysis.lines[line].words >= SENTENCE_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::error::RuleSource;

    /// The lines of a text that meet conditions given in TOML.
    fn hits(toml: &str, text: &str) -> Vec<usize> {
        let spec: WhereSpec = toml::from_str(toml).unwrap();
        let compiler = Compiler {
            source: &RuleSource::new("test", toml),
            lists: &Default::default(),
            models: &Default::default(),
            is_shipped: false,
        };
        let conditions = Where::new(&spec, Fold::Arabic, &compiler).unwrap();
        let analysis = TextAnalysis::new(text);
        let filled = (0..analysis.lines.len()).filter(|&l| !analysis.lines[l].is_blank());
        filled
            .filter(|&l| conditions.allows(&analysis, &Landmarks::default(), l))
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
    fn lines_are_found_by_what_is_near() {
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
    fn a_subheading_is_between_sentences() {
        let text = "Head\nIt rained all day long.\nWhy\nIt will rain until Friday, too.\nShare\nShort.\nEnd";
        assert_eq!(hits("subheading = true", text), [2]);
        assert_eq!(hits("subheading = false", text), [0, 1, 3, 4, 5, 6]);
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

    #[test]
    fn conditions_that_are_written_the_same_are_equal() {
        let conditions = |toml: &str| {
            let spec: WhereSpec = toml::from_str(toml).unwrap();
            let compiler = Compiler {
                source: &RuleSource::new("test", toml),
                lists: &Default::default(),
                models: &Default::default(),
                is_shipped: false,
            };
            Where::new(&spec, Fold::Arabic, &compiler).unwrap()
        };
        let one = "first = 2\nfollows = { phrases = ['menu'] }";
        // The phrase is at another place of the file.
        let moved = "first   =   2\n\nfollows = {   phrases = ['menu'] }";
        assert_eq!(conditions(one), conditions(moved));
        for other in ["first = 2", "first = 2\nfollows = { phrases = ['home'] }"] {
            assert_ne!(conditions(one), conditions(other), "{other}");
        }
    }
}
