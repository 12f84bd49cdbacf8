//! `init`: looks at a corpus and writes a commented `corpus-lint.toml` for it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;

use crate::base::problem::Problem;
use crate::cli::Outcome;
use crate::cli::config::FILE_NAME;
use crate::cli::settings::Error;
use crate::io::formats::{Found, InputFile};
use crate::io::walk::walk;
use crate::text::language_of;

/// Files that are looked into, and rows of each.
const FILES: usize = 200;
const ROWS: usize = 50;
/// Bytes of a text file that are looked at.
const BYTES: u64 = 1 << 16;

/// What was seen of a corpus.
#[derive(Default)]
struct Seen {
    formats: BTreeMap<&'static str, usize>,
    languages: BTreeMap<&'static str, usize>,
    /// By field: how many rows have it as text, and how many characters they hold together.
    fields: BTreeMap<String, (usize, usize)>,
    rows: usize,
    skipped: usize,
}

/// Looks at the corpus and writes the configuration into the working directory.
///
/// # Errors
/// A path that cannot be read; a configuration that stands there already.
pub fn init(paths: &[PathBuf], out: &mut dyn Write) -> Result<Outcome, Error> {
    let mut seen = Seen::default();
    for found in walk(paths, None, &[]).take(FILES) {
        match found {
            Found::Problem(problem) => return Err(problem.into()),
            Found::File(file) => seen.look(&file),
        }
    }
    let text = seen.configuration();
    let unwritable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Problem::new(FILE_NAME, "a configuration stands here already")
                .help("change it, or move it away first")
        }
        _ => Problem::io(FILE_NAME, "write", &error),
    };
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(FILE_NAME)
        .map_err(unwritable)?;
    file.write_all(text.as_bytes()).map_err(unwritable)?;
    writeln!(out, "Wrote {FILE_NAME}:\n\n{text}")?;
    Ok(Outcome::Clean)
}

impl Seen {
    fn look(&mut self, file: &InputFile) {
        let Some(format) = file.format else {
            self.skipped += 1;
            return;
        };
        *self.formats.entry(format.name).or_default() += 1;
        let Some(input) = file.path.as_ref().and_then(|path| File::open(path).ok()) else {
            return;
        };
        if format.name == "jsonl" {
            let rows = BufReader::new(input)
                .lines()
                .map_while(Result::ok)
                .take(ROWS);
            rows.for_each(|row| self.row(&row));
        } else {
            let mut bytes = Vec::new();
            if input.take(BYTES).read_to_end(&mut bytes).is_ok() {
                self.text(&String::from_utf8_lossy(&bytes));
            }
        }
    }

    fn row(&mut self, row: &str) {
        let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(row) else {
            return;
        };
        self.rows += 1;
        let mut longest: Option<&str> = None;
        for (name, value) in &fields {
            let Some(value) = value.as_str() else {
                continue;
            };
            let counts = self.fields.entry(name.clone()).or_default();
            counts.0 += 1;
            counts.1 += value.chars().count();
            if longest.is_none_or(|longest| longest.len() < value.len()) {
                longest = Some(value);
            }
        }
        self.text(longest.unwrap_or_default());
    }

    fn text(&mut self, text: &str) {
        if let Some(language) = language_of(text) {
            *self.languages.entry(language).or_default() += 1;
        }
    }

    /// The field that holds most text, and the first that looks like a name of the record.
    fn text_field(&self) -> Option<&str> {
        let longest = self.fields.iter().max_by_key(|(_, (_, chars))| *chars);
        longest.map(|(name, _)| name.as_str())
    }

    fn id_field(&self) -> Option<&str> {
        let is_in_all = |name: &&str| {
            self.fields
                .get(*name)
                .is_some_and(|(rows, _)| *rows == self.rows)
        };
        ["id", "_id", "uuid", "doc_id", "url", "link", "path"]
            .into_iter()
            .find(is_in_all)
    }

    fn configuration(&self) -> String {
        let list = |counts: &BTreeMap<&'static str, usize>| {
            let mut counts: Vec<_> = counts.iter().collect();
            counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
            let named: Vec<_> = counts
                .iter()
                .map(|(name, count)| format!("{name} ({count})"))
                .collect();
            if named.is_empty() {
                "none".to_owned()
            } else {
                named.join(", ")
            }
        };
        let mut text = String::new();
        let quoted = |name: &str| toml::Value::from(name).to_string();
        let line =
            |text: &mut String, key: &str, value: Option<&str>, default: &str, about: &str| {
                let comment = if value.is_none_or(|value| value == default) {
                    "# "
                } else {
                    ""
                };
                let value = quoted(value.unwrap_or(default));
                let _ = writeln!(text, "{comment}{key} = {value}  # {about}");
            };
        let _ = writeln!(
            text,
            "# Made by `corpus-lint init`. All that can stand here: docs/configuration.md, `corpus-lint schema config`."
        );
        let _ = writeln!(
            text,
            "# Seen in the corpus: formats {}; languages {}.",
            list(&self.formats),
            list(&self.languages)
        );
        if self.skipped > 0 {
            let _ = writeln!(
                text,
                "# {} files have names that tell no format; `format` below takes them.",
                self.skipped
            );
        }
        if !self.fields.is_empty() {
            let names: Vec<_> = self
                .fields
                .keys()
                .map(|name| crate::base::sanitise::line(name))
                .collect();
            let _ = writeln!(text, "# Text fields of the records: {}.", names.join(", "));
        }
        text.push('\n');
        line(
            &mut text,
            "text_field",
            self.text_field(),
            "text",
            "the field of a record that holds the text",
        );
        line(
            &mut text,
            "id_field",
            self.id_field(),
            "id",
            "the field that holds its name",
        );
        let language = ["lang", "language"]
            .into_iter()
            .find(|name| self.fields.contains_key(*name));
        line(
            &mut text,
            "language_field",
            language,
            "",
            "the field that says its language; told from the text without it",
        );
        text.push_str(
            "# format = \"jsonl\"          # of all input, instead of what the endings of names tell\n\n\
             # packs = [\"rules/my-site.toml\"]  # your own rules; `corpus-lint test` runs their tests\n\
             # trust = [\"my-site\"]             # packs whose safe fixes may be applied with --fix\n\
             # ignore = [\"caption\"]            # rules or categories that do not report\n\n\
             # [rules.ar-more]              # by rule or category: another severity or fix\n\
             # severity = \"info\"\n\n\
             # [per_path_ignores]\n\
             # \"archive/**\" = [\"metadata\"]\n\n\
             [guards]                       # what no fix may do to a document\n\
             # largest_share = 0.6          # of its bytes, for all rules without a marker\n\
             keep_first_paragraph = true\n\
             min_left = 0                   # characters\n",
        );
        text
    }
}
