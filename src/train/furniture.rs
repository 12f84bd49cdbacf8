//! Labelled pages as the model of page furniture sees them: a place a line.

use crate::base::problem::Problem;
use crate::eval::{LabelClass, LabelledDocument};
use crate::rules::RuleSet;
use crate::text::{Document, Segments};
use crate::train::{Example, Lines, Page, Place, group};

/// Residue that reads like an article: other rules look for it.
const FOREIGN: &str = "boilerplate:appended-story";
/// Bytes from which longer lines weigh no more.
const HEAVIEST: usize = 600;

/// A document with its labels.
///
/// # Errors
/// Labels that do not fit the text.
pub fn page(
    rules: &RuleSet,
    document: &Document,
    row: &LabelledDocument,
    group_by: &str,
) -> Result<Page, Problem> {
    let lines = Lines::new(&Segments::new(&document.text), document, row)?;
    let place = |line: crate::rules::detectors::PageLine| {
        let label = lines.labels[line.at]?;
        let is_residue = match label.class() {
            LabelClass::Boilerplate if label.label != FOREIGN => true,
            LabelClass::Kept => false,
            _ => return None,
        };
        let bytes = lines.bytes[line.at];
        Some(Place {
            teaches: true,
            handicap: if line.is_kept { f64::INFINITY } else { 0.0 },
            residue: if is_residue { bytes } else { 0 },
            kept: if is_residue { 0 } else { bytes },
            example: Example {
                is_residue,
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
    Ok(Page {
        group: group(group_by, document, row),
        residue: places.iter().map(|place| place.residue).sum(),
        is_cut: false,
        is_judged: true,
        places,
    })
}
