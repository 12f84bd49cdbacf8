//! A table with an entry for each character, in pages that are filled when a character of theirs is first looked
//! up: a text has characters of few scripts.

use std::sync::OnceLock;

/// Characters in a page: as many as the last byte of a UTF-8 character can distinguish.
const PAGE: usize = 64;
/// Pages of the first two Unicode planes, which hold nearly all characters in use.
const PAGES: usize = 0x2_0000 / PAGE;

/// A value for each character.
pub struct CharTable<T: 'static> {
    pages: [OnceLock<Box<[T; PAGE]>>; PAGES],
    make: fn(char) -> T,
}

impl<T: Copy> CharTable<T> {
    /// An empty table. The function that makes an entry must not look one up.
    pub const fn new(make: fn(char) -> T) -> Self {
        Self {
            pages: [const { OnceLock::new() }; PAGES],
            make,
        }
    }

    /// The entry of a character.
    #[inline]
    pub fn of(&self, c: char) -> T {
        let code = c as usize;
        match self.pages.get(code / PAGE) {
            Some(page) => page.get_or_init(|| self.page(code / PAGE))[code % PAGE],
            None => (self.make)(c),
        }
    }

    #[cold]
    fn page(&self, number: usize) -> Box<[T; PAGE]> {
        let entry = |at: usize| {
            let c = char::from_u32((number * PAGE + at) as u32);
            (self.make)(c.unwrap_or(char::REPLACEMENT_CHARACTER))
        };
        Box::new(std::array::from_fn(entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_has_its_own_entry() {
        static TABLE: CharTable<char> = CharTable::new(|c| c);
        assert!(('\0'..=char::MAX).all(|c| TABLE.of(c) == c));
    }
}
