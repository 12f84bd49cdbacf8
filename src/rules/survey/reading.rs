//! A reading of a text by the statistics of its source: whose text each line is, and where the article ends. It knows no
//! phrase and no language.
//!
//! A line is of the **site** if many articles of the source have it. A paragraph is of another **story** if it is the first
//! one of another article, or is in several others, and has few words in common with the paragraphs that only this document
//! has. Words in common protect the background paragraphs that the articles of one event share.

use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

use crate::rules::survey::corpus::LineCounts;
use crate::rules::survey::features::Feature;
use crate::rules::survey::features::{
    ADDRESS, is_open_ended, is_paragraph, is_sentence, masked, opening, prefix_of, title_opening,
};
use crate::rules::survey::lines::SurveyedLines;
use crate::text::{CharTraits, Ending, TextAnalysis, words_of};

/// A paragraph is of the site from this many other articles and this share of them.
const SITE_PARAGRAPH: (u32, f64) = (5, 0.02);
/// The same for a shorter line.
const SITE_LINE: (u32, f64) = (3, 0.02);
/// The same for a shorter line below a line of this document alone.
const SITE_BLOCK: (u32, f64) = (10, 0.05);
/// The same for a line that other articles only have with other numbers. The data of bulletins are alike, too.
const SITE_NUMBERS: (u32, f64) = (20, 0.3);
/// The same for a line between the paragraphs of the article.
const SITE_INSIDE: (u32, f64) = (20, 0.05);
/// A paragraph in so many other articles belongs to the site and not to another story.
const SITE_EVERYWHERE: (u32, f64) = (20, 0.2);
/// A sentence that may be a formula of the articles is of the site only if this share of the articles have it.
const SITE_FORMULA_SHARE: f64 = 0.2;
/// The first paragraph is of the site only if this share of the articles have it.
const SITE_LEAD_SHARE: f64 = 0.5;
/// A prefix is of a template from this many articles and this share of them.
const PREFIX: (u32, f64) = (5, 0.03);
/// How much more frequent a prefix must be here than in other sources, as a difference of log-odds.
const PREFIX_ODDS: f64 = 4.0;
/// In how many documents of other sources a prefix could have been, at least: a corpus of one source has no others.
const FEWEST_ELSEWHERE: u32 = 1000;
/// A paragraph that begins another article is foreign below this overlap.
const LEAD_OVERLAP: f64 = 0.35;
/// A paragraph in several other articles is foreign below this overlap.
const COPY_OVERLAP: f64 = 0.2;
/// A paragraph of this document alone may be no part of the article below this overlap.
const FILL_OVERLAP: f64 = 0.1;
/// A paragraph is a copy from this many other articles.
const COPIES: u32 = 2;
/// The same, if its words are not compared.
const SURE_COPIES: u32 = 3;
/// From this many foreign paragraphs below the article, they are a run.
const RUN: usize = 3;
/// Letters from which a word counts for the overlap.
const WORD_LETTERS: usize = 5;
/// Letters from which a word is a text without spaces. It is compared by runs of four letters.
const UNSPACED_LETTERS: usize = 24;
/// Characters from which a line may be a title, or the beginning of a paragraph.
const TITLE_CHARS: usize = 20;
const OPENING_CHARS: usize = 40;

/// Whose text a line is, if it is not the article's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Of the site: many of its articles have the line.
    Site,
    /// A link of a template: words that many articles have before a separator.
    Prefix,
    /// The title of another article, or the beginning of one that ends in dots.
    Title,
    /// A paragraph of another story.
    Story,
    /// A paragraph that several other articles have, about the same subject.
    Copy,
    /// A line of this document alone, between lines of other stories.
    Filling,
}

/// Where a line is, by the paragraphs of the article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Zone {
    /// Above its first paragraph.
    Above,
    /// From its first to its last paragraph.
    #[default]
    Inside,
    /// Below its last paragraph.
    Below,
}

