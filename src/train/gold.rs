//! Labelled pages: texts with a label for each of their lines, read from two files of records.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Example;
use crate::document::Document;
use crate::problem::Problem;
use crate::rule::RuleSet;

/// A record of the gold: the labels of a text's lines, and fields that tell where it is from.
#[derive(Debug, Deserialize)]
struct Gold {
    id: String,
    lines: Vec<Span>,
    #[serde(flatten)]
    fields: BTreeMap<String, Value>,
}

/// A labelled line, from a byte of the text on.
#[derive(Debug, Deserialize)]
struct Span {
    start: usize,
    label: String,
    conf: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Text {
    id: String,
    text: String,
}

/// The lines of a page that have a label.
#[derive(Debug)]
pub struct Page {
    /// Pages of one group look alike, such as those of an outlet.
    pub group: String,
    pub lines: Vec<Labelled>,
}

/// A line with its label.
#[derive(Debug)]
pub struct Labelled {
    pub example: Example,
    /// Bytes without white space.
    pub bytes: usize,
    /// Whether rules leave the line whatever its score.
    pub is_kept: bool,
}

const RESIDUE: &str = "boilerplate:";
/// Residue that reads like an article: other rules look for it.
const FOREIGN: &str = "boilerplate:appended-story";
const KEPT: [&str; 3] = ["body", "title", "subhead"];
const UNSURE: &str = "low";
/// Bytes from which longer lines weigh no more.
const HEAVIEST: usize = 600;

impl Span {
    /// Whether the line is residue; none where its label does not say.
    fn is_residue(&self) -> Option<bool> {
        match self.label.as_str() {
            _ if self.conf.as_deref() == Some(UNSURE) => None,
            FOREIGN => None,
            label if label.starts_with(RESIDUE) => Some(true),
            label if KEPT.contains(&label) => Some(false),
            _ => None,
        }
    }
}

/// Reads pages and what the rules and their model see of them.
///
/// # Errors
/// A file that cannot be read; a text that is not there; no line of residue, or none that is kept.
pub fn read(
    gold: &Path,
    texts: &Path,
    group_by: &str,
    rules: &RuleSet,
) -> Result<Vec<Page>, Problem> {
    let texts: HashMap<String, String> = records::<Text>(texts)?
        .into_iter()
        .map(|text| (text.id, text.text))
        .collect();
    let pages = records::<Gold>(gold)?
        .into_iter()
        .map(|labels| match texts.get(&labels.id) {
            Some(text) => Ok(page(&labels, text, group_by, rules)),
            None => Err(Problem::new(
                gold.to_string_lossy(),
                format!("no text has the id {}", labels.id),
            )
            .help("the texts are records with the fields id and text")),
        })
        .collect::<Result<Vec<_>, _>>()?;
    for (is_residue, what) in [(true, "residue"), (false, "kept")] {
        let mut lines = pages.iter().flat_map(|page| &page.lines);
        if !lines.any(|line| line.example.is_residue == is_residue) {
            let message = format!("no line is labelled as {what}");
            return Err(Problem::new(gold.to_string_lossy(), message).help(
                "label lines body, title, subhead, or boilerplate:KIND; see docs/training.md",
            ));
        }
    }
    Ok(pages)
}

fn page(labels: &Gold, text: &str, group_by: &str, rules: &RuleSet) -> Page {
    let breaks: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let mut by_line: HashMap<usize, bool> = HashMap::new();
    for span in &labels.lines {
        let line = breaks.partition_point(|&at| at < span.start);
        if let Some(is_residue) = span.is_residue() {
            by_line.entry(line).or_insert(is_residue);
        }
    }
    let bytes: Vec<usize> = text
        .split('\n')
        .map(|line| line.split_whitespace().map(str::len).sum())
        .collect();
    let lines = rules
        .page_lines(&Document::new(text))
        .into_iter()
        .filter_map(|line| {
            Some(Labelled {
                bytes: bytes[line.at],
                is_kept: line.is_kept,
                example: Example {
                    is_residue: *by_line.get(&line.at)?,
                    weight: (bytes[line.at].min(HEAVIEST) as f64).sqrt(),
                    features: line.features,
                },
            })
        });
    let group = match labels.fields.get(group_by) {
        Some(Value::String(group)) => group.clone(),
        Some(other) => other.to_string(),
        None => labels.id.clone(),
    };
    Page {
        group,
        lines: lines.collect(),
    }
}

fn records<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Problem> {
    let place = path.to_string_lossy();
    let unreadable = |error: std::io::Error| Problem::io(&place, "read", &error);
    let file = File::open(path).map_err(unreadable)?;
    let mut records = Vec::new();
    for (n, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(unreadable)?;
        if line.trim().is_empty() {
            continue;
        }
        let record = serde_json::from_str(&line).map_err(|error| {
            Problem::new(format!("{place}:{}", n + 1), error.to_string())
                .help("one JSON object a line; see docs/training.md for its fields")
        })?;
        records.push(record);
    }
    Ok(records)
}
