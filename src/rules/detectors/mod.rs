//! Rule kinds: the ways of looking for residue, one file each. A new kind is a file and a row here.

use std::cell::OnceCell;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::DeTable;

use crate::rules::finding::{Edit, Finding, Fix};
use crate::rules::survey::Known;
use crate::rules::{Category, Compiler, Literal, Rule, RuleError, Shape, TextUse};
use crate::text::Segments;

mod affix;
mod blank;
mod duplicate;
mod elsewhere;
mod encoding;
mod headline_run;
mod headline_wall;
mod line;
mod list;
mod memory;
mod missing_break;
mod page;
mod shape;
mod span;
mod story;
mod to_end;

pub(crate) use memory::Memory;
pub(crate) use page::PageModel;
pub use page::{LineExample, PageModelSpec, feature_names};
pub use story::ModelSpec;
pub(crate) use story::{
    Features as StoryFeatures, Model, Opening, Openings, Weights as StoryWeights,
};

/// A kind of rule, as the registry lists it.
pub struct Kind {
    /// The name in TOML.
    pub name: &'static str,
    /// What rules of this kind look for, in a sentence.
    pub about: &'static str,
    pub text_use: TextUse,
    /// Whether its rules may put other text in the place of what they find.
    pub replaces: bool,
    /// The keys it takes beside those that every rule has.
    pub keys: fn() -> &'static [&'static str],
    pub(crate) build: Build,
    /// The JSON Schema of those keys.
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
}

type Build = fn(
    Spanned<DeTable<'_>>,
    &Compiler,
) -> Result<Result<Box<dyn Check>, RuleError>, toml::de::Error>;

/// All kinds, in the order in which their rules run: a kind sees what those above it found.
pub static KINDS: &[Kind] = &[
    replacing(row::<line::Params>(
        "line",
        "a line that is only a phrase, or matches a pattern as a whole",
        TextUse::Line,
    )),
    row::<shape::Params>(
        "shape",
        "a line judged by its place and shape alone",
        TextUse::None,
    ),
    replacing(row::<span::Params>(
        "span",
        "a phrase or pattern inside a line",
        TextUse::Inside,
    )),
    row::<blank::Params>(
        "blank",
        "lines that hold nothing but invisible characters",
        TextUse::None,
    ),
    row::<story::Params>(
        "story",
        "another article's text after the article",
        TextUse::None,
    ),
    row::<list::Params>(
        "list",
        "a header line and the headlines listed under it",
        TextUse::Line,
    ),
    row::<to_end::Params>(
        "to-end",
        "a marker line and all that follows it",
        TextUse::Line,
    ),
    row::<headline_run::Params>(
        "headline-run",
        "lines that look like headlines, in a row, without a header",
        TextUse::None,
    ),
    row::<headline_wall::Params>(
        "headline-wall",
        "several headlines on one line, parted by runs of spaces or by signs",
        TextUse::None,
    ),
    row::<duplicate::Params>(
        "duplicate",
        "a line that repeats a line nearby or the title, whole or cut short",
        TextUse::None,
    ),
    row::<missing_break::Params>(
        "missing-break",
        "two lines run together without a break",
        TextUse::None,
    ),
    row::<elsewhere::Params>(
        "elsewhere",
        "a line that stands in other documents of the same source",
        TextUse::None,
    ),
    row::<encoding::Params>(
        ENCODING,
        "a file that is not in UTF-8; the fix writes all of it in UTF-8",
        TextUse::None,
    ),
    row::<page::Params>(
        "furniture",
        "lines of the page around the article, by a model, where other rules found residue",
        TextUse::None,
    ),
];

/// The name of the kind whose fix is no edit of the text.
pub const ENCODING: &str = "encoding";

/// The kind of this name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// The parameters of a kind as TOML gives them, and how they become a check.
trait Params: DeserializeOwned + JsonSchema {
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Check>, RuleError>;
}

const fn row<P: Params>(name: &'static str, about: &'static str, text_use: TextUse) -> Kind {
    Kind {
        name,
        about,
        text_use,
        replaces: false,
        keys: crate::rules::keys_of::<P>,
        build: |table, compiler| {
            let params = P::deserialize(toml::de::Deserializer::from(table))?;
            Ok(params.build(compiler))
        },
        schema: P::json_schema,
    }
}

const fn replacing(kind: Kind) -> Kind {
    Kind {
        replaces: true,
        ..kind
    }
}

/// Looks for one rule's residue in a document.
pub(crate) trait Check: Send + Sync + std::fmt::Debug {
    /// The lines that other rules may take as landmarks: markers and headers.
    fn landmarks(&self, _: &Context) -> Vec<usize> {
        Vec::new()
    }

    /// Whether the check rests on a marker that another rule found.
    fn has_marker(&self) -> bool {
        false
    }

    /// Whether a long line that it finds may be running text. Where not, the guard of a document's first
    /// paragraph asks for the next.
    fn takes_running_text(&self) -> bool {
        true
    }

    /// The model of page furniture that the rule judges by. Such a rule needs the findings of all
    /// others as evidence.
    fn page_model(&self) -> Option<&Arc<PageModel>> {
        None
    }

