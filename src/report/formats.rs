//! The output formats: one table with the name of each, its description, its reporter and its statistics.
//! To add a format, add a file and a row here.

use crate::report::concise::ConciseReport;
use crate::report::full::FullReport;
use crate::report::github::GitHubReport;
use crate::report::gitlab::GitLabReport;
use crate::report::grouped::GroupedReport;
use crate::report::html::HtmlReport;
use crate::report::json::JsonReport;
use crate::report::json_lines::JsonLinesReport;
use crate::report::junit::JUnitReport;
use crate::report::reporter::{Reporter, each_document};
use crate::report::sarif::SarifReport;
use crate::report::statistics::StatisticsStyle;

/// How findings are written.
#[derive(Debug, Clone, Copy)]
pub struct OutputFormat {
    /// The name on the command line.
    pub name: &'static str,
    /// What the format is, in a few words for the help.
    pub about: &'static str,
    /// How statistics are written in this format; `None` if it has no place for them.
    pub statistics: Option<StatisticsStyle>,
    /// Makes the reporter; the argument says whether the output is coloured.
    make: fn(bool) -> Box<dyn Reporter>,
}

impl OutputFormat {
    /// All formats. The first one is the default.
    pub const ALL: &'static [Self] = &[
        Self {
            name: "full",
            about: "each finding with the text around it and the reason",
            statistics: Some(StatisticsStyle::Table),
            make: |colour| each_document(FullReport::new(colour)),
        },
        Self {
            name: "concise",
            about: "one line for each finding",
            statistics: Some(StatisticsStyle::Table),
            make: |_| each_document(ConciseReport),
        },
        Self {
            name: "grouped",
            about: "the findings of each document under its name",
            statistics: Some(StatisticsStyle::Table),
            make: |colour| each_document(GroupedReport { colour }),
        },
        Self {
            name: "json-lines",
            about: "one JSON object for each finding, one per line",
            statistics: Some(StatisticsStyle::Json),
            make: |_| each_document(JsonLinesReport),
        },
        Self {
            name: "json",
            about: "one JSON array of the same objects",
            statistics: Some(StatisticsStyle::Json),
            make: |_| Box::<JsonReport>::default(),
        },
        Self {
            name: "sarif",
            about: "SARIF 2.1.0, for code hosts and editors",
            statistics: None,
            make: |_| Box::<SarifReport>::default(),
        },
        Self {
            name: "github",
            about: "workflow commands, which GitHub shows next to the changed lines",
            statistics: None,
            make: |_| each_document(GitHubReport),
        },
        Self {
            name: "gitlab",
            about: "a Code Quality report, for merge requests in GitLab",
            statistics: None,
            make: |_| Box::<GitLabReport>::default(),
        },
        Self {
            name: "junit",
            about: "JUnit XML, for programs that show test results",
            statistics: None,
            make: |_| Box::<JUnitReport>::default(),
        },
        Self {
            name: "html",
            about: "one page for a browser, with the whole text of each document",
            statistics: None,
            make: |_| Box::<HtmlReport>::default(),
        },
    ];

    /// The format with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name == name)
    }

    /// A new reporter for this format.
    pub fn reporter(self, colour: bool) -> Box<dyn Reporter> {
        (self.make)(colour)
    }
}

impl Default for OutputFormat {
    fn default() -> Self {
        Self::ALL[0]
    }
}
