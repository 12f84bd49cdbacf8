//! The grades: which removals are measured.

use crate::base::names::named;

named! {
    /// What is measured.
    pub enum Grade {
        Safe = "safe", "what --fix removes";
        Unsafe = "unsafe", "what --fix --unsafe-fixes removes";
        Findings = "findings", "what would go if every finding went: its fix, or where it has none, all it flags";
    }
}

impl Grade {
    /// Whether a fix changes texts so; the other grade is what might be.
    pub fn is_fix(self) -> bool {
        self != Self::Findings
    }
}
