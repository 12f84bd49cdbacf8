//! A corpus of news that is nobody's: documents of invented words, the same for the same seed.
//!
//! What is measured on it must cost what real text costs. So the sizes of documents, the lengths of lines and words,
//! how often words recur, how often a paragraph begins with "and", and how often digits, Latin letters, marks and
//! quotation marks stand in them are those of 3,487 crawled Arabic articles; the residue is that of `seeds/`, by kind and
//! by kilobyte.

mod random;
mod residue;
mod words;

use random::Random;
use words::{Topic, Vocabulary};

/// A document, as a crawler would have kept it.
pub struct Article {
    pub id: String,
    pub site: usize,
    pub title: String,
    pub text: String,
}

impl Article {
    /// A row of JSON Lines, its line break with it.
    pub fn to_row(&self) -> String {
        format!(
            "{{\"id\": \"{id}\", \"url\": \"https://site{site}.example/news/{id}\", \"title\": \"{title}\", \"text\": \"{text}\"}}\n",
            id = self.id,
            site = self.site,
            title = escaped(&self.title),
            text = escaped(&self.text),
        )
    }
}

/// Text within a JSON string. No other character that JSON escapes is ever generated.
fn escaped(text: &str) -> String {
    text.replace('"', "\\\"").replace('\n', "\\n")
}

/// What documents are made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Arabic news with residue as in `seeds/`, and a few documents in other languages.
    Residue,
    /// The same without residue.
    Clean,
    /// News in languages many of whose letters are of three bytes, without residue.
    ThreeBytes,
}

/// How many sites the documents are of.
const SITES: usize = 20;

/// All documents there are: take as many as it needs.
pub fn articles(kind: Kind) -> impl Iterator<Item = Article> {
    let mut random = Random::new(7);
    let arabic = Vocabulary::arabic(&mut random);
    let others = Vocabulary::of(
        match kind {
            Kind::ThreeBytes => &words::OF_THREE_BYTES,
            _ => &words::OTHERS,
        },
        &mut random,
    );
    (0..).map(move |number| {
        // 4 % are in other languages, and without residue.
        let is_arabic = !random.chance(0.04) && kind != Kind::ThreeBytes;
        let words = match is_arabic {
            true => &arabic,
            false => random.one_of(&others),
        };
        let site = random.below(SITES);
        let topic = words.topic(&mut random);
        let title = topic.headline(&mut random);
        let mut paragraphs = paragraphs(&topic, &mut random);
        if is_arabic && kind == Kind::Residue {
            residue::add(&mut paragraphs, &title, site, words, &topic, &mut random);
        }
        // In one document of eight, blank lines part the paragraphs.
        let between = if random.chance(0.13) { "\n\n" } else { "\n" };
        Article {
            id: format!("{number:08}"),
            site,
            title,
            text: paragraphs.join(between) + "\n",
        }
    })
}

/// The paragraphs of an article, with a subhead now and then.
fn paragraphs(topic: &Topic, random: &mut Random) -> Vec<String> {
    let bytes = random.quantile(&DOCUMENT_BYTES) as usize;
    let mut paragraphs = Vec::new();
    let mut written = 0;
    while written < bytes {
        if random.chance(0.04) && written > 0 {
            paragraphs.push(topic.headline(random));
        }
        let characters = random.quantile(&LINE_CHARACTERS) as usize;
        let mut paragraph = topic.paragraph(characters, random);
        if !paragraphs.is_empty() && random.chance(JOINED) {
            topic.join(&mut paragraph);
        }
        written += paragraph.len();
        paragraphs.push(paragraph);
    }
    paragraphs
}

/// How many Arabic paragraphs begin with "and" that would not by chance: two of three do then, as in the crawled articles.
const JOINED: f64 = 0.62;

/// Quantiles as measured: the share of documents that are no larger.
const DOCUMENT_BYTES: [(f64, f64); 8] = [
    (0.0, 300.0),
    (0.05, 1349.0),
    (0.25, 2757.0),
    (0.5, 3906.0),
    (0.75, 5637.0),
    (0.95, 9615.0),
    (0.99, 15100.0),
    (1.0, 29691.0),
];

/// Likewise, of lines that end as sentences do.
const LINE_CHARACTERS: [(f64, f64); 7] = [
    (0.0, 45.0),
    (0.25, 100.0),
    (0.5, 140.0),
    (0.75, 210.0),
    (0.95, 440.0),
    (0.99, 980.0),
    (1.0, 2000.0),
];
