//! `list`: a header line and the headlines listed under it.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::compile::Compiler;
use crate::rules::conditions::shape::has_bullet;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::Findings;
use crate::rules::detectors::kind::KindKeys;
use crate::rules::error::RuleError;
use crate::rules::spec::shape::Shape;
use crate::text::{PrefixTrie, TextAnalysis, is_alphanumeric};

/// The keys of a `list` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ListKeys {
    /// The shape of a listed line.
    item: Shape,
    /// Words that begin sentences of running text but no headlines; `@name` for a shared list.
    #[schemars(with = "Vec<String>")]
    not_openings: Vec<Spanned<String>>,
    /// With fewer items than this there is no list, and other rules may find the header.
    min_items: usize,
    /// The list has at most this many items.
    max_items: usize,
}

impl Default for ListKeys {
    fn default() -> Self {
        Self {
            item: Shape::headline(),
            not_openings: Vec::new(),
            min_items: 1,
            max_items: 60,
        }
    }
}

impl KindKeys for ListKeys {
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        let not_openings = compiler.words(&self.not_openings)?.iter().collect();
        Ok(Box::new(List {
            params: self,
            not_openings,
        }))
    }
}

#[derive(Debug)]
struct List {
    params: ListKeys,
    not_openings: PrefixTrie<()>,
}

impl Detector for List {
    fn traits(&self) -> Traits {
        Traits {
            marks_lines: true,
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        for &header in context.matching_lines() {
            let is_free = |line| {
                context.landmarks.get(line).is_none()
                    && !findings.in_block(line)
                    && !opens_with(context.analysis.folded_line(line), &self.not_openings)
            };
            let max = self.params.max_items;
            let items = run(
                context.analysis,
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
pub(super) fn opens_with(folded: &str, words: &PrefixTrie<()>) -> bool {
    let line = folded.trim_start_matches(|c: char| !is_alphanumeric(c));
    words.opens(line.chars())
}

/// The lines from `first` on that have the shape and are free. Blank lines between them are skipped. Either all
/// have a list mark, or none has.
pub(super) fn run(
    analysis: &TextAnalysis,
    first: usize,
    item: &Shape,
    max: usize,
    is_free: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let mut items: Vec<usize> = Vec::new();
    for line in first..analysis.lines.len() {
        if analysis.lines[line].is_blank() {
            continue;
        }
        let bullet = |l: usize| has_bullet(analysis.folded_line(l));
        let fits = item.fits(analysis, line)
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
