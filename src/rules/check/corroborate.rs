//! Makes fixes safe where many articles of the source have the same line.

use crate::rules::catalog::Applicability;
use crate::rules::check::document_check::DocumentCheck;
use crate::rules::check::evidence::lines_of;
use crate::rules::finding::Finding;
use crate::rules::rule::Rule;

/// Makes the fixes of a rule safe for each line that enough articles of the source have, and says so in the message.
pub(super) fn corroborate(rule: &Rule, check: &DocumentCheck, findings: &mut [Finding]) {
    let Some((spec, surveyed)) = rule.corroboration().zip(check.surveyed.as_ref()) else {
        return;
    };
    // The user trusts the fixes of this rule less than its pack does.
    if rule.is_doubted() {
        return;
    }
    let view = surveyed.view;
    let all = view.source_counts.articles;
    for finding in findings {
        let (first, last) = lines_of(check.analysis, finding);
        if finding.withheld.is_some() {
            continue;
        }
        let Some(fix) = finding.fix.as_mut() else {
            continue;
        };
        if fix.applicability == Applicability::Safe {
            continue;
        }
        let support = surveyed
            .support(check.analysis, first)
            .filter(|_| first == last);
        let Some(articles) = support.map(|counts| view.articles(counts)) else {
            continue;
        };
        if articles >= spec.min_articles && f64::from(articles) >= spec.min_share * f64::from(all) {
            fix.applicability = Applicability::Safe;
            finding.message = format!(
                "{}; such a line is in {articles} of {all} articles{}",
                finding.message,
                view.of_source()
            );
        }
    }
}
