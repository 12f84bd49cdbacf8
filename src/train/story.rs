//! Labelled texts as a story model sees them: a place wherever it asks whether a story opens.

use crate::base::problem::Problem;
use crate::eval::{LabelClass, LabelledDocument};
use crate::rules::RuleSet;
use crate::rules::detectors::{Model, Opening, StoryFeatures, StoryWeights};
use crate::text::{Document, Segments};
use crate::train::compose::Article;
use crate::train::{Example, Lines, Page, Place, group};

/// What a foreign story is labelled.
const FOREIGN: &str = "boilerplate:appended-story";
const TITLE: &str = "title";

/// What a story model is asked for.
#[derive(Debug)]
pub struct Subject<'a> {
    pub rules: &'a RuleSet,
    /// The model whose weights are fitted.
    pub model: &'a Model,
    /// The features whose weights stay as they are.
    pub kept: &'a [String],
}

/// What a text teaches.
#[derive(Debug)]
pub struct Lesson {
    /// Of where foreign text begins.
    pub start: Page,
    /// Of where one foreign story ends and the next begins.
    pub split: Page,
    /// Its own article.
    pub(super) article: Article,
}

/// The names of the features, in the order of their numbers.
pub fn feature_names() -> &'static [&'static str] {
    StoryFeatures::NAMES
}

/// What is known of a line that is not blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// It is the article's.
    Kept,
    /// It is foreign, and the first line of its story or not.
    Foreign { is_first: bool },
    /// It is foreign as far as one can tell.
    Doubtful,
    /// It is something else, or nothing is known.
    Unknown,
}

/// A text of which is known what is foreign.
pub(super) struct Text<'d> {
    pub document: &'d Document,
    pub group: String,
    /// By line.
    pub told: Vec<Told>,
    pub bytes: Vec<usize>,
    /// Whether each foreign story's first line is known.
    pub is_parted: bool,
}

/// A document with its labels.
///
/// # Errors
/// Labels that do not fit the text.
pub fn lesson(
    subject: &Subject,
    document: &Document,
    row: &LabelledDocument,
    group_by: &str,
) -> Result<Lesson, Problem> {
    let segments = Segments::new(&document.text);
    let lines = Lines::new(&segments, document, row)?;
    let mut told = Vec::new();
    let mut article = Article::default();
    // The mark of the story that the line above belongs to.
    let mut above = None;
    let mut is_parted = false;
    for (line, label) in segments.lines.iter().zip(&lines.labels) {
        if line.is_blank() {
            told.push(Told::Unknown);
            continue;
        }
        let is_foreign = label.is_some_and(|label| label.label == FOREIGN);
        let class = label.map_or(LabelClass::Unscored, |label| label.class());
        let story = label.and_then(|label| label.story.as_ref());
        is_parted |= is_foreign && story.is_some();
        told.push(match (is_foreign, class) {
            (true, LabelClass::Boilerplate) => Told::Foreign {
                is_first: above != Some(story),
            },
            (true, _) => Told::Doubtful,
            (false, LabelClass::Kept) => Told::Kept,
            (false, _) => Told::Unknown,
        });
        above = is_foreign.then_some(story);
        if told.last() == Some(&Told::Kept) {
            let text = &segments.text[line.content.clone()];
            article.add(text, label.is_some_and(|label| label.label == TITLE));
        }
    }
    let text = Text {
        group: group(group_by, document, row),
        document,
        told,
        bytes: lines.bytes,
        is_parted,
    };
    let (start, split) = subject.pages(&text);
    Ok(Lesson {
        start,
        split,
        article,
    })
}

impl Subject<'_> {
    /// What a text teaches of beginnings and of splits.
    pub(super) fn pages(&self, text: &Text) -> (Page, Page) {
        let first_of = |&line: &usize| text.told[line] == Told::Foreign { is_first: true };
        let stories: Vec<usize> = (0..text.told.len()).filter(first_of).collect();
        let openings = self.rules.openings(text.document, self.model, &stories);
        let mut start = text.page(true);
        let mut split = text.page(false);
        split.residue = stories.len().saturating_sub(1);
        if let Some(openings) = openings {
            let example = |opening: &Opening, is_residue| {
                self.example(opening, &self.model.start, is_residue)
            };
            start.places = text.starts(&openings.starts, openings.last, example);
            let example = |opening: &Opening, is_residue| {
                self.example(opening, &self.model.split, is_residue)
            };
            for (n, inner) in openings.inner.iter().enumerate() {
                let next = stories.get(n + 1).copied();
                split.places.extend(text.splits(inner, next, example));
            }
        }
        (start, split)
    }

    fn example(&self, opening: &Opening, old: &StoryWeights, is_residue: bool) -> Example {
        let mut offset = 0.0;
        let mut features = Vec::new();
        let named = feature_names().iter().zip(old.values());
        for ((n, (name, old)), &value) in (0..).zip(named).zip(&opening.features) {
            match self.kept.iter().any(|kept| kept == name) {
                true => offset += old * value,
                false => features.push((n, value)),
            }
        }
        Example {
            features,
            offset,
            is_residue,
            weight: 1.0,
        }
    }
}

impl Text<'_> {
    fn page(&self, is_cut: bool) -> Page {
        Page {
            group: self.group.clone(),
            residue: self.bytes_of(0, self.told.len(), |told| {
                matches!(told, Told::Foreign { .. })
            }),
            places: Vec::new(),
            is_cut,
            is_judged: true,
        }
    }

    fn bytes_of(&self, from: usize, to: usize, is_meant: impl Fn(Told) -> bool) -> usize {
        let lines = self.told[from..to].iter().zip(&self.bytes[from..to]);
        let meant = lines.filter(|(told, _)| is_meant(**told));
        meant.map(|(_, bytes)| bytes).sum()
    }

    /// Where foreign text could begin. What stands below its true beginning teaches nothing.
    fn starts(
        &self,
        openings: &[Opening],
        last: usize,
        example: impl Fn(&Opening, bool) -> Example,
    ) -> Vec<Place> {
        let is_foreign = |told: &Told| matches!(told, Told::Foreign { .. } | Told::Doubtful);
        let boundary = self.told.iter().position(is_foreign);
        let place = |opening: &Opening| {
            let line = opening.line;
            let told = self.told[line];
            let is_residue = told == Told::Foreign { is_first: true };
            Place {
                teaches: boundary.is_none_or(|boundary| line <= boundary)
                    && (is_residue || told == Told::Kept),
                handicap: opening.handicap,
                residue: self.bytes_of(line, last + 1, |told| matches!(told, Told::Foreign { .. })),
                kept: self.bytes_of(line, last + 1, |told| told == Told::Kept),
                example: example(opening, is_residue),
            }
        };
        openings.iter().map(place).collect()
    }

    /// Where the story below another could begin; what stands below its true beginning is left out.
    /// Where only some beginnings are known, the lines between them teach nothing.
    fn splits(
        &self,
        openings: &[Opening],
        next: Option<usize>,
        example: impl Fn(&Opening, bool) -> Example,
    ) -> Vec<Place> {
        let until = next.unwrap_or(self.told.len());
        let openings = openings.iter().filter(|opening| opening.line <= until);
        openings
            .filter_map(|opening| {
                let is_residue = Some(opening.line) == next;
                let is_inside = self.told[opening.line] == Told::Foreign { is_first: false };
                (is_residue || (is_inside && self.is_parted)).then(|| Place {
                    teaches: true,
                    handicap: 0.0,
                    residue: usize::from(is_residue),
                    kept: usize::from(!is_residue),
                    example: example(opening, is_residue),
                })
            })
            .collect()
    }
}
