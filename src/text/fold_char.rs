//! Which differences between texts a rule ignores, and what each character becomes when these are removed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

use crate::base::names::named;
use crate::text::fold_profile::{FoldProfile, is_format_control};

named! {
    /// Which differences between texts do not count when a rule is matched.
    pub enum Fold {
        Arabic = "arabic", "case, accents, marks, kinds of space, and the letter variants of Arabic, Persian and Urdu";
        Case = "case", "case, invisible characters and kinds of space";
        None = "none", "nothing: every character counts";
    }
}

/// Gives what one character folds to: nothing, one character or several. The tables are made from this.
pub(super) fn fold_char(fold: Fold, c: char, mut emit: impl FnMut(char)) {
    match c {
        _ if fold == Fold::None => emit(c),
        _ if fold == Fold::Case => match c {
            '\n' => emit('\n'),
            _ if is_ignorable(c) && !is_combining(c) => {}
            _ if c.is_whitespace() || c.is_ascii_control() => emit(' '),
            _ => c.to_lowercase().for_each(emit),
        },
        '\n' => emit('\n'),
        '\0'..='\x7f' if c.is_ascii_control() => emit(' '),
        '\0'..='\x7f' => emit(c.to_ascii_lowercase()),
        '\u{600}'..='\u{6ff}' => {
            if let Some(f) = FoldProfile::MATCHING.small_letter(c) {
                emit(f);
            }
        }
        _ if is_ignorable(c) => {}
        _ if c.is_whitespace() => emit(' '),
        // Decomposed, a Hangul syllable would be several letters.
        '\u{ac00}'..='\u{d7a3}' => emit(c),
        // Voiced kana are letters of their own.
        '\u{3041}'..='\u{30ff}' => emit(c),
        // Presentation forms: composed again, because hamza on its carrier distinguishes words.
        '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => {
            for part in std::iter::once(c).nfkc() {
                match part {
                    '\u{600}'..='\u{6ff}' => {
                        if let Some(f) = FoldProfile::MATCHING.small_letter(part) {
                            emit(f);
                        }
                    }
                    part => emit(part),
                }
            }
        }
        _ => decompose_compatible(c, |part| {
            if !is_combining(part) {
                part.to_lowercase()
                    .filter(|&lower| !is_combining(lower))
                    .for_each(&mut emit);
            }
        }),
    }
}

/// Characters that readers do not see: format controls, variation selectors, and accents that are written as
/// characters of their own.
pub fn is_ignorable(c: char) -> bool {
    is_format_control(c) || is_combining(c) || matches!(c, '\u{fe00}'..='\u{fe0f}')
}

/// Whether a character is an accent or other mark on the letter before it.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}
