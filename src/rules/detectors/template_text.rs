//! A text of the template inside a line: where it ends, and how far its removal may be trusted.
//!
//! A segment often holds a text of the template and a sentence of the article, because the break between them was lost.

use crate::rules::catalog::Applicability;
use crate::rules::detectors::context::Context;
use crate::text::{Boundary, CharTraits, Ending, SpacedWord, inner_sentence, spaced_words};

/// Where a phrase at the beginning of a segment ends, with the signs and the count after it, and how far its removal may be
/// trusted. `None` if there is no phrase, or if the sentence goes on after it.
pub(super) fn label(context: &Context, at: usize) -> Option<(usize, Applicability)> {
    let (analysis, line) = (context.analysis, &context.analysis.lines[at]);
    let length = context
        .rule
        .matcher
        .phrase_length(analysis.folded_line(at))?;
    let phrase = line.folded.start..line.folded.start + length;
    let phrase = line.content.start..analysis.folded.span(analysis.text, phrase).end;
    let after = &analysis.text[phrase.end..line.content.end];
    let rest = without_count(after);
    let bare = rest.trim_start_matches(|c: char| c.is_whitespace() || SIGNS.contains(&c));
    let signs = &rest[..rest.len() - bare.len()];
    let end = line.content.end - bare.len() - (signs.len() - signs.trim_end().len());
    let Some(next) = bare.chars().next() else {
        let is_certain = line.edges.1.is_certain() && after.len() > rest.len();
        return is_certain.then_some((end, Applicability::Safe));
    };
    let text = &analysis.text[phrase];
    let has_count = rest.len() < after.len();
    let is_wrapped = text.starts_with(|c| SIGNS.contains(&c) || "([【（".contains(c))
        && signs.trim().chars().next().is_some();
    if is_wrapped || has_count && signs.len() > signs.trim().len() {
        return Some((end, Applicability::Safe));
    }
    if signs.is_empty() && !is_wide(text) {
        return None;
    }
    let is_long = text.trim().contains(' ') || is_wide(text) && text.chars().count() >= 4;
    let has_colon = signs.contains([':', '：']);
    let begins = next.is_uppercase() || next.is_numeric() || is_quote(next);
    let last_is_cased = text
        .chars()
        .rev()
        .find(|c| c.is_alphabetic())
        .is_some_and(|c| c.is_uppercase() || c.is_lowercase());
    match begins {
        true if is_long => Some((end, Applicability::Safe)),
        true => Some((end, Applicability::Unsafe)),
        // Without capitals, only a colon, another script or a phrase of several words shows that a sentence begins.
        false if next.is_lowercase() || !next.is_alphabetic() => None,
        false => (has_colon || last_is_cased || is_long).then_some((end, Applicability::Unsafe)),
    }
}

/// Signs around labels.
const SIGNS: [char; 10] = ['-', '–', '—', '|', ':', '：', ')', ']', '】', '）'];

/// A text without a count at its beginning, in brackets or after a colon, as in "Comments (17)".
fn without_count(text: &str) -> &str {
    let is_digit = |c: char| c.is_numeric() || matches!(c, '.' | ',' | '\u{66c}');
    let count = |open: &[char], close: &[char]| {
        let inner = text.trim_start().strip_prefix(open)?.trim_start();
        let rest = inner
            .starts_with(char::is_numeric)
            .then(|| inner.trim_start_matches(is_digit))?;
        match close {
            [] => {
                Some(rest).filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
            }
            close => rest.strip_prefix(close),
        }
    };
    let in_brackets = count(&['(', '[', '（'], &[')', ']', '）']);
    in_brackets
        .or_else(|| count(&[':', '：'], &[]))
        .unwrap_or(text)
}

/// Whether a text is Chinese or Japanese.
fn is_wide(text: &str) -> bool {
    text.chars().any(|c| CharTraits::of(c).is_wide())
}

/// Words, or a half of the characters in Chinese and Japanese, that may hide the beginning of another sentence in a script without
/// capitals.
const LONG_SENTENCE: usize = 8;

/// How far the removal of a whole segment may be trusted, and where it ends. A template's text without a full stop runs into
/// the next sentence of the article, and the segment then holds both.
pub(super) fn template_end(
    context: &Context,
    at: usize,
    last_name: usize,
) -> (Option<usize>, Applicability) {
    let analysis = context.analysis;
    let line = &analysis.lines[at];
    let is_sentence =
        matches!(line.ending, Ending::Stop | Ending::Question) && line.edges.1 != Boundary::Bracket;
    if !is_sentence || context.rule.matcher.is_phrase(analysis, at) {
        return (None, Applicability::Safe);
    }
    let text = &analysis.text[line.content.clone()];
    let words = spaced_words(text);
    let named = line.folded.start..last_name.max(line.folded.start);
    let named = analysis.folded.span(analysis.text, named).end;
    let named = named.saturating_sub(line.content.start);
    let is_named = |word: &&SpacedWord| word.start < named;
    let from = words.iter().take_while(is_named).count().max(2);
    if has_capitals(&words, text) {
        return match inner_sentence(&words, from) {
            (Some(inner), _) => {
                let end = line.content.start + text[..inner].trim_end().len();
                (Some(end), Applicability::Unsafe)
            }
            (None, true) => (None, Applicability::DisplayOnly),
            (None, false) => (None, Applicability::Safe),
        };
    }
    let rest = words.len().saturating_sub(from);
    let hides_another = rest > LONG_SENTENCE
        || rest > 2 && line.ending == Ending::Question
        || is_wide(text) && text[named..].chars().count() > 2 * LONG_SENTENCE;
    match hides_another {
        true => (None, Applicability::DisplayOnly),
        false => (None, Applicability::Safe),
    }
}

/// Whether most words of a text are of a script with capitals.
fn has_capitals(words: &[SpacedWord], text: &str) -> bool {
    let count = |test: fn(&&SpacedWord) -> bool| words.iter().filter(test).count();
    let (cased, all) = (count(|word| word.is_cased), count(|word| word.letters > 0));
    let wide = text.chars().filter(|&c| CharTraits::of(c).is_wide());
    2 * cased > all && wide.count() <= cased
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '«' | '„' | '‘' | '”')
}
