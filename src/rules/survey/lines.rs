//! What the statistics of a corpus say about the lines of a text.

use crate::rules::survey::corpus::LineCounts;
use crate::rules::survey::keys::line_key;
use crate::rules::survey::view::SurveyView;
use crate::text::TextAnalysis;

/// What a survey says about the lines of a text.
#[derive(Debug)]
pub(crate) struct SurveyedLines<'v> {
    pub view: &'v SurveyView<'v>,
    /// By line; `None` if it occurs in no other document.
    lines: Vec<Option<LineCounts>>,
    /// The share of its paragraphs, by characters, that also occur in other documents, from 0 to 1. In a text
    /// without paragraphs all lines count.
    pub copied: f64,
}

impl<'v> SurveyedLines<'v> {
    pub fn new(view: &'v SurveyView<'v>, analysis: &TextAnalysis) -> Self {
        let own_lead = analysis.paragraphs.map(|(first, _)| first);
        let seen = |line: usize| {
            let folded = analysis.folded_line(line);
            let key = line_key(view.source, folded);
            let mut seen = *view.survey.seen.get(&key).filter(|_| !folded.is_empty())?;
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
        }
    }

    /// In how many documents a line occurs, if in several.
    pub fn line(&self, line: usize) -> Option<&LineCounts> {
        self.lines[line].as_ref()
    }
}