/// What the survey says about a line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LineReading {
    pub origin: Option<Origin>,
    pub zone: Zone,
    /// In how many articles of the source it is, this one included: the line, its prefix, or the title.
    pub articles: u32,
    /// Whether documents of other sources have the prefix, too.
    pub is_elsewhere: bool,
    /// Whether it is a title of another article, or follows a prefix.
    pub has_title: bool,
    /// Whether it may be the article's: a formula that ends it, a heading of its parts, a line that other articles have with
    /// other numbers, or a line with dots at its end that begins like a title.
    pub is_doubtful: bool,
    /// The share of its longer words that are in the paragraphs that only this document has, from 0 to 1.
    pub overlap: f64,
    counts: Option<LineCounts>,
}

impl LineReading {
    /// The counts that say so, which have examples.
    pub fn counts(&self) -> Option<&LineCounts> {
        self.counts.as_ref()
    }
}

/// Whose text each line is.
#[derive(Debug)]
pub(crate) struct Reading {
    pub lines: Vec<LineReading>,
    /// The number of foreign paragraphs below the article.
    pub run: usize,
}

/// A line while a text is read.
#[derive(Debug, Clone, Default)]
struct Look {
    is_blank: bool,
    is_paragraph: bool,
    is_sentence: bool,
    /// Other articles of the source with the line, and with the line apart from numbers.
    others: u32,
    alike: u32,
    line: Option<LineCounts>,
    alike_counts: Option<LineCounts>,
    overlap: f64,
    /// Articles that it begins, or that begin with it.
    begins: Option<LineCounts>,
    is_site: bool,
    is_foreign: bool,
    prefix: Option<PrefixLook>,
    title: Option<LineCounts>,
    /// Whether it only begins like that title.
    is_cut_title: bool,
    /// Whether it is a paragraph of the article.
    is_anchor: bool,
}

/// Where a line is, and what is around it.
struct LinePlace {
    zone: Zone,
    run: usize,
    may_be_formula: bool,
    may_be_heading: bool,
}

#[derive(Debug, Clone)]
struct PrefixLook {
    counts: LineCounts,
    is_elsewhere: bool,
    has_title: bool,
}

impl Reading {
    pub fn new(surveyed: &SurveyedLines, analysis: &TextAnalysis) -> Self {
        Reader { surveyed, analysis }.read()
    }
}

struct Reader<'r, 'v> {
    surveyed: &'r SurveyedLines<'v>,
    analysis: &'r TextAnalysis<'r>,
}

impl Reader<'_, '_> {
    fn read(&self) -> Reading {
        let mut looks: Vec<Look> = (0..self.analysis.lines.len())
            .map(|line| self.look(line))
            .collect();
        self.compare(&mut looks);
        self.keep_refrains(&mut looks);
        self.anchor(&mut looks);
        let anchors = || looks.iter().enumerate().filter(|(_, look)| look.is_anchor);
        let (first, last) = (anchors().next(), anchors().next_back());
        let article = first.zip(last).map(|((first, _), (last, _))| first..=last);
        let below = article
            .as_ref()
            .map_or(looks.len(), |article| article.end() + 1);
        let run = looks[below..].iter().filter(|look| look.is_foreign).count();
        let (formulas, headings) = (formulas(&looks, self.surveyed.lead), headings(&looks));
        let mut lines: Vec<LineReading> = (0..looks.len())
            .map(|line| {
                let zone = match &article {
                    Some(article) if line < *article.start() => Zone::Above,
                    Some(article) if line > *article.end() => Zone::Below,
                    _ => Zone::Inside,
                };
                let place = LinePlace {
                    zone,
                    run,
                    may_be_formula: formulas[line],
                    may_be_heading: headings[line],
                };
                self.line_reading(&looks, line, place)
            })
            .collect();
        fill(&looks, &mut lines, below, run);
        Reading { lines, run }
    }

