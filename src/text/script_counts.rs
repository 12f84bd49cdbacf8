//! How many letters of each script a text has, and which script most of its letters are in.

use crate::text::charset::Charset;
use crate::text::script::Script;

/// How many letters a text has in each script.
#[derive(Debug, Default)]
pub struct ScriptCounts([usize; Script::ALL.len()]);

impl ScriptCounts {
    /// Adds the letters of a line, given the kinds of its characters and how many of them are letters of a script.
    pub fn add_line(&mut self, kinds: Charset, letters: usize, line: &str) {
        let mut scripts = Script::ALL.iter();
        match scripts.find(|&&script| kinds.scripts() == script.into()) {
            Some(&only) => self.0[only as usize] += letters,
            None if letters == 0 => {}
            None => self.add_each(line),
        }
    }

    fn add_each(&mut self, text: &str) {
        let scripts = text.chars().filter_map(Script::of);
        scripts.for_each(|script| self.0[script as usize] += 1);
    }

    /// The script that most letters of the counted text are in; of equals, the one that occurs first.
    pub fn most(&self, text: &str) -> Option<Script> {
        let most = self.0.iter().max().filter(|&&letters| letters > 0)?;
        let mut scripts = text.chars().filter_map(Script::of);
        scripts.find(|&script| self.0[script as usize] == *most)
    }
}

impl Script {
    /// The script that most letters of a text are in.
    pub fn most_of(text: &str) -> Option<Self> {
        let mut counts = ScriptCounts::default();
        counts.add_each(text);
        counts.most(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_majority_of_letters_decides() {
        assert_eq!(Script::most_of("خبر من Google"), Some(Script::Latin));
        assert_eq!(Script::most_of("خبر اليوم من AP"), Some(Script::Arabic));
        assert_eq!(Script::most_of("2024 - 12"), None);
        assert_eq!(Script::most_of("новости"), Some(Script::Cyrillic));
        assert_eq!(Script::most_of("خبر abc"), Some(Script::Arabic));
    }
}
