//! The words of a line, folded for the page model: nearly all in one pass over their bytes, the rest
//! word by word.

use crate::text::char_info::{CharRows, char_rows};
use crate::text::char_traits::CharTraits;
use crate::text::code_point::code_of;
use crate::text::fold_profile::FoldProfile;

/// A word as the page model compares words: without punctuation at its ends, in lower case, each letter
/// folded with [`FoldProfile::PAGE_MODEL`]. The result is in `folded` if it differs from the word.
pub fn fold_word<'w>(word: &'w str, folded: &'w mut String) -> &'w str {
    let rows = char_rows();
    let traits = |c: char| CharTraits::in_rows(rows, c);
    let word = word.trim_matches(|c| !traits(c).is_word_char());
    let changes = |c: char| !traits(c).is_unchanged();
    let Some(first) = word.find(changes) else {
        return word;
    };
    let small = |c: char| FoldProfile::PAGE_MODEL.small_letter(c);
    folded.clear();
    match word[first..].contains(|c| changes(c) && traits(c).is_cased()) {
        // As a whole, because the form of a final sigma depends on its place.
        true => folded.extend(word.to_lowercase().chars().filter_map(small)),
        false => {
            folded.push_str(&word[..first]);
            folded.extend(word[first..].chars().filter_map(small));
        }
    }
    folded
}

/// Folds the words of lines. Its buffers are used again for the next line.
#[derive(Debug, Default)]
pub struct WordFolder {
    /// The words one after another, in UTF-8, with room for more behind them.
    text: Vec<u8>,
    /// Where each word ends, in bytes.
    ends: Vec<usize>,
}

impl WordFolder {
    /// The words between white space, each folded with [`FoldProfile::PAGE_MODEL`]. What has no letter,
    /// mark or number is no word.
    pub fn words(&mut self, line: &str) -> impl Iterator<Item = &str> {
        let (rows, mut at, mut length) = (char_rows(), 0, 0);
        self.ends.clear();
        while at < line.len() {
            self.make_room(length + line.len() - at);
            let (end, word) = fold_in_pass(rows, line.as_bytes(), at, &mut self.text[length..])
                .unwrap_or_else(|| self.fold_whole_word(line, at, length));
            if word > 0 {
                length += word;
                self.ends.push(length);
            }
            at = end;
        }
        let text = simdutf8::basic::from_utf8(&self.text[..length]).expect("folding writes UTF-8");
        let mut start = 0;
        self.ends
            .iter()
            .map(move |&end| &text[std::mem::replace(&mut start, end)..end])
    }

    /// Each character writes two bytes, even if it is shorter.
    fn make_room(&mut self, length: usize) {
        if self.text.len() < length + 2 {
            self.text.resize(length + 2, 0);
        }
    }

    /// Folds the word at an offset of the line by [`fold_word`], and writes it at offset `to`. Returns the
    /// same as [`fold_in_pass`].
    #[cold]
    fn fold_whole_word(&mut self, line: &str, at: usize, to: usize) -> (usize, usize) {
        let mut parts = line[at..].splitn(2, |c| CharTraits::of(c).is_space());
        let (mut folded, word) = (String::new(), parts.next().unwrap_or_default());
        let word = fold_word(word, &mut folded).as_bytes();
        self.make_room(to + word.len());
        self.text[to..to + word.len()].copy_from_slice(word);
        let rest = parts.next().map_or(0, str::len);
        (line.len() - rest, word.len())
    }
}

/// Folds the word at an offset, up to the next white space. Returns the offset behind that space, and the
/// length of the folded word in bytes, which is 0 if there is no word. Returns `None` if the word has to be
/// folded by [`fold_word`].
fn fold_in_pass(
    rows: &CharRows,
    bytes: &[u8],
    from: usize,
    folded: &mut [u8],
) -> Option<(usize, usize)> {
    let (mut at, mut length, mut end, mut has_begun) = (from, 0, 0, false);
    while let Some(&first) = bytes.get(at) {
        let second = bytes.get(at + 1).copied().unwrap_or_default();
        let row = &rows[code_of([first, second])];
        let (fold, traits) = (row.short_fold, row.traits);
        let width = usize::from(fold.width);
        if traits.is_space() {
            return Some((at + width, end));
        }
        if width == 0 {
            return None;
        }
        folded[length..length + 2].copy_from_slice(&fold.bytes);
        // Punctuation counts only inside a word.
        has_begun |= traits.is_word_char();
        length += usize::from(fold.length) * usize::from(has_begun);
        end = if traits.is_word_char() { length } else { end };
        at += width;
    }
    Some((at, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::code_point::TABLED;
    use crate::text::fold_phrase;
    use proptest::prelude::*;

    #[test]
    fn a_folded_word_has_no_punctuation_case_or_vowel_marks() {
        for (word, expected) in [("«المُدرّسة»،", "المدرسه"), ("(École)", "école"), ("--", "")]
        {
            assert_eq!(fold_word(word, &mut String::new()), expected);
        }
    }

    /// Outside Arabic too, the page model keeps what matching folds: accents, compatibility forms, digits.
    #[test]
    fn folded_words_keep_accents_forms_and_digits() {
        for word in ["é", "ﷲ", "ｆ", "٣", "²"] {
            assert_eq!(fold_word(word, &mut String::new()), word);
            assert_ne!(fold_phrase(word), word);
        }
    }

    fn folded_words(line: &str) -> Vec<String> {
        let mut folder = WordFolder::default();
        folder.words("\u{130} another line").for_each(drop);
        folder.words(line).map(str::to_owned).collect()
    }

    /// The same by its definition.
    fn folded_one_by_one(line: &str) -> Vec<String> {
        let words = line.split(char::is_whitespace);
        let fold = |word| fold_word(word, &mut String::new()).to_owned();
        words.map(fold).filter(|word| !word.is_empty()).collect()
    }

    #[test]
    fn each_character_is_folded_as_in_a_word() {
        for c in (0..TABLED as u32 + 99).filter_map(char::from_u32) {
            for line in [format!("{c}"), format!("a{c}ب Z{c}"), format!("م{c}{c}-م")] {
                assert_eq!(folded_words(&line), folded_one_by_one(&line), "{line:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_pass_gives_what_folding_word_by_word_gives(
            line in "[a-cA-C\u{e9}\u{c9}\u{3a3}\u{3c3}\u{130}\u{1c5}\u{628}\u{622}\u{629}\u{640}\u{64b}\u{663}4\u{ab}\u{201c}\u{200f}\u{a0}\u{2003}\u{65b0}.:\n -]{0,99}"
        ) {
            prop_assert_eq!(folded_words(&line), folded_one_by_one(&line));
        }

        #[test]
        fn words_may_be_long(rest in "[ab\u{628} ]{0,9}", length in 1usize..90) {
            let line = format!("{}{rest}", "\u{628}\u{e9}\u{130}b".repeat(length));
            prop_assert_eq!(folded_words(&line), folded_one_by_one(&line));
        }
    }
}
