//! What happens to the server: messages of the client, and results of its threads.

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
    Incoming(Incoming),
    FolderRules {
        root: PathBuf,
        load: LoadResult,
    },
    Checked {
        uri: String,
        edition: u64,
        text: Arc<EditorText>,
        loaded: SharedRules,
        result: CheckResult,
    },
    /// What is wrong in a rule file or a configuration.
    RulesChecked {
        uri: String,
        edition: u64,
        errors: Vec<RuleFileError>,
    },
    /// The check is over, with counts where there are any.
    Counted {
        uri: String,
        edition: u64,
        counts: Option<HitCounts>,
    },
}
