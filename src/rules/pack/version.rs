//! Which versions of the program a pack works with.

use std::sync::Arc;

use crate::rules::error::{RuleError, RuleSource};
use crate::rules::spec::pack::PackSpec;

/// Whether this program is new enough for a pack.
///
/// # Errors
/// It is not, or `requires` in the pack is not a version.
pub fn check_version(source: &Arc<RuleSource>, pack: &PackSpec) -> Result<(), RuleError> {
    let Some(required) = &pack.requires else {
        return Ok(());
    };
    let numbers = |version: &str| -> Option<Vec<u32>> {
        version.split('.').map(|part| part.parse().ok()).collect()
    };
    let ours = env!("CARGO_PKG_VERSION");
    match numbers(required.get_ref()) {
        None => Err(source
            .error(required.span(), "this is not a version", "not a version")
            .help("write numbers separated by dots, such as \"0.1\"")),
        Some(wanted) if Some(&wanted) > numbers(ours).as_ref() => Err(source
            .error(
                required.span(),
                format!(
                    "the pack needs corpus-lint {}, but this is {ours}",
                    required.get_ref()
                ),
                "newer than this program",
            )
            .help("install a newer corpus-lint, or an older version of the pack")),
        Some(_) => Ok(()),
    }
}
