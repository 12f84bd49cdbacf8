//! The registry of rule kinds and of models. A new kind is a file in this folder and a row here.

use crate::rules::detectors::kind::{ModelTable, Registry, RuleKind};
use crate::rules::detectors::page::PageModelSpec;
use crate::rules::detectors::story::ModelSpec;
use crate::rules::detectors::{
    blank, code, duplicate, elsewhere, encoding, foreign, headline_run, headline_wall, inline_link,
    line, list, missing_break, page, shape, span, story, to_end,
};
use crate::rules::matching::matcher::TextUse;

/// What the packs of this program may use.
pub(crate) const REGISTRY: Registry = Registry {
    kinds: KINDS,
    models: &[
        ModelTable::of::<ModelSpec>("models"),
        ModelTable::of::<PageModelSpec>("page_models"),
    ],
};

/// All kinds, in the order in which their rules run. A rule sees what rules of the kinds above its own found.
pub static KINDS: &[RuleKind] = &[
    RuleKind::of::<line::LineKeys>(
        "line",
        "a line that is only a phrase, or matches a pattern as a whole",
        TextUse::Line,
    )
    .replacing(),
    RuleKind::of::<shape::ShapeKeys>(
        "shape",
        "a line recognised by its place and shape alone",
        TextUse::None,
    ),
    RuleKind::of::<span::SpanKeys>("span", "a phrase or pattern inside a line", TextUse::Inside)
        .replacing(),
    RuleKind::of::<inline_link::InlineLinkKeys>(
        "inline-link",
        "a marker inside running text with the headline that follows it",
        TextUse::Line,
    ),
    RuleKind::of::<code::CodeKeys>(
        "code",
        "program text that a scraper left: tags, scripts, style sheets, data, template marks",
        TextUse::None,
    ),
    RuleKind::of::<blank::BlankKeys>("blank", "lines of invisible characters only", TextUse::None),
    RuleKind::of::<story::StoryKeys>(
        "story",
        "another article's text after the article",
        TextUse::None,
    ),
    RuleKind::of::<list::ListKeys>(
        "list",
        "a header line and the headlines listed under it",
        TextUse::Line,
    ),
    RuleKind::of::<to_end::ToEndKeys>(
        "to-end",
        "a marker line and everything after it",
        TextUse::Line,
    ),
    RuleKind::of::<headline_run::HeadlineRunKeys>(
        "headline-run",
        "lines that look like headlines, in a row, without a header",
        TextUse::None,
    ),
    RuleKind::of::<headline_wall::HeadlineWallKeys>(
        "headline-wall",
        "several headlines on one line, separated by several spaces or by symbols",
        TextUse::None,
    ),
    RuleKind::of::<duplicate::DuplicateKeys>(
        "duplicate",
        "a line that repeats a line nearby or the title, whole or cut short",
        TextUse::None,
    ),
    RuleKind::of::<missing_break::MissingBreakKeys>(
        "missing-break",
        "two lines run together without a break",
        TextUse::None,
    ),
    RuleKind::of::<elsewhere::ElsewhereKeys>(
        "elsewhere",
        "a line that also occurs in other documents of the same source",
        TextUse::None,
    ),
    RuleKind::of::<foreign::ForeignKeys>(
        "foreign",
        "a line that is the site's or another article's, by comparison with other documents of the same source",
        TextUse::None,
    ),
    RuleKind::of::<encoding::EncodingKeys>(
        "encoding",
        "a file that is not in UTF-8; the fix writes all of it in UTF-8",
        TextUse::None,
    ),
    RuleKind::of::<page::PageKeys>(
        "furniture",
        "page boilerplate: lines around the article, found by a model if other rules found boilerplate",
        TextUse::None,
    ),
];
