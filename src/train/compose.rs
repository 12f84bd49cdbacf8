//! Texts made of the articles of labelled documents, one appended to the other: so stories can be
//! learnt where few are labelled.

use std::collections::BTreeMap;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::text::Document;
use crate::train::Page;
use crate::train::story::{Lesson, Subject, Text, Told};

/// An article: its headline, where that is labelled, and its other lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    headline: Option<String>,
    lines: Vec<String>,
}

/// Articles of fewer lines are no source.
const SHORTEST: usize = 3;
/// Stories that are appended to one article at most.
const MOST: usize = 3;

impl Article {
    /// Adds the next line of the article.
    pub(super) fn add(&mut self, line: &str, is_title: bool) {
        match is_title && self.headline.is_none() && self.lines.is_empty() {
            true => self.headline = Some(line.to_owned()),
            false => self.lines.push(line.to_owned()),
        }
    }

    /// As a story that is appended: whole, or so many of its first lines without the headline.
    fn story(&self, opening: Option<usize>) -> Vec<&str> {
        let lines = self.lines.iter().map(String::as_str);
        match opening {
            Some(count) => lines.take(count).collect(),
            None => self.headline.as_deref().into_iter().chain(lines).collect(),
        }
    }
}

/// Makes so many texts for each group of the lessons, and says what they teach: of beginnings and of
/// splits. Half of them hold one or two whole stories, half one to three without headlines and of one
/// or two lines. The same lessons make the same texts.
pub fn compose(subject: &Subject, lessons: &[Lesson], count: usize) -> (Vec<Page>, Vec<Page>) {
    let mut groups: BTreeMap<&str, BTreeMap<&str, &Article>> = BTreeMap::new();
    for lesson in lessons {
        let article = &lesson.article;
        if article.lines.len() >= SHORTEST {
            let articles = groups.entry(&lesson.start.group).or_default();
            articles.entry(&article.lines[0]).or_insert(article);
        }
    }
    let made: Vec<(&str, Vec<&Article>, usize)> = groups
        .into_iter()
        .map(|(group, articles)| (group, articles.into_values().collect::<Vec<_>>()))
        .filter(|(_, articles)| articles.len() > MOST)
        .flat_map(|(group, articles)| (0..count).map(move |n| (group, articles.clone(), n)))
        .collect();
    made.par_iter()
        .map(|(group, articles, n)| made_text(subject, group, articles, *n))
        .unzip()
}

/// The text of this number of a group.
fn made_text(subject: &Subject, group: &str, articles: &[&Article], n: usize) -> (Page, Page) {
    let mut draws = (0_u64..).map(|draw| xxh3_64(format!("{group}\n{n}\n{draw}").as_bytes()));
    let mut draw = |below: usize| (draws.next().unwrap_or_default() % below as u64) as usize;
    let are_whole = n.is_multiple_of(2);
    let stories = 1 + draw(if are_whole { MOST - 1 } else { MOST });
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() <= stories {
        let next = draw(articles.len());
        if !chosen.contains(&next) {
            chosen.push(next);
        }
    }
    let mut lines = articles[chosen[0]].story(None);
    let mut told = vec![Told::Kept; lines.len()];
    for &story in &chosen[1..] {
        let opening = (!are_whole).then(|| 1 + draw(2));
        let story = articles[story].story(opening);
        told.extend((0..story.len()).map(|line| Told::Foreign {
            is_first: line == 0,
        }));
        lines.extend(story);
    }
    let document = Document::new(lines.join("\n"));
    let text = Text {
        document: &document,
        group: group.to_owned(),
        bytes: lines
            .iter()
            .map(|line| line.split_whitespace().map(str::len).sum())
            .collect(),
        told,
        is_parted: true,
    };
    subject.pages(&text)
}
