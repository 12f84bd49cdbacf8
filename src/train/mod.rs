//! Fits the models of packs anew on labelled texts.
//!
//! [`furniture`] and [`story`] make [`Page`]s of labelled texts: what the model sees of each place,
//! by the code that judges with it, and what gold says of it. [`fit`] learns from the places, and
//! [`held_out`] says what models do on pages that they were not fitted on.

mod compose;
mod fit;
pub mod furniture;
mod report;
pub mod story;

pub(crate) use compose::compose;
pub use fit::{Example, Fitted, Options, fit};
pub use report::{Held, held_out};

use crate::base::problem::Problem;
use crate::eval::{GoldLabel, LabelledDocument, is_space};
use crate::text::{Document, Segments};

/// A text as a model meets it.
#[derive(Debug)]
pub struct Page {
    /// Pages of one group look alike, such as those of an outlet.
    pub group: String,
    pub places: Vec<Place>,
    /// Whether what is taken first takes all below it along; otherwise each place goes by itself.
    pub is_cut: bool,
    /// All that should go.
    pub residue: usize,
    /// Whether models are judged on it; otherwise it only teaches.
    pub is_judged: bool,
}

/// A place of a text that a model scores.
#[derive(Debug)]
pub struct Place {
    pub example: Example,
    /// Whether gold says of it what can be learnt.
    pub teaches: bool,
    /// What its score must exceed the threshold by; infinite where rules leave it whatever its score.
    pub handicap: f64,
    /// What goes where it is taken, and what of that should stay: in bytes without white space, or
    /// counted.
    pub residue: usize,
    pub kept: usize,
}

/// The examples that pages teach.
pub fn examples<'p>(pages: impl IntoIterator<Item = &'p Page>) -> Vec<&'p Example> {
    let places = pages.into_iter().flat_map(|page| &page.places);
    let teaching = places.filter(|place| place.teaches);
    teaching.map(|place| &place.example).collect()
}

/// The lines of a text with what gold says of them.
struct Lines<'r> {
    /// By line: the label of most of its bytes.
    labels: Vec<Option<&'r GoldLabel>>,
    /// By line: its bytes without white space.
    bytes: Vec<usize>,
}

impl<'r> Lines<'r> {
    fn new(
        segments: &Segments,
        document: &Document,
        row: &'r LabelledDocument,
    ) -> Result<Self, Problem> {
        let of_bytes = row.labels(&document.text, &document.display_name())?;
        let (mut labels, mut bytes) = (Vec::new(), Vec::new());
        for line in &segments.lines {
            let mut held: Vec<(Option<&GoldLabel>, usize)> = Vec::new();
            let chars = segments.text[line.content.clone()].char_indices();
            for (at, c) in chars.filter(|&(_, c)| !is_space(c)) {
                let label = of_bytes[line.content.start + at];
                let is_same = |other: &Option<&GoldLabel>| match (label, other) {
                    (Some(label), Some(other)) => std::ptr::eq(label, *other),
                    (label, other) => label.is_none() && other.is_none(),
                };
                match held.iter_mut().find(|(other, _)| is_same(other)) {
                    Some((_, bytes)) => *bytes += c.len_utf8(),
                    None => held.push((label, c.len_utf8())),
                }
            }
            bytes.push(held.iter().map(|(_, bytes)| bytes).sum());
            let most = held.iter().rev().max_by_key(|(_, bytes)| bytes);
            labels.push(most.and_then(|(label, _)| *label));
        }
        Ok(Self { labels, bytes })
    }
}

/// The value of a field of the gold or else of the record; the document's id where neither has it.
fn group(by: &str, document: &Document, row: &LabelledDocument) -> String {
    row.field(by)
        .or_else(|| document.fields.get(by).cloned())
        .unwrap_or_else(|| row.id.clone())
}
