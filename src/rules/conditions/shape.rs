//! Whether a line has a shape: how it looks, without reading its words.

use crate::rules::spec::shape::{ScriptShare, Shape};
use crate::text::{Script, TextAnalysis};

impl Shape {
    /// Whether a neighbour fits. If there is none, whether the shape allows that.
    pub(crate) fn fits_neighbour(&self, analysis: &TextAnalysis, at: Option<usize>) -> bool {
        at.map_or(!self.present, |at| self.fits(analysis, at))
    }

    /// Whether a line fits.
    pub fn fits(&self, analysis: &TextAnalysis, at: usize) -> bool {
        let line = &analysis.lines[at];
        self.min_chars.is_none_or(|n| line.chars >= n)
            && self.max_chars.is_none_or(|n| line.chars <= n)
            && self.min_words.is_none_or(|n| line.words >= n)
            && self.max_words.is_none_or(|n| line.words <= n)
            && self.may_end(line.ending)
            && self
                .bullet
                .is_none_or(|is| is == has_bullet(analysis.folded_line(at)))
            && self.paragraph.is_none_or(|is| is == line.is_paragraph())
            && self
                .foreign_script
                .is_none_or(|is| is == is_foreign(analysis, at))
            && self.alone.is_none_or(|is| is == is_alone(analysis, at))
            && self
                .repeated
                .is_none_or(|is| is == is_repeated(analysis, at))
            && is_between(self.min_digits, self.max_digits, || {
                digits(analysis.folded_line(at))
            })
            && is_between(self.min_links, self.max_links, || {
                links(analysis.folded_line(at))
            })
            && self
                .letters
                .as_ref()
                .is_none_or(|letters| letters.fit(analysis.folded_line(at)))
    }
}

impl ScriptShare {
    fn fit(&self, folded: &str) -> bool {
        let scripts = || folded.chars().filter_map(Script::of);
        let of_script = scripts().filter(|script| *script == self.script).count();
        let share = share(of_script, scripts().count());
        (self.min..=self.max).contains(&share)
    }
}

fn is_between(min: Option<f64>, max: Option<f64>, share: impl FnOnce() -> f64) -> bool {
    if min.is_none() && max.is_none() {
        return true;
    }
    let share = share();
    min.is_none_or(|min| share >= min) && max.is_none_or(|max| share <= max)
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

fn digits(folded: &str) -> f64 {
    let visible = folded.chars().filter(|c| *c != ' ').count();
    share(folded.chars().filter(char::is_ascii_digit).count(), visible)
}

fn links(folded: &str) -> f64 {
    let is_link = |word: &&str| {
        word.contains("://")
            || word.starts_with("www.")
            || word.starts_with('@')
            || word.starts_with('#')
    };
    share(
        folded.split(' ').filter(is_link).count(),
        folded.split(' ').count(),
    )
}

/// Whether a folded line begins with a list mark and a space.
pub fn has_bullet(folded: &str) -> bool {
    let mut chars = folded.chars();
    let mark = matches!(
        chars.next(),
        Some(
            '-' | '–'
                | '—'
                | '*'
                | '•'
                | '·'
                | '◦'
                | '▪'
                | '■'
                | '●'
                | '►'
                | '»'
                | '>'
                | '✔'
        )
    );
    mark && chars.next() == Some(' ')
}

fn is_foreign(analysis: &TextAnalysis, line: usize) -> bool {
    let mut letters = analysis
        .folded_line(line)
        .chars()
        .filter_map(Script::of)
        .peekable();
    letters.peek().is_some() && !letters.any(|script| analysis.script == Some(script))
}

fn is_alone(analysis: &TextAnalysis, line: usize) -> bool {
    let blank = |l: usize| analysis.lines.get(l).is_none_or(|l| l.is_blank());
    (line == 0 || blank(line - 1)) && blank(line + 1)
}

fn is_repeated(analysis: &TextAnalysis, line: usize) -> bool {
    analysis
        .next(line)
        .is_some_and(|next| analysis.folded_line(next) == analysis.folded_line(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(toml: &str) -> Shape {
        toml::from_str(toml).unwrap()
    }

    #[test]
    fn lengths_are_in_characters() {
        let analysis = TextAnalysis::new("خبر قصير");
        assert!(shape("max_chars = 8\nmin_words = 2").fits(&analysis, 0));
        assert!(!shape("max_chars = 7").fits(&analysis, 0));
    }

    #[test]
    fn a_line_of_another_script_is_foreign() {
        let analysis = TextAnalysis::new("عنوان الخبر هنا\nGoogle\nخبر Google\n12");
        let foreign = shape("foreign_script = true");
        let hits: Vec<_> = (0..4).filter(|&l| foreign.fits(&analysis, l)).collect();
        assert_eq!(hits, [1]);
    }

    #[test]
    fn shares_are_of_what_can_be_seen() {
        let analysis = TextAnalysis::new("12 34 ab\n@a #b see www.c.org\nخبر من ab");
        let hits = |toml: &str| -> Vec<usize> {
            (0..3).filter(|&l| shape(toml).fits(&analysis, l)).collect()
        };
        assert_eq!(hits("min_digits = 0.6"), [0]);
        assert_eq!(hits("min_links = 0.7"), [1]);
        assert_eq!(hits("letters = { script = 'arabic', min = 0.6 }"), [2]);
    }
}
