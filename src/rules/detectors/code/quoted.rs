//! Where code is in a text. An article about programming shows code on purpose.

use std::ops::Range;

/// Where code is in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Between quotation marks, back quotes or fences: the article shows it.
    Quoted,
    /// After a line or a sentence that ends in a colon: the article introduces it.
    Introduced,
    /// Between two words of a sentence.
    InSentence,
    /// At an end of a line, or between sentences.
    Apart,
}

/// Where a span is in a text.
pub fn place_of(text: &str, span: &Range<usize>) -> Place {
    let (before, after) = (&text[..span.start], &text[span.end..]);
    if is_quoted(before, after) || is_ticked(before) {
        return Place::Quoted;
    }
    let head = before.trim_end();
    let same_line = &head[head.rfind('\n').map_or(0, |at| at + 1)..];
    let is_own_line = before[head.len()..].contains('\n');
    let last = head.chars().next_back();
    if matches!(last, Some(':' | '：')) && (is_own_line || !same_line.is_empty()) {
        return Place::Introduced;
    }
    let has_space = head.len() < before.len();
    let spaces = before.len() - head.len();
    let line_after = after.split('\n').next().unwrap_or_default().trim_start();
    let next = line_after.chars().next();
    let goes_on = next.is_some_and(|c| {
        c.is_lowercase()
            || c.is_alphabetic() && !c.is_uppercase()
            || matches!(c, ',' | '\u{60c}' | ';')
    });
    let is_word = last.is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '\u{60c}'));
    match !is_own_line && has_space && spaces < 3 && is_word && goes_on {
        true => Place::InSentence,
        false => Place::Apart,
    }
}

/// Whether quotation marks of one kind enclose the span.
fn is_quoted(before: &str, after: &str) -> bool {
    let open = before.trim_end_matches(' ').chars().next_back();
    let close = after.trim_start_matches(' ').chars().next();
    const PAIRS: &[(char, char)] = &[
        ('`', '`'),
        ('"', '"'),
        ('\'', '\''),
        ('“', '”'),
        ('‘', '’'),
        ('«', '»'),
        ('„', '“'),
        ('「', '」'),
    ];
    let mut pairs = PAIRS.iter();
    open.zip(close)
        .is_some_and(|pair| pairs.any(|one| *one == pair))
}

/// Bytes before code in which an open back quote is looked for.
const QUOTED_BYTES: usize = 400;

/// Whether a back quote is open on the line before code.
fn is_ticked(before: &str) -> bool {
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(QUOTED_BYTES))..];
    let line = near.rsplit('\n').next().unwrap_or_default();
    line.matches('`').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_by_what_is_around_it() {
        let place = |marked: &str| {
            let (before, rest) = marked.split_once('⟦').unwrap();
            let (inside, after) = rest.split_once('⟧').unwrap();
            let text = [before, inside, after].concat();
            place_of(&text, &(before.len()..before.len() + inside.len()))
        };
        for (marked, expected) in [
            ("Write `⟦x()⟧` here.", Place::Quoted),
            ("Write «⟦x()⟧» here.", Place::Quoted),
            ("Write this:\n⟦x()⟧\n", Place::Introduced),
            ("the call ⟦x()⟧ returns", Place::InSentence),
            ("It rained. ⟦x()⟧ The ships waited.", Place::Apart),
            ("It rained⟦x()⟧", Place::Apart),
            ("⟦x()⟧ عادت السفن", Place::Apart),
            ("المدينة ⟦x()⟧ عادت", Place::InSentence),
        ] {
            assert_eq!(place(marked), expected, "{marked}");
        }
    }
}
