//! Folds regular expressions, so that a pattern written as people type matches folded text.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Literal};

use crate::text::fold_char::Fold;

impl Fold {
    /// Folds the literals and the small character classes of a regular expression.
    ///
    /// # Errors
    /// The parser's error when the pattern is not a regular expression.
    pub fn pattern(self, pattern: &str) -> Result<Hir, Box<regex_syntax::Error>> {
        let hir = regex_syntax::Parser::new()
            .parse(pattern)
            .map_err(Box::new)?;
        Ok(match self {
            Self::None => hir,
            fold => fold_hir(fold, hir),
        })
    }
}

/// The source text of a parsed pattern. `Hir::to_string` of the library drops the group around a repetition that is
/// itself repeated, as in `(?:\S+)?`.
pub fn pattern_text(hir: &Hir) -> String {
    let each = |parts: &[Hir], between: &str| {
        parts
            .iter()
            .map(pattern_text)
            .collect::<Vec<_>>()
            .join(between)
    };
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let max = repetition.max.map_or(String::new(), |max| max.to_string());
            let lazy = if repetition.greedy { "" } else { "?" };
            format!(
                "(?:{}){{{},{max}}}{lazy}",
                pattern_text(&repetition.sub),
                repetition.min
            )
        }
        HirKind::Capture(capture) => match &capture.name {
            Some(name) => format!("(?P<{name}>{})", pattern_text(&capture.sub)),
            None => format!("({})", pattern_text(&capture.sub)),
        },
        HirKind::Concat(parts) => each(parts, ""),
        HirKind::Alternation(parts) => format!("(?:{})", each(parts, "|")),
        _ => hir.to_string(),
    }
}

/// Larger classes (such as `\w` or `\p{L}`) already hold both forms of their letters.
const LARGEST_FOLDED_CLASS: usize = 4096;

fn fold_hir(fold: Fold, hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Literal(Literal(bytes)) => match std::str::from_utf8(&bytes) {
            Ok(text) => Hir::literal(fold_str(fold, text).into_bytes()),
            Err(_) => Hir::literal(bytes),
        },
        HirKind::Class(Class::Unicode(class)) => fold_class(fold, class),
        HirKind::Repetition(mut repetition) => {
            repetition.sub = Box::new(fold_hir(fold, *repetition.sub));
            Hir::repetition(repetition)
        }
        HirKind::Capture(mut capture) => {
            capture.sub = Box::new(fold_hir(fold, *capture.sub));
            Hir::capture(capture)
        }
        HirKind::Concat(parts) => {
            Hir::concat(parts.into_iter().map(|part| fold_hir(fold, part)).collect())
        }
        HirKind::Alternation(parts) => {
            Hir::alternation(parts.into_iter().map(|part| fold_hir(fold, part)).collect())
        }
        HirKind::Look(look) => Hir::look(look),
        HirKind::Empty => Hir::empty(),
        HirKind::Class(class) => Hir::class(class),
    }
}

fn fold_class(fold: Fold, class: ClassUnicode) -> Hir {
    let size: usize = class.ranges().iter().map(ClassUnicodeRange::len).sum();
    if size > LARGEST_FOLDED_CLASS {
        return Hir::class(Class::Unicode(class));
    }
    let (mut letters, mut words, mut vanish) = (Vec::new(), Vec::new(), false);
    let mut folded = Vec::new();
    for range in class.ranges() {
        for c in range.start()..=range.end() {
            folded.clear();
            fold.each(c, |f| folded.push(f));
            match folded[..] {
                [] => vanish = true,
                [letter] => letters.push(ClassUnicodeRange::new(letter, letter)),
                _ => words.push(Hir::literal(fold_str(fold, &c.to_string()).into_bytes())),
            }
        }
    }
    let mut parts = words;
    if !letters.is_empty() {
        parts.push(Hir::class(Class::Unicode(ClassUnicode::new(letters))));
    }
    if vanish {
        parts.push(Hir::empty());
    }
    Hir::alternation(parts)
}

/// Folds a literal of a pattern like a text, but keeps a space at its beginning.
fn fold_str(fold: Fold, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold.each(c, |f| {
            if !(f == ' ' && out.ends_with(' ')) {
                out.push(f);
            }
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold_phrase;

    #[test]
    fn patterns_fold_their_literals_and_small_classes() {
        let hir = Fold::Arabic
            .pattern("[أإ]قرأ\\s+أيضاً?")
            .unwrap()
            .to_string();
        let regex = regex::Regex::new(&hir).unwrap();
        assert!(regex.is_match("اقرا ايضا"));
        assert!(Fold::Arabic.pattern("(").is_err());
        let matches = |pattern: &str, text: &str| {
            let hir = pattern_text(&Fold::Arabic.pattern(pattern).unwrap());
            regex::Regex::new(&format!("^(?:{hir})$"))
                .unwrap()
                .is_match(&fold_phrase(text))
        };
        assert!(matches(r"\p{Lu}foo", "Xfoo"));
        assert!(matches("a  b", "a\u{a0} b"));
        assert!(!matches(r"play(?:\S+)? (a|b)(?P<n>c)?d", "Play adaD"));
        assert!(matches(r"play(?:\S+)? (a|b)(?P<n>c)?d", "Play bCD"));
        assert!(matches("م[ًٌ]?ا", "ما"));
        assert!(matches("[ﷲ]", "الله"));
    }
}
