//! What a rule found in a document, the fix for it, and why a fix is withheld.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::Serialize;

use crate::rules::Applicability;
use crate::text::Edit;

/// One finding in one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Index of the rule in its [`RuleSet`](crate::rules::RuleSet).
    pub rule: usize,
    /// What is flagged, without the last line break, in bytes of the document's text.
    pub span: Range<usize>,
    /// What was found and, if the rule weighs evidence, why.
    pub message: String,
    pub fix: Option<Fix>,
    /// Why the fix is not applied, although its applicability would allow it.
    pub withheld: Option<Withheld>,
}

/// Edits that belong together: either all are applied, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    pub applicability: Applicability,
    /// In ascending order; they do not overlap. Empty if the fix leaves the text as it is and writes
    /// the whole file in UTF-8.
    pub edits: Vec<Edit>,
}

/// Why a fix is not applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Withheld {
    FirstParagraph,
    /// Together with other fixes it takes a larger share of the text than rules without a marker may.
    LargeShare,
    TooLittleLeft,
    NothingLeft,
    /// A reviewer said that a part of it belongs to the article.
    Rejected,
    /// These rules, by id, undo each other's fixes.
    Cycle(Vec<String>),
    TooManyRounds,
    /// The rule finds something in few documents of the source: in this many of those that were looked at.
    Rare {
        found: u32,
        documents: u32,
    },
}

impl fmt::Display for Withheld {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::FirstParagraph => "it would take the first paragraph",
            Self::LargeShare => {
                "too large a share of the document would go without a marker that says so"
            }
            Self::TooLittleLeft => "too little would be left of the document",
            Self::NothingLeft => "nothing would be left of the document",
            Self::Rare { found, documents } => {
                return write!(
                    f,
                    "in this source, the rule finds something in only {found} of {documents} documents"
                );
            }
            Self::Rejected => "a part of it was said to be the article's own",
            Self::TooManyRounds => "the rules had still more to remove after 100 rounds",
            Self::Cycle(rules) => {
                let names: Vec<String> = rules.iter().map(|rule| format!("`{rule}`")).collect();
                return match &names[..] {
                    [rule] => write!(f, "{rule} undoes its own fix"),
                    names => write!(f, "{} undo one another's fixes", names.join(", ")),
                };
            }
        })
    }
}

impl Finding {
    /// The edits of its fix; none without a fix.
    pub fn edits(&self) -> &[Edit] {
        self.fix.as_ref().map_or(&[], |fix| &fix.edits)
    }

    /// How far its fix can be trusted; `None` without a fix.
    pub fn applicability(&self) -> Option<Applicability> {
        self.fix.as_ref().map(|fix| fix.applicability)
    }

    /// Withholds the fix: it is only displayed, with the reason.
    pub fn withhold(&mut self, reason: Withheld) {
        if let Some(fix) = &mut self.fix {
            fix.applicability = Applicability::DisplayOnly;
        }
        self.withheld = Some(reason);
    }

    /// The message with the reason why the fix is withheld, if it is.
    pub fn full_message(&self) -> Cow<'_, str> {
        match &self.withheld {
            None => Cow::Borrowed(&self.message),
            Some(reason) => Cow::Owned(format!("{}; not removed: {reason}", self.message)),
        }
    }
}
