//! Literals: short texts of which one is in every line that a rule can match. The prefilter searches for them.

use crate::text::{Fold, head};

/// A text that must be on a line, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Literal {
    /// Where on the line it is.
    pub position: LiteralPosition,
    /// Folded as texts are unless a rule says otherwise.
    pub text: String,
}

/// Where on a line a literal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LiteralPosition {
    /// The line begins with it.
    Start,
    /// The line begins with it, after any punctuation and symbols.
    Core,
    /// Anywhere on the line.
    Anywhere,
    /// At the end of a word, but not at the beginning of it: after a character that is not a space, and before no
    /// letter or digit.
    WordEnd,
}

/// The literals of a rule with another folding, folded as the prefilter sees texts: it reads only the usual folding.
/// `None` if that leaves nothing of one of them.
pub fn refolded(literals: Vec<Literal>) -> Option<Vec<Literal>> {
    let refolded = |literal: Literal| {
        let text = Fold::Arabic.phrase(&literal.text);
        // Folding may change what a line begins with.
        let position = LiteralPosition::Anywhere;
        (!text.is_empty()).then_some(Literal { position, text })
    };
    literals.into_iter().map(refolded).collect()
}

/// The fewest literals such that every text with one of the given literals also has one of these. Long ones are cut, and
/// those that begin with another are dropped.
pub fn fewest(literals: Vec<Literal>) -> Vec<Literal> {
    let cut = |literal: Literal| Literal {
        text: head(&literal.text, LONGEST).to_owned(),
        ..literal
    };
    let mut literals: Vec<Literal> = literals.into_iter().map(cut).collect();
    literals.sort_unstable();
    literals
        .dedup_by(|next, kept| next.position == kept.position && next.text.starts_with(&kept.text));
    literals
}

/// The most characters of a literal to search for. More would exclude hardly any more lines and make the search larger.
const LONGEST: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_that_begins_with_another_is_not_needed() {
        let literal = |text: &str| Literal {
            position: LiteralPosition::Start,
            text: text.to_owned(),
        };
        let literals = ["read", "read also", "a very long literal", "a very long"];
        let few = ["a very long", "read"].map(literal);
        assert_eq!(fewest(literals.map(literal).to_vec()), few);
    }
}
