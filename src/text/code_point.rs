//! Code points of characters of one and two bytes, read from those bytes. Nearly all text in Arabic, Latin,
//! Cyrillic, Greek and Hebrew letters consists of such characters; tables that are indexed by them stay small.

/// Code points below this take one or two bytes in UTF-8.
pub const TABLED: usize = 0x800;

/// Whether a character takes one or two bytes, so that tables by code point have an entry for it.
pub fn is_tabled(c: char) -> bool {
    (c as usize) < TABLED
}

/// The code point of the character that begins with these bytes; [`TABLED`] for characters of more bytes. The
/// second byte is ignored if the character has only one.
#[inline]
pub fn code_of([first, second]: [u8; 2]) -> usize {
    let (code, rest) = FIRSTS[usize::from(first)];
    usize::from(code + (u16::from(second) & rest))
}

/// By first byte: its share of the code point, and which bits of the second byte are the rest. A table, because
/// processors mispredict a branch between one byte and two at every space.
static FIRSTS: [(u16, u16); 256] = {
    let mut firsts = [(TABLED as u16, 0); 256];
    let mut first = 0;
    while first < 0xe0 {
        firsts[first as usize] = match first {
            0..0x80 => (first, 0),
            _ => ((first & 0x1f) << 6, 0x3f),
        };
        first += 1;
    }
    firsts
};

/// The code point that begins at an offset of a text's bytes, and the offset of the next; `None` for a character
/// of three bytes or more. The offset must be that of a character.
#[inline]
pub fn tabled_at(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let first = *bytes.get(at)?;
    match first {
        0..0x80 => Some((usize::from(first), at + 1)),
        0x80..0xe0 => {
            let second = bytes.get(at + 1).copied().unwrap_or_default();
            let code = (usize::from(first & 0x1f) << 6) | usize::from(second & 0x3f);
            Some((code, at + 2))
        }
        _ => None,
    }
}
