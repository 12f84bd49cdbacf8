//! An edit: a span of a text, and the text that replaces it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::text::char_traits::CharTraits;

/// Replaces a span of a text. Serialised as `{"start", "end", "content"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What is replaced, in bytes of the text.
    #[serde(flatten)]
    pub span: Range<usize>,
    /// What replaces it; empty for a removal.
    #[serde(rename = "content")]
    pub text: String,
}

impl Edit {
    /// Removes a span.
    pub fn remove(span: Range<usize>) -> Self {
        Self {
            span,
            text: String::new(),
        }
    }

    /// Removes a span inside a line, with the white space that would be left doubled or at an end of the line. What was
    /// on both sides does not run together: if there was no space, there is one then. Chinese and Japanese need none.
    pub fn remove_inside(text: &str, span: Range<usize>) -> Self {
        let is_space = |c: char| c.is_whitespace() && !matches!(c, '\n' | '\r');
        let before = text[..span.start].trim_end_matches(is_space);
        let after = text[span.end..].trim_start_matches(is_space);
        let is_edge = |c: Option<char>| c.is_none_or(|c| matches!(c, '\n' | '\r' | '\u{feff}'));
        let (left, right) = (before.chars().next_back(), after.chars().next());
        let (start, end) = (before.len(), text.len() - after.len());
        if is_edge(left) {
            return Self::remove(span.start..end);
        }
        if is_edge(right) {
            return Self::remove(start..end);
        }
        let joined = is_joined(left, right);
        match (start < span.start, span.end < end) {
            (true, true) => Self::remove(start..span.end),
            (true, false) if !joined => Self::remove(start..span.end),
            (false, true) if !joined => Self::remove(span.start..end),
            (false, false) if joined => Self {
                text: " ".into(),
                span,
            },
            _ => Self::remove(span),
        }
    }

    /// Inserts text at an offset, in bytes.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self {
            span: at..at,
            text: text.into(),
        }
    }
}

/// Whether two characters would join words or sentences if they stood next to each other.
fn is_joined(left: Option<char>, right: Option<char>) -> bool {
    let is_wide = |c: char| {
        CharTraits::of(c).is_wide()
            || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
    };
    let opens = |c: char| matches!(c, '(' | '[' | '«' | '“' | '„' | '‘');
    let closes = |c: char| {
        let traits = CharTraits::of(c);
        traits.is_stop()
            || traits.is_ask()
            || traits.is_comma()
            || matches!(c, ')' | ']' | '»' | '”' | '’' | ':' | '…')
    };
    left.zip(right).is_some_and(|(left, right)| {
        !is_wide(left) && !is_wide(right) && !opens(left) && !closes(right)
    })
}

/// The text after edits, which are in ascending order and do not overlap.
pub fn apply_edits<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> String {
    let mut edited = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        edited.push_str(&text[at..edit.span.start]);
        edited.push_str(&edit.text);
        at = edit.span.end;
    }
    edited.push_str(&text[at..]);
    edited
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_written_as_they_are_read() {
        let edit = Edit {
            span: 2..5,
            text: "é".into(),
        };
        let written = r#"{"start":2,"end":5,"content":"é"}"#;
        assert_eq!(serde_json::to_string(&edit).unwrap(), written);
        assert_eq!(serde_json::from_str::<Edit>(written).unwrap(), edit);
    }

    #[test]
    fn what_stays_of_a_line_reads_well() {
        let removed = |marked: &str| {
            let (before, rest) = marked.split_once('⟦').unwrap();
            let (inside, after) = rest.split_once('⟧').unwrap();
            let text = [before, inside, after].concat();
            let span = before.len()..before.len() + inside.len();
            apply_edits(&text, [&Edit::remove_inside(&text, span)])
        };
        for (marked, expected) in [
            ("One. ⟦Ad⟧ Two.", "One. Two."),
            ("One.⟦Ad⟧Two.", "One. Two."),
            ("One. ⟦Ad⟧Two.", "One. Two."),
            ("One.⟦Ad⟧ Two.", "One. Two."),
            ("One ⟦Ad⟧.", "One."),
            ("\u{feff}⟦Ad⟧ Two.\r\n", "\u{feff}Two.\r\n"),
            ("One. ⟦Ad⟧ \r\nTwo", "One.\r\nTwo"),
            ("  ⟦Ad⟧ Two", "  Two"),
            ("一。⟦广告⟧二。", "一。二。"),
            ("(⟦Ad⟧One)", "(One)"),
            ("قال.⟦إعلان⟧وعاد", "قال. وعاد"),
        ] {
            assert_eq!(removed(marked), expected, "{marked}");
        }
    }

    #[test]
    fn edits_are_applied_in_order() {
        let edits = [
            Edit::remove(0..1),
            Edit::insert(2, "xy"),
            Edit::remove(3..4),
        ];
        assert_eq!(apply_edits("abcd", &edits), "bxyc");
        assert_eq!(apply_edits("abcd", []), "abcd");
    }
}
