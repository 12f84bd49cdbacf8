//! Folding profiles: which Arabic letters, marks and digits count as the same, and for whom.
//!
//! The lines that all rules and the story models read are folded with [`FoldProfile::MATCHING`]. The
//! page boilerplate model compares words with [`FoldProfile::PAGE_MODEL`], because the weights that
//! ship with it were trained on words folded in that way. A test below lists every difference.

use std::ops::RangeInclusive;

/// What one way of folding does to Arabic, Persian and Urdu characters.
#[derive(Debug)]
pub struct FoldProfile {
    /// Letters that are written for one another: each character of the first text becomes the second.
    letters: &'static [(&'static str, char)],
    /// Marks that are dropped.
    marks: &'static [RangeInclusive<char>],
    /// The zeros of the digits that become ASCII digits.
    zeros: &'static [char],
}

impl FoldProfile {
    /// What rules match on. Hamza on waw and yeh stays, because it tells words apart.
    pub const MATCHING: Self = Self {
        letters: &[
            // Alef with madda, with hamza above or below, and alef wasla: alef.
            ("\u{622}\u{623}\u{625}\u{671}", '\u{627}'),
            // Alef maksura and Farsi yeh: yeh.
            ("\u{649}\u{6cc}", '\u{64a}'),
            // Teh marbuta and heh doachashmee: heh.
            ("\u{629}\u{6be}", '\u{647}'),
            // Keheh: kaf.
            ("\u{6a9}", '\u{643}'),
        ],
        marks: &[
            // Vowel marks, and the alef that is written above a letter.
            '\u{64b}'..='\u{65f}',
            '\u{670}'..='\u{670}',
            // Marks of honour and of the Quran.
            '\u{610}'..='\u{61a}',
            '\u{6d6}'..='\u{6dc}',
            '\u{6df}'..='\u{6e4}',
        ],
        zeros: &['\u{660}', '\u{6f0}'],
    };

    /// What the page boilerplate model compares words by. It is the older and smaller set: heh
    /// doachashmee, the marks of the Quran and Arabic digits stay. Outside Arabic, accents, compatibility
    /// forms and digits stay too; only case and invisible characters go. Do not bring it into line with
    /// [`Self::MATCHING`] without training the model again: every word that folds to another one moves
    /// the features that count common, repeated and shared words.
    pub const PAGE_MODEL: Self = Self {
        letters: &[
            ("\u{622}\u{623}\u{625}\u{671}", '\u{627}'),
            ("\u{649}\u{6cc}", '\u{64a}'),
            ("\u{629}", '\u{647}'),
            ("\u{6a9}", '\u{643}'),
        ],
        marks: &['\u{64b}'..='\u{65f}', '\u{670}'..='\u{670}'],
        zeros: &[],
    };

    /// What a lower-case character becomes; `None` if it is dropped.
    pub(super) fn small_letter(&self, c: char) -> Option<char> {
        // Most tables of characters hold none that a profile lists.
        if !('\u{600}'..='\u{6ff}').contains(&c) {
            return (!is_invisible(c)).then_some(c);
        }
        let is_mark = self.marks.iter().any(|range| range.contains(&c));
        if is_mark || is_invisible(c) {
            return None;
        }
        let letter = (self.letters.iter()).find(|(from, _)| from.chars().any(|one| one == c));
        let digit = || {
            self.zeros.iter().find_map(|&zero| {
                let value = (c as u32).checked_sub(zero as u32)?;
                char::from_digit(value, 10)
            })
        };
        Some(letter.map_or_else(|| digit().unwrap_or(c), |&(_, to)| to))
    }
}

/// Joiners, direction controls, the soft hyphen and the byte order mark.
pub(super) fn is_format_control(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Format controls, the Arabic letter mark, and tatweel, which only makes a word longer.
pub(super) fn is_invisible(c: char) -> bool {
    is_format_control(c) || matches!(c, '\u{640}' | '\u{61c}')
}

/// What a character of one or two bytes becomes in a word of the page model.
#[derive(Debug, Clone, Copy)]
pub struct ShortFold {
    /// The result in UTF-8.
    pub bytes: [u8; 2],
    /// The bytes of the result: as many as the character has, or none.
    pub length: u8,
    /// The bytes of the character; 0 if its word has to be folded as a whole.
    pub width: u8,
}

impl ShortFold {
    /// For a character whose word has to be folded as a whole.
    pub const WHOLE_WORD: Self = Self {
        bytes: [0; 2],
        length: 0,
        width: 0,
    };

    pub(super) fn of(c: char) -> Self {
        let is_short = c.len_utf8() <= 2;
        let Some(folded) = is_short.then(|| fold_in_any_word(c)).flatten() else {
            return Self::WHOLE_WORD;
        };
        let mut bytes = [0; 2];
        let length = folded.map_or(0, |folded| folded.encode_utf8(&mut bytes).len());
        Self {
            bytes,
            length: length as u8,
            width: c.len_utf8() as u8,
        }
    }
}

/// What a character becomes in the page model, whatever its word is. `None` if that depends on the
/// word, or if the result is not one character of as many bytes.
fn fold_in_any_word(c: char) -> Option<Option<char>> {
    let mut lower = c.to_lowercase();
    let small = lower.next().filter(|_| lower.next().is_none())?;
    let is_cased = c.is_uppercase() || c.is_lowercase();
    let is_certain = small == c || is_cased && c != 'Σ';
    let folded = FoldProfile::PAGE_MODEL.small_letter(small);
    let is_as_long = folded.is_none_or(|folded| folded.len_utf8() == c.len_utf8());
    (is_certain && is_as_long).then_some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the two profiles differ. A change of either profile that moves a character into or out of this
    /// list means that the page model has to be trained again.
    #[test]
    fn the_profiles_list_arabic_characters_only() {
        let is_arabic = |c: char| ('\u{600}'..='\u{6ff}').contains(&c);
        for FoldProfile {
            letters,
            marks,
            zeros,
        } in [FoldProfile::MATCHING, FoldProfile::PAGE_MODEL]
        {
            assert!(
                letters
                    .iter()
                    .all(|(from, to)| from.chars().all(is_arabic) && is_arabic(*to))
            );
            assert!(
                marks
                    .iter()
                    .all(|marks| is_arabic(*marks.start()) && is_arabic(*marks.end()))
            );
            assert!(zeros.iter().all(|&zero| is_arabic(zero)));
        }
    }

    #[test]
    fn the_profiles_differ_in_these_arabic_characters_only() {
        let differ = |&c: &char| {
            FoldProfile::MATCHING.small_letter(c) != FoldProfile::PAGE_MODEL.small_letter(c)
        };
        let found: String = ('\0'..=char::MAX).filter(differ).collect();
        let expected: String = [
            '\u{610}'..='\u{61a}',
            '\u{660}'..='\u{669}',
            '\u{6be}'..='\u{6be}',
            '\u{6d6}'..='\u{6dc}',
            '\u{6df}'..='\u{6e4}',
            '\u{6f0}'..='\u{6f9}',
        ]
        .into_iter()
        .flatten()
        .collect();
        assert_eq!(found, expected);
    }
}
