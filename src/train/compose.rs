//! Composes training texts: articles of labelled documents, appended to one another. So story models can be
//! fitted even if few documents with appended stories are labelled.

use std::collections::BTreeMap;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::text::Document;
use crate::train::article::Article;
use crate::train::page::TrainingPage;
use crate::train::story::{Lesson, LineRole, StorySubject, TrainingText};

/// The fewest lines of an article that is used.
const SHORTEST: usize = 3;
/// The most stories that are appended to one article.
const MOST: usize = 3;

/// Composes `count` texts for each group of the lessons, and returns them as training pages for beginnings and
/// for splits. Half of the texts have one or two whole stories. The other half have one to three stories of one
/// or two lines without headlines. The same lessons always give the same texts.
pub fn compose(
    subject: &StorySubject,
    lessons: &[Lesson],
    count: usize,
) -> (Vec<TrainingPage>, Vec<TrainingPage>) {
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

/// The text with this number in its group.
fn made_text(
    subject: &StorySubject,
    group: &str,
    articles: &[&Article],
    n: usize,
) -> (TrainingPage, TrainingPage) {
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
    let mut roles = vec![LineRole::Kept; lines.len()];
    for &story in &chosen[1..] {
        let opening = (!are_whole).then(|| 1 + draw(2));
        let story = articles[story].story(opening);
        roles.extend((0..story.len()).map(|line| LineRole::Foreign {
            is_first: line == 0,
        }));
        lines.extend(story);
    }
    let document = Document::new(lines.join("\n"));
    let text = TrainingText {
        document: &document,
        group: group.to_owned(),
        bytes: lines
            .iter()
            .map(|line| line.split_whitespace().map(str::len).sum())
            .collect(),
        roles,
        is_split: true,
    };
    subject.pages(&text)
}