    /// Literals of which one stands in every line that it can find something in, for a rule without
    /// texts; `None` where there is no such set.
    fn literals(&self) -> Option<&[Literal]> {
        None
    }

    /// The shape of every line that a finding begins with.
    fn item(&self) -> Option<&Shape> {
        None
    }

    /// The model by which the rule tells stories that no marker leads to.
    fn story_model(&self) -> Option<&Arc<Model>> {
        None
    }

    /// Where that model asks whether a story opens, given the first lines of stories that are known;
    /// none where the document is not for it.
    fn openings(&self, _: &Context, _: &Findings, _: &[usize]) -> Option<Openings> {
        None
    }

    /// Whether the rule judges by other documents.
    fn needs_survey(&self) -> bool {
        false
    }

    /// Reports what the rule finds.
    fn check(&self, context: &Context, findings: &mut Findings);
}

/// What a check may look at.
pub(crate) struct Context<'a> {
    pub segments: &'a Segments<'a>,
    pub rule: &'a Rule,
    /// The lines that hold a literal of the rule (all, where it has none) and meet its conditions.
    pub candidates: &'a [usize],
    /// Those of them that the rule's texts match as whole lines, once that was asked.
    pub matching: &'a OnceCell<Vec<usize>>,
    pub landmarks: &'a Landmarks,
    /// What was read of the document before.
    pub memory: &'a Memory,
    /// What a survey of the corpus says of the lines, where there is one.
    pub known: Option<&'a Known<'a>>,
}

impl Context<'_> {
    /// The candidate lines that the rule's texts match as whole lines.
    pub fn matching_lines(&self) -> &[usize] {
        self.matching.get_or_init(|| {
            let lines = self.candidates.iter().copied();
            lines
                .filter(|&line| self.rule.matcher.is_line(self.segments, line))
                .collect()
        })
    }
}

/// The landmarks of a document: by line, the category of the rule that marked it.
#[derive(Debug, Default)]
pub(crate) struct Landmarks(pub Vec<Option<Category>>);

impl Landmarks {
    /// The category of the rule that marked this line.
    pub fn get(&self, line: usize) -> Option<Category> {
        self.0.get(line).copied().flatten()
    }
}

/// A finding before the rule's name, message and applicability are put to it.
pub(crate) struct Draft {
    pub span: std::ops::Range<usize>,
    pub edits: Vec<Edit>,
    /// Instead of the rule's summary.
    pub message: Option<String>,
}

/// The findings of a document so far.
pub(crate) struct Findings {
    pub all: Vec<Finding>,
    /// By line, whether a finding of several lines, such as a story, covers it.
    covered: Vec<bool>,
    /// What all rules but those of page furniture found, once a rule needs it.
    pub evidence: Option<Vec<Evidence>>,
    /// What the model of page furniture made of the document.
    judged: Option<page::PageScores>,
    /// What a story model did not find in it.
    without_story: Option<story::NoStory>,
}

/// A finding of another rule, as evidence: its first and last line, and its category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Evidence {
    pub first: usize,
    pub last: usize,
    pub category: Category,
    /// Whether the rule does not report here: its lines are not for others to take.
    pub is_ignored: bool,
}

impl Findings {
    /// None yet, in a document of so many lines.
    pub fn new(lines: usize) -> Self {
        Self {
            all: Vec::new(),
            covered: vec![false; lines],
            evidence: None,
            judged: None,
            without_story: None,
        }
    }

    /// Adds a finding of the context's rule.
    pub fn add(&mut self, context: &Context, draft: Draft) {
        let rule = context.rule;
        self.all.push(Finding {
            rule: rule.index,
            span: draft.span,
            message: draft.message.unwrap_or_else(|| rule.summary.clone()),
            fix: rule.applicability.map(|applicability| Fix {
                applicability,
                edits: draft.edits,
            }),
        });
    }

    /// Adds a finding of whole lines.
    pub fn add_lines(
        &mut self,
        context: &Context,
        first: usize,
        last: usize,
        message: Option<String>,
    ) {
        let segments = context.segments;
        let (first, last) = match &context.rule.expand {
            Some(expand) => expand.grow(segments, context.landmarks, first, last),
            None => (first, last),
        };
        if first < last {
            self.covered[first..=last].fill(true);
        }
        self.add(
            context,
            Draft {
                span: segments.lines[first].content.start..segments.end_of(last),
                edits: vec![Edit::remove_lines(segments, first, last)],
                message,
            },
        );
    }

    /// Adds a finding that other text takes the place of; what is so already is no finding.
    pub fn replace(&mut self, context: &Context, span: std::ops::Range<usize>, content: String) {
        if context.segments.text[span.clone()] == content {
            return;
        }
        let edit = Edit {
            start: span.start,
            end: span.end,
            content,
        };
        self.add(
            context,
            Draft {
                span,
                edits: vec![edit],
                message: None,
            },
        );
    }

    /// Whether a finding of several lines covers this line.
    pub fn in_block(&self, line: usize) -> bool {
        self.covered[line]
    }
}
