//! A document and what is computed from its text once, for all rules.

use std::collections::BTreeMap;

mod again;
mod blocks;
mod cells;
mod char_table;
mod charset;
mod classes;
mod count;
mod fold;
mod language;
mod lines;
mod offset_map;
mod pass;
mod scan;
mod script;
mod source;
mod words;

pub use again::{Before, Change};
pub use char_table::CharTable;
pub use charset::Charset;
pub use classes::{TABLED, code_of, folded_letter, is_alphanumeric, is_tabled, tabled_at};
pub use fold::{Fold, Folded, fold_phrase, folds_to_space, is_ignorable, pattern_text};
pub use language::language_of;
pub use lines::{Ending, Line, Part, Segments};
pub use offset_map::OffsetMap;
pub use scan::{Scan, Sighting, Sightings};
pub use script::Script;
pub use source::host_of;
pub use words::words_of;

/// One text to judge, and how reports name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The file as the user named it, or `-` for standard input.
    pub path: String,
    /// Position in a file of records, from 0; `None` where the file is the document.
    pub record: Option<u64>,
    /// The file's name, or the record's id field; `None` where a record has none.
    pub id: Option<String>,
    /// The field of the record that the text stands in, where several hold text.
    pub field: Option<String>,
    /// The encoding that the text was decoded from, where it was not UTF-8.
    pub encoding: Option<&'static str>,
    /// The fields of the record that scopes of rules ask for.
    pub fields: BTreeMap<String, String>,
    /// The language, where a field says it; otherwise it is told from the text when a rule asks.
    pub language: Option<String>,
    /// What a field says of where it is from: an address, or the name of a site.
    pub source: Option<String>,
    /// The title, where a field says it.
    pub title: Option<String>,
    /// The text as it stands in the source. All spans are UTF-8 byte offsets into it.
    pub text: String,
}

impl Document {
    /// A document that comes from no file: for tests and for callers of the library.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

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
