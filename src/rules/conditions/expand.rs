//! Growth of a finding of whole lines over its neighbours.

use crate::rules::RuleError;
use crate::rules::conditions::Where;
use crate::rules::detectors::Landmarks;
use crate::rules::pack::compile::Compiler;
use crate::rules::pack::spec::ExpandSpec;
use crate::text::{Fold, Segments};

/// Compiled growth.
#[derive(Debug)]
pub struct Expand {
    up: Option<Where>,
    down: Option<Where>,
    max: usize,
}

/// How many lines a finding grows each way, unless the rule says otherwise.
const MOST: usize = 10;

impl Expand {
    pub(crate) fn new(
        spec: &ExpandSpec,
        fold: Fold,
        compiler: &Compiler,
    ) -> Result<Self, RuleError> {
        let conditions = |spec: &Option<_>| {
            spec.as_ref()
                .map(|spec| Where::new(spec, fold, compiler))
                .transpose()
        };
        Ok(Self {
            up: conditions(&spec.up)?,
            down: conditions(&spec.down)?,
            max: spec.max.unwrap_or(MOST),
        })
    }

    /// The first and last line of a finding once it has grown.
    pub(crate) fn grow(
        &self,
        segments: &Segments,
        landmarks: &Landmarks,
        first: usize,
        last: usize,
    ) -> (usize, usize) {
        let reach = |conditions: &Option<Where>, lines: &mut dyn Iterator<Item = usize>| {
            let conditions = conditions.as_ref()?;
            lines
                .take(self.max)
                .take_while(|&line| conditions.allows(segments, landmarks, line))
                .last()
        };
        let mut above = std::iter::successors(segments.previous(first), |&l| segments.previous(l));
        let mut below = std::iter::successors(segments.next(last), |&l| segments.next(l));
        (
            reach(&self.up, &mut above).unwrap_or(first),
            reach(&self.down, &mut below).unwrap_or(last),
        )
    }
}
