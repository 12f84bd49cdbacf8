//! Residue among paragraphs, in our own words, as often as in `seeds/`.

use super::random::Random;
use super::words::{Topic, Vocabulary};

/// How many of each there are to a kilobyte of an article. With these, corpus-lint finds as much in a kilobyte of all
/// text as it does in `seeds/`: 0.83 findings, of the same categories.
const RELATED: f64 = 0.12;
const STORIES: f64 = 0.13;
const MORE: f64 = 0.2;
const COMMENTS: f64 = 0.12;
const ADS: f64 = 0.05;
const REPEATED: f64 = 0.25;
const RUN_TOGETHER: f64 = 0.07;
const TAGS: f64 = 0.04;
const COUNTERS: f64 = 0.09;
const DATES: f64 = 0.18;
const NAMES: f64 = 0.06;
const SOURCES: f64 = 0.1;

/// Puts residue where scraping leaves it: above, between, and most of it below the article.
pub fn add(
    paragraphs: &mut Vec<String>,
    title: &str,
    site: usize,
    words: &Vocabulary,
    topic: &Topic,
    random: &mut Random,
) {
    let kilobytes = paragraphs.iter().map(String::len).sum::<usize>() as f64 / 1000.0;
    let end = paragraphs.len();
    let mut below = Vec::new();
    let times = |random: &mut Random, rate: f64| random.times(rate * kilobytes);

    for _ in 0..times(random, REPEATED) {
        match random.chance(0.5) {
            true => paragraphs.insert(0, title.to_owned()),
            false => {
                let subhead = topic.headline(random);
                let at = random.between(1, end);
                paragraphs.splice(at..at, [subhead.clone(), subhead]);
            }
        }
    }
    for _ in 0..times(random, NAMES) {
        match random.chance(0.5) {
            true => paragraphs.insert(0, format!("Harbour{site}")),
            false => paragraphs.insert(random.between(1, end), "HN_Slot".to_owned()),
        }
    }
    for _ in 0..times(random, ADS) {
        let ad = [
            "إعلان",
            "مساحة إعلانية",
            "Advertisement",
            "تابعوا آخر الأخبار عبر Google News",
        ];
        paragraphs.insert(random.between(1, end), (*random.one_of(&ad)).to_owned());
    }
    for _ in 0..times(random, RUN_TOGETHER) {
        let at = random.below(end);
        let run_together = format!("{}وأضاف {}", topic.headline(random), paragraphs[at]);
        paragraphs[at] = run_together;
    }
    for _ in 0..times(random, RELATED) {
        let header = [
            "عناوين ذات صلة",
            "مقالات ذات صلة",
            "اقرأ أيضاً",
            "قد يهمك أيضاً",
            "مواضيع متعلقة:",
        ];
        let mut block = vec![(*random.one_of(&header)).to_owned()];
        let bullet = if random.chance(0.4) { "- " } else { "" };
        for _ in 0..random.between(3, 6) {
            block.push(format!("{bullet}{}", words.topic(random).headline(random)));
        }
        match random.chance(0.3) {
            true => {
                let at = random.between(1, end);
                paragraphs.splice(at..at, block);
            }
            false => below.extend(block),
        }
    }
    for _ in 0..times(random, MORE) {
        let more = [
            "المزيد".to_owned(),
            "الأكثر قراءة".to_owned(),
            format!("المزيد من موقع {}", site + 1),
        ];
        below.push(random.one_of(&more).clone());
    }
    for _ in 0..times(random, TAGS) {
        let tags: Vec<&str> = (0..4).map(|_| topic.word(random)).collect();
        below.push(format!("كلمات دلالية: {}", tags.join(" ")));
    }
    for _ in 0..times(random, COMMENTS) {
        let stub = [
            "تعليقات",
            "لا تعليقات",
            "أضف تعليقاً",
            "تعليقات الزوار",
            "شارك هذا الخبر",
        ];
        below.push((*random.one_of(&stub)).to_owned());
    }
    for _ in 0..times(random, STORIES) {
        below.push("إقرأ أيضاً:".to_owned());
        let other = words.topic(random);
        below.push(other.headline(random));
        below.extend((0..random.between(3, 6)).map(|_| other.paragraph(220, random)));
    }
    for _ in 0..times(random, SOURCES) {
        below.push(format!("المصدر: {}", topic.word(random)));
    }
    for _ in 0..times(random, DATES) {
        let (day, month, year) = (
            random.between(1, 28),
            random.between(1, 12),
            random.between(2015, 2026),
        );
        let date = match random.between(1, 3) {
            1 => format!("{day:02}/{month:02}/{year}"),
            2 => format!(
                "{year}-{month:02}-{day:02}@{:02}:36:08 GMT",
                random.below(24)
            ),
            _ => format!("تاريخ النشر: {day:02}/{month:02}/{year}"),
        };
        paragraphs.insert(random.below(2), date);
    }
    paragraphs.extend(below);
    for _ in 0..times(random, COUNTERS) {
        paragraphs.push(random.between(1, 400).to_string());
    }
}
