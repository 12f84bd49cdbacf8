//! What the user's configuration says about rules and documents.

use globset::GlobSet;

use crate::rules::spec::fix::Regrade;
use crate::rules::spec::guards::Guards;

/// What the user's configuration says about rules and documents.
#[derive(Debug, Default)]
pub struct Policy {
    /// Packs whose fixes are trusted as far as the packs say.
    pub trust: Vec<String>,
    /// Rules, categories or packs whose severity or fix changes, in order.
    pub regrades: Vec<(String, Regrade)>,
    /// Rules, categories or packs that do not report on documents of some paths.
    pub path_ignores: Vec<(GlobSet, Vec<String>)>,
    pub guards: Guards,
}
