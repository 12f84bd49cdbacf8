//! The events of the server: messages from the client, and results from its threads.

use std::path::PathBuf;
use std::sync::Arc;

use crate::server::check::CheckResult;
use crate::server::counts::HitCounts;
use crate::server::positions::EditorText;
use crate::server::rule_file::RuleFileError;
use crate::server::wire::Incoming;
use crate::server::workspace::{LoadResult, SharedRules};

/// Something that happened.
pub enum ServerEvent {
    /// A message arrived.
    Incoming(Incoming),
    /// The rules of a folder were read.
    FolderLoaded { root: PathBuf, load: LoadResult },
    /// A document was checked.
    Checked {
        uri: String,
        edition: u64,
        text: Arc<EditorText>,
        loaded: SharedRules,
        result: CheckResult,
    },
    /// The errors of a rule file or a configuration are known.
    RulesChecked {
        uri: String,
        edition: u64,
        errors: Vec<RuleFileError>,
    },
    /// The check of a rule file is complete, with counts if there are any.
    Counted {
        uri: String,
        edition: u64,
        counts: Option<HitCounts>,
    },
}