    /// What the survey knows of a line by itself.
    fn look(&self, line: usize) -> Look {
        let (view, analysis) = (self.surveyed.view, self.analysis);
        let of_line = &analysis.lines[line];
        let folded = analysis.folded_line(line);
        let is_paragraph = is_paragraph(analysis, line);
        let counts = self.surveyed.line(line).copied();
        let others_of = |counts: &LineCounts| self.surveyed.others(counts);
        let others = counts.as_ref().map_or(0, others_of);
        let masked = (!is_paragraph && !of_line.is_segment())
            .then(|| masked(folded))
            .flatten();
        // Lines that differ in their addresses name the sources of their articles.
        let masked = masked.filter(|masked| !masked.contains(ADDRESS));
        let alike = masked
            .and_then(|masked| view.counts(Feature::Masked, &masked))
            .copied();
        let is_lead = self.surveyed.lead == Some(line);
        let is_title =
            of_line.chars >= TITLE_CHARS && !is_paragraph && !is_sentence(analysis, line);
        let mut look = Look {
            is_blank: of_line.is_blank(),
            is_paragraph,
            is_sentence: is_sentence(analysis, line),
            others,
            alike: alike.as_ref().map_or(0, others_of).max(others),
            line: counts,
            alike_counts: alike,
            ..Look::default()
        };
        if is_title {
            look.title = self.title(line, folded);
            look.is_cut_title = look.title.is_some() && !self.surveyed.is_other_title(folded);
        }
        if !is_lead && of_line.chars >= OPENING_CHARS {
            let is_lead_elsewhere = counts.filter(|counts| counts.leads > 0);
            let begins = || {
                let opening = opening(folded)?;
                let counts = view.counts(Feature::Opening, &opening).copied()?;
                (counts.leads > 0 && is_open_ended(analysis, line)).then_some(counts)
            };
            look.begins = is_lead_elsewhere.or_else(begins);
        }
        if !is_lead && analysis.title != Some(line) {
            look.prefix = self.prefix(line, folded);
        }
        look
    }

    /// The title of another article that a line is, or that a line with dots at its end begins.
    fn title(&self, line: usize, folded: &str) -> Option<LineCounts> {
        if self.analysis.title == Some(line) {
            return None;
        }
        if self.surveyed.is_other_title(folded) {
            return self.surveyed.line(line).copied();
        }
        let is_cut = self.analysis.lines[line].ending == Ending::Ellipsis;
        let opening = title_opening(folded).filter(|_| is_cut)?;
        let counts = self
            .surveyed
            .view
            .counts(Feature::TitleOpening, &opening)
            .copied();
        counts.filter(|counts| counts.titles > 0)
    }

    /// The prefix of a line, if it is of a template.
    fn prefix(&self, line: usize, folded: &str) -> Option<PrefixLook> {
        let view = self.surveyed.view;
        let prefix = prefix_of(folded)?;
        let counts = *view.counts(Feature::Prefix, &prefix.key)?;
        let (articles, source) = (view.articles(&counts), view.source_counts);
        let elsewhere = view.elsewhere(&prefix.key, &counts);
        let odds = log_odds(counts.documents, source.documents)
            - log_odds(elsewhere, view.documents_elsewhere().max(FEWEST_ELSEWHERE));
        let is_template = is_frequent(articles, source.articles, PREFIX)
            && !counts.precedes_sentences()
            && odds >= PREFIX_ODDS;
        let rest = &folded[prefix.end..];
        // An address is the article's own source.
        if is_address(rest) {
            return None;
        }
        let is_title =
            |text: &str| text.chars().count() >= TITLE_CHARS && self.surveyed.is_other_title(text);
        let next = self.analysis.next(line).filter(|_| rest.is_empty());
        let has_title =
            is_title(rest) || next.is_some_and(|next| is_title(self.analysis.folded_line(next)));
        is_template.then_some(PrefixLook {
            counts,
            is_elsewhere: elsewhere > 0,
            has_title,
        })
    }

