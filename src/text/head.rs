//! The beginning of a text, cut at a number of characters.

/// The first so many characters of a text, or all of it.
pub fn head(text: &str, chars: usize) -> &str {
    let bytes = text.bytes().enumerate();
    let mut starts = bytes.filter(|&(_, byte)| byte & 0xc0 != 0x80);
    match starts.nth(chars) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::head;

    #[test]
    fn a_head_has_so_many_characters() {
        let text = "aخé新𝟡\u{301}b";
        for chars in 0..9 {
            let expected: String = text.chars().take(chars).collect();
            assert_eq!(head(text, chars), expected);
        }
    }
}
