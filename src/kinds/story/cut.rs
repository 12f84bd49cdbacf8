//! Where foreign text begins, and where one foreign story ends and the next begins.

use super::features::{Features, Weights};
use super::model::{Model, Words};
use super::text::{Line, Tables};

/// The beginning of a story.
#[derive(Debug)]
pub struct Cut {
    /// Index among the lines that were read.
    pub line: usize,
    /// The score and its reasons; `None` for the first story after a marker.
    evidence: Option<(f64, Features)>,
}

impl Cut {
    /// The story that a marker leads to.
    pub fn after_marker() -> Self {
        Self {
            line: 0,
            evidence: None,
        }
    }

    /// Why this is a story's beginning, in words.
    pub fn reasons(&self) -> String {
        match &self.evidence {
            None => "a marker leads to it".to_owned(),
            Some((score, features)) => {
                format!("{}; score {score:.1}", features.reasons().join(", "))
            }
        }
    }
}

/// The first line of a text at which foreign text begins.
pub fn first_cut(lines: &[Line], model: &Model, is_marked: impl Fn(&Line) -> bool) -> Option<Cut> {
    let tables = Tables::new(lines);
    let is_possible = |at: usize| has_enough_before(&tables, at) && !is_marked(&lines[at]);
    let threshold = |is_bare: bool| model.threshold + if is_bare { model.bare_extra } else { 0.0 };
    cut(
        lines,
        2,
        &model.start,
        model,
        &tables,
        is_possible,
        threshold,
        &is_marked,
    )
}

/// The beginnings of further stories in text that is foreign from `first` on.
pub fn splits(lines: &[Line], first: usize, model: &Model) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut from = first;
    loop {
        let rest = &lines[from..];
        let tables = Tables::new(rest);
        let opening = opening_of(rest, 0, &model.words).unwrap_or(0);
        let threshold = |_| model.split_threshold;
        let next = cut(
            rest,
            opening + 1,
            &model.split,
            model,
            &tables,
            |_| true,
            threshold,
            &|_| false,
        );
        let Some(next) = next else { return cuts };
        from += next.line;
        cuts.push(Cut { line: from, ..next });
    }
}

#[allow(clippy::too_many_arguments)]
fn cut(
    lines: &[Line],
    from: usize,
    weights: &Weights,
    model: &Model,
    tables: &Tables,
    is_possible: impl Fn(usize) -> bool,
    threshold: impl Fn(bool) -> f64,
    is_marked: &impl Fn(&Line) -> bool,
) -> Option<Cut> {
    (from..lines.len())
        .filter(|&at| is_possible(at))
        .find_map(|at| {
            let opening = opening_of(lines, at, &model.words)?;
            let after_mark = is_marked(&lines[at - 1]);
            let features = Features::new(lines, at, opening, tables, &model.words, after_mark);
            let score = weights.score(&features);
            (score >= threshold(at == opening)).then_some(Cut {
                line: at,
                evidence: Some((score, features)),
            })
        })
}

/// An article has three long lines and 400 characters in them before another can follow.
fn has_enough_before(tables: &Tables, at: usize) -> bool {
    let (chars, count) = tables.long[at];
    count >= 3 && chars >= 400
}

/// The opening paragraph of a story that could begin at a line: a line below where this one is its
/// headline, or the line itself.
fn opening_of(lines: &[Line], at: usize, words: &Words) -> Option<usize> {
    let line = &lines[at];
    if is_headline(line, words) {
        for below in at + 1..lines.len().min(at + 3) {
            if is_opening(&lines[below], words) && lines[below].chars > line.chars {
                return Some(below);
            }
            if lines[below].chars > 40 {
                break;
            }
        }
    }
    let first = line.text.chars().next();
    let begins_bare = first.is_some_and(|c| !c.is_numeric() && !"\"“«”'*-–•(".contains(c));
    let is_introduced = at > 0 && matches!(lines[at - 1].last_char(), Some(':' | '\u{60c}' | ','));
    (is_opening(line, words) && begins_bare && !is_introduced).then_some(at)
}

fn is_headline(line: &Line, words: &Words) -> bool {
    let unfinished = !matches!(
        line.last_char(),
        Some('.' | '\u{60c}' | ',' | '\u{61b}' | ':')
    );
    (22..=130).contains(&line.chars)
        && (4..=20).contains(&line.words.len())
        && unfinished
        && !appeals(line, words)
}

fn is_opening(line: &Line, words: &Words) -> bool {
    line.chars >= 70
        && line.words.len() >= 8
        && line.weight >= 3.0
        && !appeals(line, words)
        && !line.text.contains('@')
        && !line.text.contains("://")
        && line.text.matches('?').count() <= 3
        && !words.turn(line)
}

/// Whether a line speaks to the reader rather than reporting.
fn appeals(line: &Line, words: &Words) -> bool {
    line.words
        .first()
        .is_some_and(|word| words.appeals.contains(*word))
}
