//! The grades: three sets of removals that are measured.

use crate::base::names::named;

named! {
    /// A set of removals that is measured.
    pub enum Grade {
        Safe = "safe", "what --fix removes";
        Unsafe = "unsafe", "what --fix --unsafe-fixes removes";
        Findings = "findings", "what would be removed if every finding were removed: its fix, or the flagged text if it has no fix";
    }
}

impl Grade {
    /// Whether this is what a fix removes. The grade `findings` is only what could be removed.
    pub fn is_fix(self) -> bool {
        self != Self::Findings
    }
}