    /// Compares paragraphs with those of this document alone, and says which are of the site or of other stories.
    fn compare(&self, looks: &mut [Look]) {
        let lead = self.surveyed.lead;
        // The words of a text are only read if a line of it is elsewhere.
        let is_elsewhere = |look: &Look| {
            let is_known = look.others > 0 || look.begins.is_some();
            look.is_paragraph && is_known || look.title.is_some()
        };
        let words: Vec<FxHashSet<u64>> = match looks.iter().any(is_elsewhere) {
            true => (0..looks.len())
                .map(|line| long_words(self.analysis.folded_line(line)))
                .collect(),
            false => vec![FxHashSet::default(); looks.len()],
        };
        let is_own = |looks: &[Look], line: usize| {
            looks[line].is_paragraph && (looks[line].others == 0 || lead == Some(line))
        };
        let mut own: FxHashMap<u64, u32> = FxHashMap::default();
        for line in (0..looks.len()).filter(|&line| is_own(looks, line)) {
            words[line]
                .iter()
                .for_each(|&word| *own.entry(word).or_default() += 1);
        }
        let source = self.surveyed.view.source_counts.articles;
        for line in 0..looks.len() {
            let mine = u32::from(is_own(looks, line));
            let common = words[line]
                .iter()
                .filter(|word| own.get(word).is_some_and(|&count| count > mine));
            let overlap = common.count() as f64 / words[line].len().max(1) as f64;
            let look = &mut looks[line];
            look.overlap = overlap;
            let is_lead = lead == Some(line);
            let is_copy = look.others >= COPIES && overlap < COPY_OVERLAP;
            // Hardly any story is under so many articles.
            let is_everywhere = is_frequent(look.others, source, SITE_EVERYWHERE);
            look.is_foreign = look.is_paragraph
                && !is_lead
                && !is_everywhere
                && (look.begins.is_some() && overlap < LEAD_OVERLAP || is_copy);
            let is_often = match look.is_paragraph {
                true => is_frequent(look.others, source, SITE_PARAGRAPH),
                false => {
                    is_frequent(look.alike, source, SITE_LINE)
                        && !is_address(self.analysis.folded_line(line))
                }
            };
            let is_of_site =
                !is_lead || f64::from(look.others) >= SITE_LEAD_SHARE * f64::from(source);
            look.is_site = is_often && is_of_site && !look.is_blank;
        }
    }

    /// Says that a rare line below a short line of this document alone does not belong to the site: it is the refrain of a poem.
    fn keep_refrains(&self, looks: &mut [Look]) {
        let source = self.surveyed.view.source_counts.articles;
        let mut is_below_own = false;
        for look in looks.iter_mut().filter(|look| !look.is_blank) {
            let is_rare = !look.is_paragraph && !is_frequent(look.alike, source, SITE_BLOCK);
            look.is_site = look.is_site && !(is_rare && is_below_own);
            is_below_own = look.is_short_and_own();
        }
    }

    /// Says which paragraphs are the article's.
    fn anchor(&self, looks: &mut [Look]) {
        let lead = self.surveyed.lead;
        for (line, look) in looks.iter_mut().enumerate() {
            let is_template = look.is_foreign || look.is_site || look.prefix.is_some();
            look.is_anchor =
                look.is_paragraph && (!is_template || lead == Some(line) && !look.is_site);
        }
        let paragraphs: Vec<usize> = (0..looks.len())
            .filter(|&line| looks[line].is_paragraph)
            .collect();
        for window in paragraphs.windows(3) {
            let [above, line, below] = [window[0], window[1], window[2]];
            let is_unlike = looks[line].others == 0 && looks[line].overlap < FILL_OVERLAP;
            if lead != Some(line) && is_unlike && looks[above].is_foreign && looks[below].is_foreign
            {
                looks[line].is_anchor = false;
            }
        }
        let Some(end) = end_of_article(looks, lead) else {
            return;
        };
        if looks[end..].iter().filter(|look| look.is_foreign).count() >= RUN {
            looks[end..]
                .iter_mut()
                .for_each(|look| look.is_anchor = false);
        }
    }

