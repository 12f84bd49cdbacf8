//! `missing-break`: a heading and the paragraph under it run together without a break.
//!
//! Two signs tell: a letter that ends words in the language stands before another letter, or a
//! sentence opener follows, without a space, a word that the document uses on its own elsewhere.

use std::ops::Range;

use rustc_hash::FxHashSet;
use serde::Deserialize;
use toml::Spanned;

use super::{Check, Context, Draft, Findings};
use crate::document::{Folded, Script, Segments};
use crate::finding::Edit;
use crate::rule::{Compiler, RuleError};

/// The keys of a `missing-break` rule.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Letters, not folded, that stand only at the end of a word.
    final_letters: String,
    /// Words that open sentences; `@name` for a shared list.
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
            openers,
            params: self,
        }))
    }
}

#[derive(Debug)]
struct MissingBreak {
    params: Params,
    openers: Vec<String>,
}

impl Check for MissingBreak {
    fn check(&self, context: &Context, findings: &mut Findings) {
        let segments = context.segments;
        let mut words = None;
        for &line in context.candidates {
            if !segments.lines[line].is_paragraph() {
                continue;
            }
            let words = words.get_or_insert_with(|| words_of(segments.folded.as_str()));
            if let Some((at, word)) = self.find(segments, line, words) {
                let cr = segments.text[..segments.lines[line].whole.end].ends_with("\r\n");
                findings.add(
                    context,
                    Draft {
                        span: word,
                        edits: vec![Edit::insert(at, if cr { "\r\n" } else { "\n" })],
                        message: None,
                        grade: None,
                    },
                );
            }
        }
    }
}

impl MissingBreak {
    /// Where a line's heading ends, and the word that holds the place.
    fn find(&self, segments: &Segments, line: usize, words: &FxHashSet<&str>) -> Option<(usize, Range<usize>)> {
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
            if let Some(inside) = self.at_final_letter(word).or_else(|| self.at_opener(word, words)) {
                let from = content.start + start;
                return Some((from + inside, from..from + word.len()));
            }
        }
        None
    }

    /// The place after a letter that ends words, with two letters or more before and after it.
    fn at_final_letter(&self, word: &str) -> Option<usize> {
        let finals = &self.params.final_letters;
        word.char_indices()
            .find(|&(at, c)| {
                finals.contains(c)
                    && word[..at].chars().filter(|&c| is_letter(c)).count() >= 2
                    && word[at + c.len_utf8()..].chars().take_while(|&c| is_letter(c)).count() >= 2
            })
            .map(|(at, c)| at + c.len_utf8())
    }

    /// The place before a sentence opener that is glued to a word the document knows.
    fn at_opener(&self, word: &str, words: &FxHashSet<&str>) -> Option<usize> {
        let folded = Folded::new(word);
        let token = folded.as_str().trim_end_matches(|c: char| !c.is_alphanumeric());
        self.openers.iter().find_map(|opener| {
            let head = token.strip_suffix(opener.as_str())?;
            (head.chars().count() >= 3 && words.contains(head))
                .then(|| folded.span(word, 0..head.len()).end)
        })
    }
}

fn is_letter(c: char) -> bool {
    Script::of(c).is_some()
}

fn words_of(folded: &str) -> FxHashSet<&str> {
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect()
}
