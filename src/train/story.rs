//! Training pages for story models: a place for each line at which a story may begin.

use crate::base::problem::Problem;
use crate::eval::{LabelClass, LabelledDocument};
use crate::rules::RuleSet;
use crate::rules::detectors::{Model, Opening, StoryFeatures, StoryWeights};
use crate::text::{Document, TextAnalysis};
use crate::train::article::Article;
use crate::train::fit::TrainingExample;
use crate::train::labelled_lines::{LabelledLines, group};
use crate::train::page::{TrainingPage, TrainingPlace};

/// The label of a foreign story.
const FOREIGN: &str = "boilerplate:appended-story";
const TITLE: &str = "title";

/// The story model that is trained.
#[derive(Debug)]
pub struct StorySubject<'a> {
    /// The rules that read the texts.
    pub rules: &'a RuleSet,
    /// The model whose weights are fitted.
    pub model: &'a Model,
    /// The features whose weights stay as they are.
    pub fixed: &'a [String],
}

/// The training pages of a text.
#[derive(Debug)]
pub struct Lesson {
    /// For where foreign text begins.
    pub start: TrainingPage,
    /// For where the next foreign story begins.
    pub split: TrainingPage,
    /// The article of the text.
    pub(super) article: Article,
}

/// The names of the features, in the order of their numbers.
pub fn feature_names() -> &'static [&'static str] {
    StoryFeatures::NAMES
}

/// What the labels say of a line that is not blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineRole {
    /// It belongs to the article.
    Kept,
    /// It is foreign.
    Foreign {
        /// Whether it is the first line of its story.
        is_first: bool,
    },
    /// It is probably foreign.
    Doubtful,
    /// It is something else, or has no label.
    Unknown,
}

/// A text with a role for each line.
pub(super) struct TrainingText<'d> {
    /// The text.
    pub document: &'d Document,
    /// The group of the text.
    pub group: String,
    /// The role of each line.
    pub roles: Vec<LineRole>,
    /// The bytes of each line without white space.
    pub bytes: Vec<usize>,
    /// Whether the first line of each foreign story is labelled.
    pub is_split: bool,
}

/// The training pages of a labelled document.
///
/// # Errors
/// Labels that do not fit the text.
pub fn lesson(
    subject: &StorySubject,
    document: &Document,
    row: &LabelledDocument,
    group_by: &str,
) -> Result<Lesson, Problem> {
    let analysis = TextAnalysis::new(&document.text);
    let lines = LabelledLines::new(&analysis, document, row)?;
    let mut roles = Vec::new();
    let mut article = Article::default();
    // The story of the line above, if it is foreign.
    let mut above = None;
    let mut is_split = false;
    for (line, label) in analysis.lines.iter().zip(&lines.labels) {
        if line.is_blank() {
            roles.push(LineRole::Unknown);
            continue;
        }
        let is_foreign = label.is_some_and(|label| label.label == FOREIGN);
        let class = label.map_or(LabelClass::Unscored, |label| label.class());
        let story = label.and_then(|label| label.story.as_ref());
        is_split |= is_foreign && story.is_some();
        roles.push(match (is_foreign, class) {
            (true, LabelClass::Boilerplate) => LineRole::Foreign {
                is_first: above != Some(story),
            },
            (true, _) => LineRole::Doubtful,
            (false, LabelClass::Kept) => LineRole::Kept,
            (false, _) => LineRole::Unknown,
        });
        above = is_foreign.then_some(story);
        if roles.last() == Some(&LineRole::Kept) {
            let text = &analysis.text[line.content.clone()];
            article.add(text, label.is_some_and(|label| label.label == TITLE));
        }
    }
    let text = TrainingText {
        group: group(group_by, document, row),
        document,
        roles,
        bytes: lines.bytes,
        is_split,
    };
    let (start, split) = subject.pages(&text);
    Ok(Lesson {
        start,
        split,
        article,
    })
}