    /// Whose text a line is.
    fn line_reading(&self, looks: &[Look], line: usize, place: LinePlace) -> LineReading {
        let LinePlace { zone, run, .. } = place;
        let look = &looks[line];
        let source = self.surveyed.view.source_counts.articles;
        let often = if look.is_paragraph {
            look.others
        } else {
            look.alike
        };
        let is_formula =
            place.may_be_formula && f64::from(often) < SITE_FORMULA_SHARE * f64::from(source);
        let is_site = !is_formula
            && match zone {
                Zone::Below => look.is_site,
                Zone::Above => look.is_site && (!look.is_paragraph || look.others >= 10),
                Zone::Inside => look.is_site && is_frequent(often, source, SITE_INSIDE),
            };
        let is_story = look.is_foreign
            && match zone {
                Zone::Below => look.begins.is_some() || run >= RUN,
                Zone::Inside => {
                    look.begins.is_some() && look.overlap < FILL_OVERLAP
                        || look.others >= SURE_COPIES
                }
                Zone::Above => false,
            };
        let is_copy =
            look.is_paragraph && self.surveyed.lead != Some(line) && look.others >= SURE_COPIES;
        let site_counts = || match look.others >= look.alike {
            true => look.line,
            false => look.alike_counts,
        };
        let known_prefix = look
            .prefix
            .as_ref()
            .filter(|prefix| zone != Zone::Inside || prefix.has_title);
        let (origin, counts) = match () {
            () if look.is_blank => (None, None),
            () if is_story => (Some(Origin::Story), look.begins.or(look.line)),
            () if look.prefix.as_ref().is_some_and(|prefix| prefix.has_title) => (
                Some(Origin::Prefix),
                known_prefix.map(|prefix| prefix.counts),
            ),
            () if look.title.is_some() && zone != Zone::Above => (Some(Origin::Title), look.title),
            () if is_site => (Some(Origin::Site), site_counts()),
            () if known_prefix.is_some() && zone == Zone::Below => (
                Some(Origin::Prefix),
                known_prefix.map(|prefix| prefix.counts),
            ),
            () if is_copy => (Some(Origin::Copy), look.line),
            () => (None, None),
        };
        let view = self.surveyed.view;
        let is_by_numbers =
            look.others < look.alike && !is_frequent(look.alike, source, SITE_NUMBERS);
        let is_doubtful = match origin {
            Some(Origin::Site) => place.may_be_formula || place.may_be_heading || is_by_numbers,
            Some(Origin::Title) => look.is_cut_title,
            _ => place.may_be_formula && look.begins.is_none(),
        };
        LineReading {
            origin,
            zone,
            articles: counts.as_ref().map_or(0, |counts| view.articles(counts)),
            is_elsewhere: look
                .prefix
                .as_ref()
                .is_some_and(|prefix| prefix.is_elsewhere),
            has_title: look.title.is_some()
                || look.prefix.as_ref().is_some_and(|prefix| prefix.has_title),
            is_doubtful,
            overlap: look.overlap,
            counts,
        }
    }
}

/// For each line, whether it may be a formula that ends an article, or a paragraph that all bulletins of a kind have: a sentence
/// above everything that is surely of the site or of another story.
fn formulas(looks: &[Look], lead: Option<usize>) -> Vec<bool> {
    let is_sure = |look: &Look| {
        let is_link = look.prefix.is_some() || look.title.is_some();
        look.is_site && !is_link && !look.is_sentence || look.begins.is_some() && look.is_foreign
    };
    let lead = lead.unwrap_or_default();
    // The last paragraph of the article so far, and what follows it.
    let (mut own, mut has_own, mut has_sure) = (lead, false, false);
    let mut above: Option<usize> = None;
    let mut formulas = vec![false; looks.len()];
    for (line, look) in looks.iter().enumerate().filter(|(_, look)| !look.is_blank) {
        let is_below_own = above.is_none_or(|above| above <= own || looks[above].prefix.is_some());
        formulas[line] = look.is_sentence && !has_sure && (is_below_own || !has_own);
        if line > lead && look.is_anchor {
            (own, has_own, has_sure) = (line, true, false);
        } else if line > lead {
            has_sure = has_sure || is_sure(look);
        }
        above = Some(line);
    }
    formulas
}

