//! `list`: a header line and the headlines listed under it.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::detectors::{Check, Context, Findings};
use crate::rules::{Compiler, Heads, RuleError, Shape, has_bullet};
use crate::text::{Segments, is_alphanumeric};

/// The keys of a `list` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// The shape of a listed line.
    item: Shape,
    /// Words that begin sentences of running text and so no headline; `@name` for a shared list.
    #[schemars(with = "Vec<String>")]
    not_openings: Vec<Spanned<String>>,
    /// Fewer items than this make no list, and the header is left to other rules.
    min_items: usize,
    /// The list ends after so many items.
    max_items: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            item: Shape::headline(),
            not_openings: Vec::new(),
            min_items: 1,
            max_items: 60,
        }
    }
}

impl crate::rules::detectors::Params for Params {
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        let not_openings = compiler.words(&self.not_openings)?.iter().collect();
        Ok(Box::new(List {
            params: self,
            not_openings,
        }))
    }
}

#[derive(Debug)]
struct List {
    params: Params,
    not_openings: Heads<()>,
}

impl Check for List {
    fn landmarks(&self, context: &Context) -> Vec<usize> {
        context.matching_lines().to_vec()
    }

    fn check(&self, context: &Context, findings: &mut Findings) {
        for &header in context.matching_lines() {
            let is_free = |line| {
                context.landmarks.get(line).is_none()
                    && !findings.in_block(line)
                    && !opens_with(context.segments.folded_line(line), &self.not_openings)
            };
            let max = self.params.max_items;
            let items = run(
                context.segments,
                header + 1,
                &self.params.item,
                max,
                is_free,
            );
            if items.len() >= self.params.min_items {
                let last = items.last().copied().unwrap_or(header);
                findings.add_lines(context, header, last, None);
            }
        }
    }
}

/// Whether a folded line begins with one of these words or phrases.
pub(super) fn opens_with(folded: &str, words: &Heads<()>) -> bool {
    let line = folded.trim_start_matches(|c: char| !is_alphanumeric(c));
    words.opens(line.chars())
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