impl StorySubject<'_> {
    /// The training pages of a text for beginnings and for splits.
    pub(super) fn pages(&self, text: &TrainingText) -> (TrainingPage, TrainingPage) {
        let first_of = |&line: &usize| text.roles[line] == LineRole::Foreign { is_first: true };
        let stories: Vec<usize> = (0..text.roles.len()).filter(first_of).collect();
        let openings = self.rules.openings(text.document, self.model, &stories);
        let mut start = text.page(true);
        let mut split = text.page(false);
        split.boilerplate = stories.len().saturating_sub(1);
        if let Some(openings) = openings {
            let example = |opening: &Opening, is_boilerplate| {
                self.example(opening, &self.model.start, is_boilerplate)
            };
            start.places = text.starts(&openings.starts, openings.last, example);
            let example = |opening: &Opening, is_boilerplate| {
                self.example(opening, &self.model.split, is_boilerplate)
            };
            for (n, inner) in openings.inner.iter().enumerate() {
                let next = stories.get(n + 1).copied();
                split.places.extend(text.splits(inner, next, example));
            }
        }
        (start, split)
    }

    fn example(
        &self,
        opening: &Opening,
        old: &StoryWeights,
        is_boilerplate: bool,
    ) -> TrainingExample {
        let mut offset = 0.0;
        let mut features = Vec::new();
        let named = feature_names().iter().zip(old.values());
        for ((n, (name, old)), &value) in (0..).zip(named).zip(&opening.features) {
            match self.fixed.iter().any(|fixed| fixed == name) {
                true => offset += old * value,
                false => features.push((n, value)),
            }
        }
        TrainingExample {
            features,
            offset,
            is_boilerplate,
            weight: 1.0,
        }
    }
}

impl TrainingText<'_> {
    fn page(&self, is_cut: bool) -> TrainingPage {
        TrainingPage {
            group: self.group.clone(),
            boilerplate: self.bytes_of(0, self.roles.len(), |role| {
                matches!(role, LineRole::Foreign { .. })
            }),
            places: Vec::new(),
            is_cut,
            is_measured: true,
        }
    }

    fn bytes_of(&self, from: usize, to: usize, is_meant: impl Fn(LineRole) -> bool) -> usize {
        let lines = self.roles[from..to].iter().zip(&self.bytes[from..to]);
        let meant = lines.filter(|(role, _)| is_meant(**role));
        meant.map(|(_, bytes)| bytes).sum()
    }

    /// The places where foreign text may begin. Places below its true beginning are not used for fitting.
    fn starts(
        &self,
        openings: &[Opening],
        last: usize,
        example: impl Fn(&Opening, bool) -> TrainingExample,
    ) -> Vec<TrainingPlace> {
        let is_foreign =
            |role: &LineRole| matches!(role, LineRole::Foreign { .. } | LineRole::Doubtful);
        let boundary = self.roles.iter().position(is_foreign);
        let place = |opening: &Opening| {
            let line = opening.line;
            let role = self.roles[line];
            let is_boilerplate = role == LineRole::Foreign { is_first: true };
            TrainingPlace {
                is_fitted: boundary.is_none_or(|boundary| line <= boundary)
                    && (is_boilerplate || role == LineRole::Kept),
                handicap: opening.handicap,
                boilerplate: self.bytes_of(line, last + 1, |told| {
                    matches!(told, LineRole::Foreign { .. })
                }),
                kept: self.bytes_of(line, last + 1, |role| role == LineRole::Kept),
                example: example(opening, is_boilerplate),
            }
        };
        openings.iter().map(place).collect()
    }

    /// The places where the story below another may begin, up to its true beginning. If only some beginnings are
    /// labelled, the lines between them are left out.
    fn splits(
        &self,
        openings: &[Opening],
        next: Option<usize>,
        example: impl Fn(&Opening, bool) -> TrainingExample,
    ) -> Vec<TrainingPlace> {
        let until = next.unwrap_or(self.roles.len());
        let openings = openings.iter().filter(|opening| opening.line <= until);
        openings
            .filter_map(|opening| {
                let is_boilerplate = Some(opening.line) == next;
                let is_inside = self.roles[opening.line] == LineRole::Foreign { is_first: false };
                (is_boilerplate || (is_inside && self.is_split)).then(|| TrainingPlace {
                    is_fitted: true,
                    handicap: 0.0,
                    boilerplate: usize::from(is_boilerplate),
                    kept: usize::from(!is_boilerplate),
                    example: example(opening, is_boilerplate),
                })
            })
            .collect()
    }
}
