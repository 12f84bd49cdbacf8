//! How a finding of whole lines grows over its neighbours.

use crate::rules::compile::Compiler;
use crate::rules::conditions::landmarks::Landmarks;
use crate::rules::conditions::lines::Where;
use crate::rules::error::RuleError;
use crate::rules::spec::rule::ExpandSpec;
use crate::text::{Fold, TextAnalysis};

/// How a finding grows, compiled.
#[derive(Debug)]
pub struct Expand {
    /// What each line above must meet; `None` if the finding does not grow upwards.
    up: Option<Where>,
    /// The same for lines below.
    down: Option<Where>,
    /// At most this many lines each way.
    max: usize,
}

/// At most this many lines each way, unless the rule gives a number.
const MOST: usize = 10;

impl Expand {
    /// Compiles the conditions on the lines that a finding grows over.
    ///
    /// # Errors
    /// A broken pattern, or a shared list that does not exist.
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
        analysis: &TextAnalysis,
        landmarks: &Landmarks,
        first: usize,
        last: usize,
    ) -> (usize, usize) {
        let reach = |conditions: &Option<Where>, lines: &mut dyn Iterator<Item = usize>| {
            let conditions = conditions.as_ref()?;
            lines
                .take(self.max)
                .take_while(|&line| conditions.allows(analysis, landmarks, line))
                .last()
        };
        let mut above = std::iter::successors(analysis.previous(first), |&l| analysis.previous(l));
        let mut below = std::iter::successors(analysis.next(last), |&l| analysis.next(l));
        (
            reach(&self.up, &mut above).unwrap_or(first),
            reach(&self.down, &mut below).unwrap_or(last),
        )
    }
}
