//! `missing-break`: a heading and the paragraph under it run together without a break.
//!
//! A sentence opener follows a word without a space, and that word ends there for sure: by a letter
//! that only ends words in the language, or because the document uses the word on its own elsewhere.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use memchr::memmem;
use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::detectors::{Check, Context, Draft, Findings};
use crate::rules::finding::Edit;
use crate::rules::{Compiler, Heads, Literal, Place, RuleError, Shape};
use crate::text::{
    Script, Segments, fold_phrase, folded_letter, folds_to_space, head, is_alphanumeric, words_of,
};

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

impl crate::rules::detectors::Params for Params {
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        let openers = compiler.words(&self.openers)?;
        let chars = openers.iter().map(|opener| opener.chars().count());
        let literals = openers.iter().map(|opener| Literal {
            place: Place::WordEnd,
            text: opener.clone(),
        });
        Ok(Box::new(MissingBreak {
            longest_opener: chars.max().unwrap_or(0),
            openers: openers.iter().collect(),
            literals: literals.collect(),
            item: Shape {
                paragraph: Some(true),
                ..Shape::default()
            },
            params: self,
        }))
    }
}

#[derive(Debug)]
struct MissingBreak {
    params: Params,
    openers: Heads<()>,
    /// The openers at the ends of words.
    literals: Vec<Literal>,
    /// In characters.
    longest_opener: usize,
    /// The shape of a line in which a break may be missing.
    item: Shape,
}

impl Check for MissingBreak {
    fn literals(&self) -> Option<&[Literal]> {
        Some(&self.literals)
    }

    fn item(&self) -> Option<&Shape> {
        Some(&self.item)
    }

    fn check(&self, context: &Context, findings: &mut Findings) {
        let segments = context.segments;
        let words = Words::new(segments.folded.as_str());
        for &line in context.candidates {
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
    fn find(
        &self,
        segments: &Segments,
        line: usize,
        words: &Words,
    ) -> Option<(usize, Range<usize>)> {
        let content = &segments.lines[line].content;
        let text = &segments.text[content.clone()];
        // The word that we are in: where it begins, how many words and characters stand before it, and
        // how many letters of it so far.
        let (mut start, mut words_before, mut chars_before, mut letters) = (0, 0, 0, 0);
        for (chars, (at, c)) in text.char_indices().enumerate() {
            if chars_before >= self.params.max_heading_chars {
                return None;
            }
            if folds_to_space(c) {
                (start, words_before, chars_before, letters) =
                    (at + c.len_utf8(), words_before + 1, chars + 1, 0);
                continue;
            }
            if !is_letter(c) {
                continue;
            }
            letters += 1;
            if letters > SHORTEST_WORD
                && words_before + 1 >= self.params.min_heading_words
                && self.opens(&text[at..])
            {
                let word = text[start..].split(folds_to_space).next();
                let word = word.unwrap_or_default();
                if word.chars().nth(LONGEST_WORD).is_none()
                    && self.ends_there(&text[start..at], words)
                {
                    let from = content.start + start;
                    return Some((content.start + at, from..from + word.len()));
                }
            }
        }
        None
    }

    /// Whether a word ends for sure where a part of one ends.
    fn ends_there(&self, head: &str, words: &Words) -> bool {
        let is_word =
            |folded: &str| words.have(folded.trim_start_matches(|c: char| !is_alphanumeric(c)));
        head.ends_with(|c| self.params.final_letters.contains(c)) || is_word(&fold_phrase(head))
    }

    /// Whether a text begins with a sentence opener.
    fn opens(&self, text: &str) -> bool {
        self.opens_plainly(text).unwrap_or_else(|| {
            // Marks may stand between the letters.
            let folded = fold_phrase(head(text, 2 * self.longest_opener + 1));
            self.openers.opens(folded.chars())
        })
    }

    /// The same of a text whose letters fold to one each, as nearly all do; `None` of others.
    fn opens_plainly(&self, text: &str) -> Option<bool> {
        let mut node = Heads::<()>::ROOT;
        let mut letters = text.chars().map(folded_letter).peekable();
        let mut last = None;
        while let Some(letter) = letters.next() {
            let letter = letter?;
            if letter == ' ' && last == Some(' ') {
                return None;
            }
            last = Some(letter);
            let Some(next) = self.openers.step(node, letter) else {
                return Some(false);
            };
            node = next;
            if !self.openers.ends(node).is_empty() {
                match letters.peek() {
                    None => return Some(true),
                    Some(None) => return None,
                    Some(Some(after)) if !is_alphanumeric(*after) => return Some(true),
                    Some(Some(_)) => {}
                }
            }
        }
        Some(false)
    }
}

/// Letters from which a word can be told from a part of another.
const SHORTEST_WORD: usize = 3;
/// Characters from which a word is no word, but an address or a code.
const LONGEST_WORD: usize = 40;

fn is_letter(c: char) -> bool {
    Script::of(c).is_some()
}

/// The words of a folded text.
struct Words<'t> {
    text: &'t str,
    /// How often a word was asked for.
    asked: Cell<usize>,
    all: OnceCell<FxHashSet<&'t str>>,
}

/// Up to so many times a word is looked for in the text itself: a set of all its words takes longer.
const FEW: usize = 20;

impl<'t> Words<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            asked: Cell::new(0),
            all: OnceCell::new(),
        }
    }

    /// Whether a word stands on its own in the text.
    fn have(&self, word: &str) -> bool {
        if word.is_empty() || !word.chars().all(is_alphanumeric) {
            return false;
        }
        self.asked.set(self.asked.get() + 1);
        if self.asked.get() > FEW {
            let all = self.all.get_or_init(|| words_of(self.text).collect());
            return all.contains(word);
        }
        let touches = |c: Option<char>| c.is_some_and(is_alphanumeric);
        memmem::find_iter(self.text.as_bytes(), word).any(|at| {
            let (before, after) = (&self.text[..at], &self.text[at + word.len()..]);
            !touches(before.chars().next_back()) && !touches(after.chars().next())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_on_their_own() {
        for asked in [0, FEW] {
            let words = Words::new("قال الوزير: مرحبا.");
            words.asked.set(asked);
            assert!(words.have("الوزير") && words.have("مرحبا"));
            for other in ["", "وزير", "الوزير:", "قا"] {
                assert!(!words.have(other), "{other:?}");
            }
        }
    }
}
