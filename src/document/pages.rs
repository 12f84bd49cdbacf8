//! A table over all characters in pages, each of which is made when a character of it is first looked up:
//! a text has those of few scripts.

use std::sync::OnceLock;

/// Characters of a page: as many as the last byte of a character can tell.
const PAGE: usize = 64;
/// Pages of all characters.
const PAGES: usize = (char::MAX as usize + 1) / PAGE;

/// What is known of each character.
pub struct Pages<T: 'static> {
    pages: [OnceLock<Box<[T; PAGE]>>; PAGES],
    make: fn(char) -> T,
}

impl<T> Pages<T> {
    /// None made yet. What makes an entry must not look one up.
    pub const fn new(make: fn(char) -> T) -> Self {
        Self {
            pages: [const { OnceLock::new() }; PAGES],
            make,
        }
    }

    /// What is known of a character.
    #[inline]
    pub fn of(&self, c: char) -> &T {
        let code = c as usize;
        let page = self.pages[code / PAGE].get_or_init(|| self.page(code / PAGE));
        &page[code % PAGE]
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
        static PAGES: Pages<char> = Pages::new(|c| c);
        assert!(('\0'..=char::MAX).all(|c| *PAGES.of(c) == c));
    }
}
