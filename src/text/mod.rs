//! A document and what is computed from its text once, for all rules.

mod blocks;
mod cells;
mod char_info;
mod char_table;
mod char_traits;
mod charset;
mod document;
mod edit;
mod fold;
mod fold_pass;
mod fold_profile;
mod incremental;
mod language;
mod line_stats;
mod lines;
mod offset_map;
mod scan;
mod script;
mod source;
mod word_folder;
mod words;

pub use char_info::{TABLED, char_rows, folded_letter, is_alphanumeric, is_tabled, plain_digit};
pub use char_traits::CharTraits;
pub use charset::Charset;
pub use document::Document;
pub use edit::{Edit, apply_edits};
pub use fold::{Fold, Folded, fold_phrase, folds_to_space, is_ignorable, pattern_text};
pub use fold_profile::FoldProfile;
pub use incremental::Before;
pub use language::{language_of, short_language_code};
pub use lines::{Ending, Line, Part, TextAnalysis};
pub use offset_map::OffsetMap;
pub use scan::{Scan, Sighting, Sightings};
pub use script::Script;
pub use source::host_of;
pub use word_folder::{WordFolder, fold_word};
pub use words::{WordBreak, words_of};

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
