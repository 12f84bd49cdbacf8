//! `missing-break`: a heading and the paragraph under it run together without a break.
//!
//! A sentence opener follows a word without a space, and that word ends there for sure: by a letter
//! that only ends words in the language, or because the document uses the word on its own elsewhere.

use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::{Check, Context, Draft, Findings};
use crate::document::{Script, Segments, fold_phrase, folded_letter, head, is_alphanumeric};
use crate::finding::Edit;
use crate::rule::{Compiler, RuleError};

/// The keys of a `missing-break` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Letters, not folded, that stand only at the end of a word.
    final_letters: String,
    /// Words and phrases that open sentences; `@name` for a shared list.
    #[schemars(with = "Vec<String>")]
    openers: Vec<Spanned<String>>,
    /// The break is looked for in so many characters from the line's head: headings are short.
    max_heading_chars: usize,
    /// The heading has at least so many words.
    min_heading_words: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            final_letters: String::new(),
            openers: Vec::new(),
            max_heading_chars: 70,
            min_heading_words: 2,
        }
    }
}

impl super::Params for Params {
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        let openers = compiler.words(&self.openers)?;
        Ok(Box::new(MissingBreak {
            first_letters: openers
                .iter()
                .filter_map(|opener| opener.chars().next())
                .collect(),
            openers,
            params: self,
        }))
    }
}

#[derive(Debug)]
struct MissingBreak {
    params: Params,
    openers: Vec<String>,
    first_letters: FxHashSet<char>,
}

impl Check for MissingBreak {
    fn check(&self, context: &Context, findings: &mut Findings) {
        let segments = context.segments;
        let words = OnceCell::new();
        for &line in context.candidates {
            if !segments.lines[line].is_paragraph() {
                continue;
            }
            let words = || words.get_or_init(|| words_of(segments.folded.as_str()));
            if let Some((at, word)) = self.find(segments, line, &words) {
                let cr = segments.text[..segments.lines[line].whole.end].ends_with("\r\n");
                findings.add(
                    context,
                    Draft {
                        span: word,
                        edits: vec![Edit::insert(at, if cr { "\r\n" } else { "\n" })],
                        message: None,
                    },
                );
            }
        }
    }
}

impl MissingBreak {
    /// Where a line's heading ends, and the word that holds the place.
    fn find<'w>(
        &self,
        segments: &Segments,
        line: usize,
        words: &dyn Fn() -> &'w FxHashSet<&'w str>,
    ) -> Option<(usize, Range<usize>)> {
        let content = &segments.lines[line].content;
        let text = &segments.text[content.clone()];
        let mut chars = 0;
        for (n, (start, word)) in text
            .split(' ')
            .scan(0, |at, word| {
                let start = *at;
                *at += word.len() + 1;
                Some((start, word))
            })
            .enumerate()
        {
            chars += word.chars().count() + 1;
            if chars > self.params.max_heading_chars + word.chars().count() {
                return None;
            }
            if n + 1 < self.params.min_heading_words {
                continue;
            }
            let from = content.start + start;
            if let Some(inside) = self.seam(word, &segments.text[from..content.end], words) {
                return Some((from + inside, from..from + word.len()));
            }
        }
        None
    }

    /// The place inside a word where one word ends for sure and a sentence opener begins; `rest` is
    /// the line from the word on.
    fn seam<'w>(
        &self,
        word: &str,
        rest: &str,
        words: &dyn Fn() -> &'w FxHashSet<&'w str>,
    ) -> Option<usize> {
        if word.char_indices().nth(LONGEST_WORD).is_some() {
            return None;
        }
        let letters: Vec<usize> = word
            .char_indices()
            .filter(|&(_, c)| is_letter(c))
            .map(|(at, _)| at)
            .collect();
        letters.iter().skip(SHORTEST_WORD).copied().find(|&at| {
            let ends_there = || {
                let head = &word[..at];
                let is_word = |folded: &str| {
                    words().contains(folded.trim_start_matches(|c: char| !is_alphanumeric(c)))
                };
                head.ends_with(|c| self.params.final_letters.contains(c))
                    || is_word(&fold_phrase(head))
            };
            // Most places are told by the letter that a sentence would open with.
            self.opens(&rest[at..]) && ends_there()
        })
    }

    /// Whether a text begins with a sentence opener.
    fn opens(&self, text: &str) -> bool {
        let first = text.chars().next().and_then(folded_letter);
        if first.is_some_and(|first| !self.first_letters.contains(&first)) {
            return false;
        }
        let folded = fold_phrase(head(text, LONGEST_OPENER));
        self.openers.iter().any(|opener| {
            folded
                .strip_prefix(opener.as_str())
                .is_some_and(|rest| !rest.starts_with(is_alphanumeric))
        })
    }
}

/// Letters from which a word can be told from a part of another.
const SHORTEST_WORD: usize = 3;
/// Characters from which a word is no word, but an address or a code.
const LONGEST_WORD: usize = 40;
/// Characters within which an opener must end.
const LONGEST_OPENER: usize = 24;

fn is_letter(c: char) -> bool {
    Script::of(c).is_some()
}

fn words_of(folded: &str) -> FxHashSet<&str> {
    folded
        .split(|c: char| !is_alphanumeric(c))
        .filter(|word| !word.is_empty())
        .collect()
}
