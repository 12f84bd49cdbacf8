//! Gold: documents whose lines were all labelled by hand. `docs/gold.md` describes the format.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::base::names::nearest;
use crate::base::problem::Problem;
use crate::eval::tally::LabelClass;

/// What labels begin with, and the class of each.
const LABELS: &[(&str, LabelClass)] = &[
    ("body", LabelClass::Kept),
    ("title", LabelClass::Kept),
    ("subhead", LabelClass::Kept),
    ("boilerplate", LabelClass::Boilerplate),
    ("metadata", LabelClass::Metadata),
    ("meta", LabelClass::Metadata),
    ("unscored", LabelClass::Unscored),
];

/// The class of a label such as `boilerplate:share`; `None` if it is unknown.
pub fn class_of(label: &str) -> Option<LabelClass> {
    let meant = LABELS.iter().find(|(name, _)| *name == head(label));
    meant.map(|&(_, class)| class)
}

fn head(label: &str) -> &str {
    label.split(':').next().unwrap_or_default()
}

/// Labelled documents, by id.
#[derive(Debug, Default)]
pub struct Gold {
    /// The rows, by id.
    pub rows: HashMap<String, LabelledDocument>,
}

/// A labelled document.
#[derive(Debug, Deserialize)]
pub struct LabelledDocument {
    /// The id of the document.
    pub id: String,
    /// The hash of the text, in hexadecimal.
    sha256: Option<String>,
    /// The length of the text in bytes.
    n_bytes: Option<usize>,
    lines: Vec<GoldLabel>,
    #[serde(default)]
    inline: Vec<GoldLabel>,
    /// All other fields of the row.
    #[serde(flatten)]
    fields: Map<String, Value>,
    /// The place of the row, such as `gold.jsonl:12`.
    #[serde(skip)]
    place: String,
}

/// A labelled span.
#[derive(Debug, Deserialize)]
pub struct GoldLabel {
    /// The first byte of the span, and the byte after its last one, in UTF-8.
    start: usize,
    end: usize,
    /// The label, such as `boilerplate:share`.
    pub label: String,
    conf: Option<String>,
    /// For an appended story, which story it is.
    pub story: Option<Value>,
    /// The class of the label; set when the row was checked.
    #[serde(skip)]
    class: Option<LabelClass>,
}

impl GoldLabel {
    /// The class of the label.
    pub fn class(&self) -> LabelClass {
        self.class.unwrap_or(LabelClass::Unscored)
    }

    fn read_class(&mut self) -> Result<(), String> {
        let class = class_of(&self.label).ok_or_else(|| {
            let names = LABELS.iter().map(|(name, _)| *name);
            let near = nearest(head(&self.label), names);
            let near = near.map(|near| format!(": did you mean `{near}`?"));
            format!("unknown label `{}`{}", self.label, near.unwrap_or_default())
        })?;
        if self.start > self.end {
            let (start, end) = (self.start, self.end);
            return Err(format!("a label ends before it begins: {start} to {end}"));
        }
        self.class = match self.conf.as_deref() {
            Some("low") => Some(LabelClass::Unscored),
            _ => Some(class),
        };
        Ok(())
    }
}

impl Gold {
    /// Reads the rows of files. A row that cannot be understood is reported and left out.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn read(paths: &[PathBuf]) -> Result<(Self, Vec<Problem>), Problem> {
        let mut gold = Self::default();
        let mut problems = Vec::new();
        for path in paths {
            gold.read_file(path, &mut problems)?;
        }
        Ok((gold, problems))
    }

    fn read_file(&mut self, path: &Path, problems: &mut Vec<Problem>) -> Result<(), Problem> {
        let shown = path.to_string_lossy();
        let unreadable = |error| Problem::io(&shown, "read the gold", &error);
        let file = File::open(path).map_err(unreadable)?;
        for (number, line) in (1..).zip(BufReader::new(file).split(b'\n')) {
            let line = line.map_err(unreadable)?;
            let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
            if line.trim_ascii().is_empty() {
                continue;
            }
            let added = LabelledDocument::read(line, format!("{shown}:{number}"));
            problems.extend(added.and_then(|row| self.add(row)).err());
        }
        Ok(())
    }

    fn add(&mut self, row: LabelledDocument) -> Result<(), Problem> {
        if let Some(first) = self.rows.get(&row.id) {
            let message = format!("`{}` is already labelled at {}", row.id, first.place);
            return Err(Problem::new(&row.place, message)
                .help("this row was skipped; keep one row for each document"));
        }
        self.rows.insert(row.id.clone(), row);
        Ok(())
    }
}

impl LabelledDocument {
    fn read(line: &[u8], place: String) -> Result<Self, Problem> {
        let problem = |message: String| {
            Problem::new(&place, message)
                .help("this row was skipped; docs/gold.md describes the rows")
        };
        let mut row: Self = serde_json::from_slice(line).map_err(|error| {
            // The row is one line, so the line number of the error says nothing.
            let message = error.to_string().replace(" at line 1 column ", " at byte ");
            problem(format!("not a row of gold: {message}"))
        })?;
        for label in row.lines.iter_mut().chain(&mut row.inline) {
            label.read_class().map_err(problem)?;
        }
        row.place = place;
        Ok(row)
    }

    /// The value of a field that is not part of the format.
    pub fn field(&self, name: &str) -> Option<String> {
        Some(match self.fields.get(name)? {
            Value::Null => return None,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    }

    /// The label of each byte of a text. A later label overrides an earlier one.
    ///
    /// # Errors
    /// A text that is not the labelled one, or spans that do not fit it.
    pub fn labels<'r>(
        &'r self,
        text: &str,
        name: &str,
    ) -> Result<Vec<Option<&'r GoldLabel>>, Problem> {
        let other = |what: String| {
            Problem::new(name, format!("{what}: see {}", self.place))
                .help("it was left out; use the labelled text, or label this text")
        };
        if let Some(length) = self.n_bytes.filter(|&length| length != text.len()) {
            let message = format!("{} bytes, but the labelled text has {length}", text.len());
            return Err(other(message));
        }
        if self
            .sha256
            .as_ref()
            .is_some_and(|hash| !is_hash(hash, text))
        {
            return Err(other("not the labelled text".into()));
        }
        let mut labels = vec![None; text.len()];
        for label in self.lines.iter().chain(&self.inline) {
            let span = label.start..label.end;
            if text.get(span.clone()).is_none() {
                return Err(Problem::new(
                    &self.place,
                    format!(
                        "bytes {} to {} are not part of the text of {name}",
                        span.start, span.end
                    ),
                )
                .help("it was left out; offsets are in bytes of UTF-8, between two characters"));
            }
            labels[span].fill(Some(label));
        }
        Ok(labels)
    }
}

/// Whether this is the SHA-256 of a text, in hexadecimal.
fn is_hash(hash: &str, text: &str) -> bool {
    sha256(text).eq_ignore_ascii_case(hash)
}

/// The SHA-256 of a text, in hexadecimal.
pub fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
