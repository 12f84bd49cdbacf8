//! An article of a labelled document, to compose training texts of.

/// An article: its headline, if labelled, and its other lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    headline: Option<String>,
    /// Its other lines.
    pub lines: Vec<String>,
}

impl Article {
    /// Adds the next line of the article.
    pub fn add(&mut self, line: &str, is_title: bool) {
        match is_title && self.headline.is_none() && self.lines.is_empty() {
            true => self.headline = Some(line.to_owned()),
            false => self.lines.push(line.to_owned()),
        }
    }

    /// The lines of a story that is appended: the whole article, or this many of its first lines without the
    /// headline.
    pub fn story(&self, opening: Option<usize>) -> Vec<&str> {
        let lines = self.lines.iter().map(String::as_str);
        match opening {
            Some(count) => lines.take(count).collect(),
            None => self.headline.as_deref().into_iter().chain(lines).collect(),
        }
    }
}
