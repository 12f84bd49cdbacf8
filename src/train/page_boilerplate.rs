//! Training pages for the page boilerplate model: a place for each line.

use crate::base::problem::Problem;
use crate::eval::{LabelClass, LabelledDocument};
use crate::rules::RuleSet;
use crate::text::{Document, TextAnalysis};
use crate::train::fit::TrainingExample;
use crate::train::labelled_lines::{LabelledLines, group};
use crate::train::page::{TrainingPage, TrainingPlace};

/// The label of boilerplate that reads like an article. Other rules find it.
const FOREIGN: &str = "boilerplate:appended-story";
/// A longer line has no more weight, in bytes.
const HEAVIEST: usize = 600;

/// The training page of a labelled document.
///
/// # Errors
/// Labels that do not fit the text.
pub fn page(
    rules: &RuleSet,
    document: &Document,
    row: &LabelledDocument,
    group_by: &str,
) -> Result<TrainingPage, Problem> {
    let lines = LabelledLines::new(&TextAnalysis::new(&document.text), document, row)?;
    let place = |line: crate::rules::detectors::LineExample| {
        let label = lines.labels[line.at]?;
        let is_boilerplate = match label.class() {
            LabelClass::Boilerplate if label.label != FOREIGN => true,
            LabelClass::Kept => false,
            _ => return None,
        };
        let bytes = lines.bytes[line.at];
        Some(TrainingPlace {
            is_fitted: true,
            handicap: if line.is_protected {
                f64::INFINITY
            } else {
                0.0
            },
            boilerplate: if is_boilerplate { bytes } else { 0 },
            kept: if is_boilerplate { 0 } else { bytes },
            example: TrainingExample {
                is_boilerplate,
                offset: 0.0,
                weight: (bytes.min(HEAVIEST) as f64).sqrt(),
                features: line.features.into_iter().map(|on| (on, 1.0)).collect(),
            },
        })
    };
    let places: Vec<_> = rules
        .page_lines(document)
        .into_iter()
        .filter_map(place)
        .collect();
    Ok(TrainingPage {
        group: group(group_by, document, row),
        boilerplate: places.iter().map(|place| place.boilerplate).sum(),
        is_cut: false,
        is_measured: true,
        places,
    })
}