/// For each line, whether the next line that is not blank is a short line of this document alone.
fn headings(looks: &[Look]) -> Vec<bool> {
    let mut headings = vec![false; looks.len()];
    let mut below: Option<&Look> = None;
    for (line, look) in looks
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, look)| !look.is_blank)
    {
        headings[line] = below.is_some_and(Look::is_short_and_own);
        below = Some(look);
    }
    headings
}

impl Look {
    /// Whether it is a short line of this document alone.
    fn is_short_and_own(&self) -> bool {
        let is_known = self.alike > 0 || self.title.is_some() || self.prefix.is_some();
        !self.is_paragraph && !is_known
    }
}

/// Marks the lines of this document alone between the lines of other stories below the article.
fn fill(looks: &[Look], lines: &mut [LineReading], below: usize, run: usize) {
    let is_link = |line: &usize| {
        let origin = lines[*line].origin;
        matches!(origin, Some(Origin::Title | Origin::Prefix | Origin::Story))
    };
    let links: Vec<usize> = (below..lines.len()).filter(is_link).collect();
    let (Some(&first), Some(&last)) = (links.first(), links.last()) else {
        return;
    };
    for line in first..last {
        let look = &looks[line];
        let is_filling = match look.is_paragraph {
            true => look.overlap < FILL_OVERLAP && run >= RUN,
            false => !look.is_sentence,
        };
        if lines[line].origin.is_none() && !look.is_blank && is_filling {
            lines[line].origin = Some(Origin::Filling);
        }
    }
}

/// The line where the article most probably ends. Each paragraph of the site or of another story from there on counts for it.
/// Each paragraph that shares words with the article counts against it.
fn end_of_article(looks: &[Look], lead: Option<usize>) -> Option<usize> {
    let lead = lead?;
    let (mut sum, mut best, mut end) = (0.0, 0.0, None);
    for line in (lead + 1..looks.len())
        .rev()
        .filter(|&line| looks[line].is_paragraph)
    {
        let look = &looks[line];
        let is_like = look.overlap >= COPY_OVERLAP;
        sum += match () {
            () if look.is_foreign || look.is_site => 2.0,
            () if look.others > 0 && !is_like => 0.5,
            () if look.others > 0 => -2.0,
            () if is_like => -3.0,
            () if look.overlap >= FILL_OVERLAP => -1.0,
            () => -0.5,
        };
        if sum > best {
            (best, end) = (sum, Some(line));
        }
    }
    end
}

/// Whether a folded text is an address or the name of an account, which are the author's and not the site's.
fn is_address(folded: &str) -> bool {
    let is_name = folded.contains(['@', '/']) || folded.is_ascii() && folded.contains('.');
    !folded.trim_matches('@').is_empty() && !folded.contains(' ') && is_name
}

/// Whether a number of articles is at least this many, and at least this share of all.
fn is_frequent(articles: u32, all: u32, (least, share): (u32, f64)) -> bool {
    articles >= least && f64::from(articles) >= share * f64::from(all)
}

fn log_odds(with: u32, all: u32) -> f64 {
    let without = f64::from(all.saturating_sub(with));
    ((f64::from(with) + 0.5) / (without + 0.5)).ln()
}

/// Whether a word is of a script without spaces between words.
fn is_unspaced(word: &str) -> bool {
    word.chars()
        .next()
        .is_some_and(|c| CharTraits::of(c).is_wide())
}

/// The hashes of the longer words of a folded line.
fn long_words(folded: &str) -> FxHashSet<u64> {
    let mut words = FxHashSet::default();
    for word in words_of(folded) {
        let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
        match starts.len() {
            WORD_LETTERS.. if starts.len() >= UNSPACED_LETTERS || is_unspaced(word) => {
                let pieces = starts
                    .windows(WORD_LETTERS)
                    .map(|piece| &word[piece[0]..piece[WORD_LETTERS - 1]]);
                words.extend(pieces.map(|piece| xxh3_64(piece.as_bytes())));
            }
            WORD_LETTERS.. => {
                words.insert(xxh3_64(word.as_bytes()));
            }
            _ => {}
        }
    }
    words
}
