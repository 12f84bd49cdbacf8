//! The lines of a text with their labels.

use crate::base::problem::Problem;
use crate::eval::{GoldLabel, LabelledDocument, is_space};
use crate::text::{Document, TextAnalysis};

/// The label and the size of each line of a text.
pub struct LabelledLines<'r> {
    /// By line, the label of most of its bytes.
    pub labels: Vec<Option<&'r GoldLabel>>,
    /// By line, its bytes without white space.
    pub bytes: Vec<usize>,
}

impl<'r> LabelledLines<'r> {
    /// # Errors
    /// Labels that do not fit the text.
    pub fn new(
        analysis: &TextAnalysis,
        document: &Document,
        row: &'r LabelledDocument,
    ) -> Result<Self, Problem> {
        let of_bytes = row.labels(&document.text, &document.display_name())?;
        let (mut labels, mut bytes) = (Vec::new(), Vec::new());
        for line in &analysis.lines {
            let mut held: Vec<(Option<&GoldLabel>, usize)> = Vec::new();
            let chars = analysis.text[line.content.clone()].char_indices();
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

/// The group of a document: the value of a field of the labels or else of the record, or else the id of the
/// document.
pub fn group(by: &str, document: &Document, row: &LabelledDocument) -> String {
    row.field(by)
        .or_else(|| document.fields.get(by).cloned())
        .unwrap_or_else(|| row.id.clone())
}
