//! `missing-break`: a heading and the paragraph under it run together without a break.
//!
//! A sentence opener follows a word without a space, and the word surely ends there: its last letter only occurs
//! at the end of words, or the document has the word on its own at another place.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use memchr::memmem;
use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::{Findings, NewFinding};
use crate::rules::detectors::kind::KindKeys;
use crate::rules::error::RuleError;
use crate::rules::matching::literal::{Literal, LiteralPosition};
use crate::rules::spec::shape::Shape;
use crate::text::{
    Edit, PrefixTrie, Script, TextAnalysis, fold_phrase, folded_letter, folds_to_space, head,
    is_alphanumeric, words_of,
};

/// The keys of a `missing-break` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MissingBreakKeys {
    /// Letters, not folded, that only occur at the end of a word.
    final_letters: String,
    /// Words and phrases that open sentences; `@name` for a shared list.
    #[schemars(with = "Vec<String>")]
    openers: Vec<Spanned<String>>,
    /// The break is among this many characters from the beginning of the line: headings are short.
    max_heading_chars: usize,
    /// The heading has at least this many words.
    min_heading_words: usize,
}

impl Default for MissingBreakKeys {
    fn default() -> Self {
        Self {
            final_letters: String::new(),
            openers: Vec::new(),
            max_heading_chars: 70,
            min_heading_words: 2,
        }
    }
}

impl KindKeys for MissingBreakKeys {
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        let openers = compiler.words(&self.openers)?;
        let chars = openers.iter().map(|opener| opener.chars().count());
        Ok(Box::new(MissingBreak {
            longest_opener: chars.max().unwrap_or(0),
            openers: openers.iter().collect(),
            opener_list: openers,
            params: self,
        }))
    }
}

#[derive(Debug)]
struct MissingBreak {
    params: MissingBreakKeys,
    openers: PrefixTrie<()>,
    /// The openers, folded.
    opener_list: Vec<String>,
    /// The length of the longest opener, in characters.
    longest_opener: usize,
}

impl Detector for MissingBreak {
    fn traits(&self) -> Traits {
        let literal = |opener: &String| Literal {
            position: LiteralPosition::WordEnd,
            text: opener.clone(),
        };
        Traits {
            literals: Some(self.opener_list.iter().map(literal).collect()),
            first_line: Some(Shape {
                paragraph: Some(true),
                ..Shape::default()
            }),
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        let analysis = context.analysis;
        let words = Words::new(analysis.folded.as_str());
        for &line in context.candidates {
            if let Some((at, word)) = self.find(analysis, line, &words) {
                let cr = analysis.text[..analysis.lines[line].whole.end].ends_with("\r\n");
                findings.add(
                    context,
                    NewFinding {
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
    /// Where the heading of a line ends (bytes), and the word around that place.
    fn find(
        &self,
        analysis: &TextAnalysis,
        line: usize,
        words: &Words,
    ) -> Option<(usize, Range<usize>)> {
        let content = &analysis.lines[line].content;
        let text = &analysis.text[content.clone()];
        // The current word: where it begins, the number of words and of characters before it, and the number of
        // its letters so far.
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

    /// Whether the beginning of a word is surely a word by itself.
    fn ends_there(&self, head: &str, words: &Words) -> bool {
        let is_word =
            |folded: &str| words.have(folded.trim_start_matches(|c: char| !is_alphanumeric(c)));
        head.ends_with(|c| self.params.final_letters.contains(c)) || is_word(&fold_phrase(head))
    }

    /// Whether a text begins with a sentence opener.
    fn opens(&self, text: &str) -> bool {
        self.opens_plainly(text).unwrap_or_else(|| {
            // There may be marks between the letters.
            let folded = fold_phrase(head(text, 2 * self.longest_opener + 1));
            self.openers.opens(folded.chars())
        })
    }

    /// The same, if each letter of the text folds to one letter, as nearly all do; otherwise `None`.
    fn opens_plainly(&self, text: &str) -> Option<bool> {
        let mut node = PrefixTrie::<()>::ROOT;
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

/// Words of up to this many letters may be parts of others.
const SHORTEST_WORD: usize = 3;
/// Anything longer than this many characters is no word but an address or a code.
const LONGEST_WORD: usize = 40;

fn is_letter(c: char) -> bool {
    Script::of(c).is_some()
}

/// The words of a folded text.
struct Words<'t> {
    text: &'t str,
    /// How many words were looked up so far.
    asked: Cell<usize>,
    all: OnceCell<FxHashSet<&'t str>>,
}

/// This many words are searched for in the text itself, which is faster than making a set of all its words.
const FEW: usize = 20;

impl<'t> Words<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            asked: Cell::new(0),
            all: OnceCell::new(),
        }
    }

    /// Whether the text has a word on its own.
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
