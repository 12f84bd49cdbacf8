//! Writing systems, as far as rules ask for them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::text::Charset;
use crate::text::char_info::info_of;

/// A writing system. What has no letters has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Script {
    Arabic,
    Latin,
    Cyrillic,
    Greek,
    Hebrew,
    Devanagari,
    /// Chinese characters and Japanese kana.
    Cjk,
    Hangul,
}

impl Script {
    pub(super) const ALL: [Self; 8] = [
        Self::Arabic,
        Self::Latin,
        Self::Cyrillic,
        Self::Greek,
        Self::Hebrew,
        Self::Devanagari,
        Self::Cjk,
        Self::Hangul,
    ];

    /// The script of a letter; `None` for digits, signs and scripts that no rule asks for.
    pub fn of(c: char) -> Option<Self> {
        info_of(c).script
    }

    /// The same, not looked up: the tables are made from it.
    pub(super) fn by_range(c: char) -> Option<Self> {
        Some(match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Self::Latin,
            '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d3}' | '\u{750}'..='\u{77f}' => Self::Arabic,
            '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => Self::Arabic,
            '\u{400}'..='\u{52f}' => Self::Cyrillic,
            '\u{370}'..='\u{3ff}' => Self::Greek,
            '\u{5d0}'..='\u{5ea}' => Self::Hebrew,
            '\u{904}'..='\u{963}' => Self::Devanagari,
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' => Self::Cjk,
            '\u{ac00}'..='\u{d7a3}' => Self::Hangul,
            _ => return None,
        })
    }

    /// The script that most letters of a text are in.
    pub fn most_of(text: &str) -> Option<Self> {
        let mut letters = Letters::default();
        letters.add_each(text);
        letters.most(text)
    }
}

/// How many letters a text has in each script.
#[derive(Debug, Default)]
pub struct Letters([usize; Script::ALL.len()]);

impl Letters {
    /// Counts the letters of a text of which these are the kinds of characters and the number of letters.
    pub fn add(&mut self, kinds: Charset, letters: usize, text: &str) {
        let mut scripts = Script::ALL.into_iter();
        match scripts.find(|&script| kinds.scripts() == script.into()) {
            Some(only) => self.0[only as usize] += letters,
            None if letters == 0 => {}
            None => self.add_each(text),
        }
    }

    fn add_each(&mut self, text: &str) {
        let scripts = text.chars().filter_map(Script::of);
        scripts.for_each(|script| self.0[script as usize] += 1);
    }

    /// The script that most letters of the text are in; of several the one met first.
    pub fn most(&self, text: &str) -> Option<Script> {
        let most = self.0.iter().max().filter(|&&letters| letters > 0)?;
        let mut scripts = text.chars().filter_map(Script::of);
        scripts.find(|&script| self.0[script as usize] == *most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_characters_tell_scripts() {
        for c in '\0'..=char::MAX {
            let script = Script::of(c).map_or(Charset::default(), Charset::from);
            assert_eq!(Charset::of(c).scripts(), script, "{c:?}");
        }
    }

    #[test]
    fn the_majority_of_letters_decides() {
        assert_eq!(Script::most_of("خبر من Google"), Some(Script::Latin));
        assert_eq!(Script::most_of("خبر اليوم من AP"), Some(Script::Arabic));
        assert_eq!(Script::most_of("2024 - 12"), None);
        assert_eq!(Script::most_of("новости"), Some(Script::Cyrillic));
        assert_eq!(Script::most_of("خبر abc"), Some(Script::Arabic));
    }
}
