//! What the statistics of a corpus say about the lines of a text.

use crate::rules::survey::corpus::LineCounts;
use crate::rules::survey::features::Feature;
use crate::rules::survey::features::{lead_of, masked, prefix_of};
use crate::rules::survey::view::SurveyView;
use crate::text::TextAnalysis;

/// What a survey says about the lines of a text.
#[derive(Debug)]
pub(crate) struct SurveyedLines<'v> {
    pub view: &'v SurveyView<'v>,
    /// By line; `None` if it occurs in no other article.
    lines: Vec<Option<LineCounts>>,
    /// Other articles with the same first paragraph. They are versions of this one, so what they share with it says nothing.
    versions: u32,
    /// The share of its paragraphs, by characters, that also occur in other documents, from 0 to 1. In a text
    /// without paragraphs all lines count.
    pub copied: f64,
    /// The first paragraph.
    pub lead: Option<usize>,
    /// The key of the title of the document, as a line.
    own_title: Option<i64>,
}

impl<'v> SurveyedLines<'v> {
    pub fn new(view: &'v SurveyView<'v>, analysis: &TextAnalysis) -> Self {
        let own_lead = lead_of(analysis);
        let others_of = |counts: &LineCounts| view.articles(counts).saturating_sub(1);
        let lead = own_lead.filter(|&lead| !analysis.lines[lead].is_segment());
        let lead = lead.and_then(|lead| view.counts(Feature::Line, analysis.folded_line(lead)));
        let same_lead = lead.map_or(0, |counts| {
            counts.leads.saturating_sub(1).min(others_of(counts))
        });
        // A first paragraph of half of the articles is a notice.
        let is_notice = 2 * same_lead >= view.source_counts.articles;
        let versions = if is_notice { 0 } else { same_lead };
        let seen = |line: usize| {
            let folded = analysis.folded_line(line);
            if folded.is_empty() {
                return None;
            }
            if analysis.lines[line].is_segment() {
                let masked = masked(folded);
                let text = masked.as_deref().unwrap_or(folded);
                return view.counts(Feature::Segment, text).copied();
            }
            let key = view.key(Feature::Line, folded);
            let mut seen = *view
                .counts_of(key)
                .filter(|seen| others_of(seen) > versions)?;
            // Documents of a series may share a title and a first paragraph: that does not make them foreign. The
            // line right above the first paragraph is surely the title.
            let may_be_title = analysis.title == Some(line);
            let is_title = may_be_title && analysis.next(line) == own_lead;
            if view.title == Some(key) || (view.title.is_none() && is_title) {
                return None;
            }
            if may_be_title {
                seen.titles = 0;
            }
            if own_lead == Some(line) {
                seen.leads = 0;
            }
            Some(seen)
        };
        let lines: Vec<_> = (0..analysis.lines.len()).map(seen).collect();
        // In a text without paragraphs, such as a poem, all lines belong to the article.
        let counted = || {
            let all = analysis.lines.iter().zip(&lines);
            all.filter(|(line, _)| analysis.paragraphs.is_none() || line.is_paragraph())
        };
        let chars: usize = counted().map(|(line, _)| line.chars).sum();
        let copied: usize = counted()
            .filter(|(_, seen)| seen.is_some())
            .map(|(line, _)| line.chars)
            .sum();
        Self {
            view,
            copied: copied as f64 / chars.max(1) as f64,
            lines,
            versions,
            lead: own_lead,
            own_title: view.title.or_else(|| {
                let title = analysis.title?;
                Some(view.key(Feature::Line, analysis.folded_line(title)))
            }),
        }
    }

    /// In how many documents a line occurs, if in several articles.
    pub fn line(&self, line: usize) -> Option<&LineCounts> {
        self.lines[line].as_ref()
    }

    /// The number of other articles that are no versions of this one, of those with a feature.
    pub fn others(&self, counts: &LineCounts) -> u32 {
        self.view.articles(counts).saturating_sub(1 + self.versions)
    }

    /// Whether a folded text is the title of another document of the source.
    pub fn is_other_title(&self, folded: &str) -> bool {
        let key = self.view.key(Feature::Line, folded);
        self.own_title != Some(key) && self.view.is_title(key)
    }

    /// The counts that say most about a line as one that the site repeats: its own, without numbers, or those of its prefix.
    pub fn support(&self, analysis: &TextAnalysis, line: usize) -> Option<&'v LineCounts> {
        let view = self.view;
        let folded = analysis.folded_line(line);
        let own = match analysis.lines[line].is_segment() {
            true => Feature::Segment,
            false => Feature::Line,
        };
        let masked = masked(folded);
        let of_masked = masked.as_ref().and_then(|masked| match own {
            Feature::Segment => view.counts(own, masked),
            _ => view.counts(Feature::Masked, masked),
        });
        let prefix = prefix_of(folded).and_then(|prefix| view.counts(Feature::Prefix, &prefix.key));
        // A prefix before sentences is one of reported speech.
        let prefix = prefix.filter(|counts| !counts.precedes_sentences());
        let all = [view.counts(own, folded), of_masked, prefix];
        all.into_iter()
            .flatten()
            .max_by_key(|counts| view.articles(counts))
    }
}
