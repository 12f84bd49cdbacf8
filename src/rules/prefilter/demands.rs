//! What the prefilter has to know about a rule.

use crate::rules::matching::line_needs::LineNeeds;
use crate::rules::matching::literal::Literal;
use crate::rules::spec::conditions::WhereSpec;
use crate::rules::spec::shape::Shape;
use crate::text::Fold;

/// What a rule demands of the lines that it can find something on.
#[derive(Debug)]
pub struct RuleDemands<'r> {
    /// One of these is on every such line; `None` if there is no such set.
    pub literals: Option<&'r [Literal]>,
    /// The shapes that the line must have.
    pub shapes: Vec<&'r Shape>,
    /// The conditions that the line must meet.
    pub places: Vec<&'r WhereSpec>,
    /// What the rule's texts need of the line.
    pub needs: &'r LineNeeds,
    /// Whether the rule looks at the segments of long lines.
    pub takes_segments: bool,
    /// Which differences between texts the rule ignores. A line that is blank in one folding may not be in another.
    pub fold: Fold,
}

impl RuleDemands<'_> {
    /// Whether all shapes pass a test.
    pub fn all_shapes(&self, test: impl Fn(&Shape) -> bool) -> bool {
        self.shapes.iter().all(|shape| test(shape))
    }

    /// Whether all conditions pass a test.
    pub fn all_places(&self, test: impl Fn(&WhereSpec) -> bool) -> bool {
        self.places.iter().all(|place| test(place))
    }
}
