//! Characters, folding, lines and words: what is computed from a text once, for all rules. No rules, no files.
//!
//! [`TextAnalysis`] is what the layers above use. It is built from, lowest first: the properties of characters
//! (`script`, `charset`, `char_traits`, `fold_profile`, `fold_char`, `line_stats`, joined in `char_info`), the folding pass over a text (`fold_pass`),
//! and the lines with their features (`line`).

mod abbreviations;
mod analysis;
mod byte_block;
mod char_dfa;
mod char_info;
mod char_table;
mod char_traits;
mod charset;
mod code_point;
mod document;
mod earlier;
mod edit;
mod fences;
mod fold;
mod fold_cell;
mod fold_char;
mod fold_pass;
mod fold_pattern;
mod fold_profile;
mod folded;
mod head;
mod inner_sentence;
mod language;
mod line;
mod line_stats;
mod offset_map;
mod prefix_trie;
mod script;
mod script_counts;
mod segment;
mod segmented;
mod source_name;
mod word_folder;
mod words;

pub use analysis::TextAnalysis;
pub use char_dfa::{CharDfa, DfaMatch};
pub use char_info::{
    char_rows, folded_letter, folds_to_space, is_alphanumeric, joins_word, plain_digit,
};
pub use char_traits::CharTraits;
pub use charset::Charset;
pub use code_point::{TABLED, is_tabled};
pub use document::Document;
pub use earlier::EarlierAnalysis;
pub use edit::{Edit, apply_edits};
pub use fences::fenced;
pub use fold::fold_phrase;
pub use fold_char::{Fold, is_ignorable};
pub use fold_pattern::pattern_text;
pub use fold_profile::FoldProfile;
pub use folded::Folded;
pub use head::head;
pub use inner_sentence::{Beginning, SpacedWord, beginning_at, inner_sentence, spaced_words};
pub use language::{language_of, short_language_code};
pub use line::{Ending, Line, Part};
pub use offset_map::OffsetMap;
pub use prefix_trie::PrefixTrie;
pub use script::Script;
pub use segment::Boundary;
pub use source_name::host_of;
pub use word_folder::{WordFolder, fold_word};
pub use words::{WordBreak, words_of};
