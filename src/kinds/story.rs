//! `story`: another article's text after the article.
use serde::Deserialize;

use super::{Check, Context, Findings};
use crate::rule::{Compiler, RuleError};

#[derive(Debug, Deserialize)]
pub struct Params {}
impl super::Params for Params {
    fn build(self, _: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        Ok(Box::new(Story))
    }
}
#[derive(Debug)]
struct Story;
impl Check for Story {
    fn check(&self, _: &Context, _: &mut Findings) {}
}
