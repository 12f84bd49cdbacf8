//! The words of a text: letters and digits between other signs.

use crate::text::is_alphanumeric;

/// The runs of letters and digits of a text, in order.
pub fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| !is_alphanumeric(c));
    parts.filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_stand_between_other_signs() {
        let found: Vec<_> = words_of("«قال» 3-2، 中文。 état\u{301}s!").collect();
        assert_eq!(found, ["قال", "3", "2", "中文", "état", "s"]);
        assert_eq!(words_of(" … ").next(), None);
    }

    proptest! {
        #[test]
        fn words_are_what_splitting_gives(text in "(\\PC| |ا|ب){0,20}") {
            let parts = text.split(|c: char| !c.is_alphanumeric());
            let expected: Vec<_> = parts.filter(|word| !word.is_empty()).collect();
            prop_assert_eq!(words_of(&text).collect::<Vec<_>>(), expected);
        }
    }
}
