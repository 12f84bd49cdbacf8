//! Which fixes are applied to a document.

use std::ops::Range;

use crate::rules::Applicability;
use crate::rules::finding::Finding;
use crate::rules::fixing::selected::SelectedFixes;

/// Gives the spans, in bytes, of a text that no fix may take a part of, from the findings in it. A fix
/// that takes more than such a span on both sides is still applied.
pub type ProtectedSpans<'p> = dyn Fn(&str, &[Finding]) -> Vec<Range<usize>> + 'p;

/// Which fixes are applied to a document.
#[derive(Clone, Copy)]
pub struct FixPolicy<'p> {
    pub fixes: Fixes<'p>,
    /// What stays as it is, such as findings recorded in a baseline.
    pub protected: Option<&'p ProtectedSpans<'p>>,
}

/// Which fixes are wanted.
#[derive(Clone, Copy)]
pub enum Fixes<'p> {
    /// None. The findings say what fixing would do.
    None,
    /// Those that can be trusted at least so far.
    AtLeast(Applicability),
    /// Those that somebody selected, whatever their applicability.
    Selected(&'p SelectedFixes),
}

impl<'p> FixPolicy<'p> {
    /// Applies nothing.
    pub fn report() -> Self {
        Self::new(Fixes::None)
    }

    /// Applies the fixes of at least this applicability.
    pub fn at_least(applicability: Applicability) -> Self {
        Self::new(Fixes::AtLeast(applicability))
    }

    /// Applies the fixes that somebody selected.
    pub fn selected(selected: &'p SelectedFixes) -> Self {
        Self::new(Fixes::Selected(selected))
    }

    /// The same policy, with spans that stay as they are.
    #[must_use]
    pub fn protecting(self, protected: Option<&'p ProtectedSpans<'p>>) -> Self {
        Self { protected, ..self }
    }

    fn new(fixes: Fixes<'p>) -> Self {
        Self {
            fixes,
            protected: None,
        }
    }
}
