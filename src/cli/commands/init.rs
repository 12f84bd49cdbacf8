//! `init`: examines a corpus and writes a commented `corpus-lint.toml` for it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;

use crate::base::plural::counted;
use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::cli::config::FILE_NAME;
use crate::cli::error::Error;
use crate::cli::outcome::Outcome;
use crate::io::formats::{Found, InputFile};
use crate::io::walk::walk;
use crate::text::language_of;

/// How many files are read.
const FILES: usize = 200;
/// How many rows of a JSON Lines file are read.
const ROWS: usize = 50;
/// How many bytes of other files are read.
const BYTES: u64 = 1 << 16;

/// What a part of a corpus contains.
#[derive(Default)]
struct CorpusSample {
    formats: BTreeMap<&'static str, usize>,
    languages: BTreeMap<&'static str, usize>,
    /// By field: the number of rows in which it is a string, and of characters in all of them.
    fields: BTreeMap<String, (usize, usize)>,
    rows: usize,
    /// Files of unknown format.
    skipped: usize,
}

/// Examines the corpus and writes the configuration to the working directory.
///
/// # Errors
/// A path cannot be read, or there already is a configuration.
pub fn init(paths: &[PathBuf], out: &mut dyn Write) -> Result<Outcome, Error> {
    let mut sample = CorpusSample::default();
    for found in walk(paths, None, &[]).take(FILES) {
        match found {
            Found::Problem(problem) => return Err(problem.into()),
            Found::File(file) => sample.add_file(&file),
        }
    }
    let text = sample.configuration();
    let unwritable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Problem::new(FILE_NAME, "there already is a configuration in this folder")
                .help("edit it, or move it away first")
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

impl CorpusSample {
    fn add_file(&mut self, file: &InputFile) {
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
            rows.for_each(|row| self.add_row(&row));
        } else {
            let mut bytes = Vec::new();
            if input.take(BYTES).read_to_end(&mut bytes).is_ok() {
                self.add_text(&String::from_utf8_lossy(&bytes));
            }
        }
    }

    fn add_row(&mut self, row: &str) {
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
        self.add_text(longest.unwrap_or_default());
    }

    fn add_text(&mut self, text: &str) {
        if let Some(language) = language_of(text) {
            *self.languages.entry(language).or_default() += 1;
        }
    }

    /// The field with the most text.
    fn text_field(&self) -> Option<&str> {
        let longest = self.fields.iter().max_by_key(|(_, (_, chars))| *chars);
        longest.map(|(name, _)| name.as_str())
    }

    /// The first of the usual id fields that all rows have.
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
            "# Written by `corpus-lint init`. For all settings, see docs/configuration.md or `corpus-lint schema config`."
        );
        let _ = writeln!(
            text,
            "# Found in the corpus: formats: {}; languages: {}.",
            list(&self.formats),
            list(&self.languages)
        );
        if self.skipped > 0 {
            let _ = writeln!(
                text,
                "# {} have an unknown format; set `format` below to read them.",
                counted(self.skipped, "file")
            );
        }
        if !self.fields.is_empty() {
            let names: Vec<_> = self
                .fields
                .keys()
                .map(|name| sanitise::line(name))
                .collect();
            let _ = writeln!(
                text,
                "# String fields of the records: {}.",
                names.join(", ")
            );
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
            "the field of a record that holds its id",
        );
        let language = ["lang", "language"]
            .into_iter()
            .find(|name| self.fields.contains_key(*name));
        line(
            &mut text,
            "language_field",
            language,
            "",
            "the field of a record that holds its language; without it, the language is detected",
        );
        text.push_str(
            "# format = \"jsonl\"          # read all input in this format\n\n\
             # packs = [\"rules/my-site.toml\"]  # your own rules; `corpus-lint test` runs their tests\n\
             # trust = [\"my-site\"]             # packs that you trust: --fix applies their safe fixes\n\
             # ignore = [\"caption\"]            # rules, categories or packs that do not report\n\n\
             # [rules.ar-more]              # for a rule, category or pack: another severity or fix\n\
             # severity = \"info\"\n\n\
             # [per_path_ignores]\n\
             # \"archive/**\" = [\"metadata\"]\n\n\
             [guards]                       # limits for what fixes may do to a document\n\
             # largest_share = 0.6          # of its bytes, by all rules without a marker line together\n\
             keep_first_paragraph = true\n\
             min_left = 0                   # characters that must be left\n",
        );
        text
    }
}
