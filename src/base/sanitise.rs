//! Makes text from files safe for a terminal: characters that move the cursor, change colours or turn the
//! writing direction are replaced.

use std::fmt::Write;

/// A text as one line, with control characters made visible.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        push(&mut out, c);
    }
    out
}

/// The first `chars` characters of a text as one line, with an ellipsis if more follow.
pub fn clipped(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((end, _)) => format!("{}…", line(text[..end].trim_end())),
        None => line(text),
    }
}

/// Appends a character, or the symbol that replaces it.
pub fn push(out: &mut String, c: char) {
    match c {
        '\t' => out.push(' '),
        '\0'..='\x1f' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('?')),
        '\x7f' => out.push('␡'),
        c if is_safe(c) => out.push(c),
        c => write!(out, "<U+{:04X}>", c as u32).expect("a string takes all"),
    }
}

/// Whether a terminal shows a character without acting on it. Arabic and Persian text needs joiners and the
/// plain direction marks, so these are safe. Embeddings, overrides and isolates are not.
pub fn is_safe(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_cannot_colour_or_move() {
        assert_eq!(line("\u{1b}[31mred\u{9b}2J\r\n\0"), "␛[31mred<U+009B>2J␍␊␀");
    }

    #[test]
    fn overrides_cannot_turn_the_line_around() {
        assert_eq!(line("a\u{202e}b\u{2066}"), "a<U+202E>b<U+2066>");
        assert_eq!(line("می\u{200c}خواهم\u{200f}"), "می\u{200c}خواهم\u{200f}");
    }

    #[test]
    fn clipping_counts_characters() {
        assert_eq!(clipped("خبر عاجل", 3), "خبر…");
        assert_eq!(clipped("خبر", 3), "خبر");
    }
}
