//! What is known of characters, in pages of which each is made when a character of it is first looked up:
//! a text has those of few scripts.

use std::sync::OnceLock;

/// Characters of a page: as many as the last byte of a character can tell.
const PAGE: usize = 64;
/// Pages of the first two planes, in which nearly all characters in use are.
const PAGES: usize = 0x2_0000 / PAGE;

/// What is known of each character.
pub struct CharTable<T: 'static> {
    pages: [OnceLock<Box<[T; PAGE]>>; PAGES],
    make: fn(char) -> T,
}

impl<T: Copy> CharTable<T> {
    /// Nothing looked up yet. What makes an entry must not look one up.
    pub const fn new(make: fn(char) -> T) -> Self {
        Self {
            pages: [const { OnceLock::new() }; PAGES],
            make,
        }
    }

    /// What is known of a character.
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
