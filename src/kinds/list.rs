//! `list`: a header line and the headlines listed under it.

use serde::Deserialize;

use super::{Check, Context, Findings};
use crate::document::Segments;
use crate::rule::{Compiler, RuleError, Shape, has_bullet};

/// The keys of a `list` rule.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// The shape of a listed line.
    item: Shape,
    /// Fewer items than this make no list, and the header is left to other rules.
    min_items: usize,
    /// The list ends after so many items.
    max_items: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            item: Shape::headline(),
            min_items: 1,
            max_items: 60,
        }
    }
}

impl super::Params for Params {
    fn build(self, _: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        Ok(Box::new(List(self)))
    }
}

#[derive(Debug)]
struct List(Params);

impl Check for List {
    fn marks(&self, context: &Context) -> Vec<usize> {
        context.matching_lines().collect()
    }

    fn check(&self, context: &Context, findings: &mut Findings) {
        for header in context.matching_lines() {
            let is_free = |line| {
                context.marks.get(line).is_none() && !findings.covers(context.segments, line)
            };
            let items = run(
                context.segments,
                header + 1,
                &self.0.item,
                self.0.max_items,
                is_free,
            );
            if items.len() >= self.0.min_items {
                let last = items.last().copied().unwrap_or(header);
                findings.add(context, context.lines(header, last));
            }
        }
    }
}

/// The lines from `first` on that have the shape and are free, blank lines between them aside; all
/// have a list mark, or none has.
pub(super) fn run(
    segments: &Segments,
    first: usize,
    item: &Shape,
    max: usize,
    is_free: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let mut items: Vec<usize> = Vec::new();
    for line in first..segments.lines.len() {
        if segments.lines[line].is_blank() {
            continue;
        }
        let bullet = |l: usize| has_bullet(segments.folded_line(l));
        let fits = item.fits(segments, line)
            && is_free(line)
            && items
                .first()
                .is_none_or(|&first| bullet(first) == bullet(line));
        if !fits || items.len() == max {
            break;
        }
        items.push(line);
    }
    items
}
