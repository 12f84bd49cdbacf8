//! The table of input formats, and how a format is found by name, file name or content.

use std::path::Path;

use crate::io::formats::compression::Compression;
use crate::io::formats::format::Format;
use crate::io::formats::{bytes, csv, json, jsonl, parquet, text, warc};

/// All formats. The first is the one for content that no other format recognises.
pub static FORMATS: &[Format] = &[
    Format {
        name: "text",
        about: "plain text or Markdown; each file is one document",
        extensions: &["txt", "text", "md", "markdown"],
        is_start: |_| false,
        open: text::open,
        writer: bytes::writer,
        is_its_bytes: true,
    },
    Format {
        name: "jsonl",
        about: "JSON Lines; each row is one record",
        extensions: &["jsonl", "ndjson"],
        is_start: jsonl::is_start,
        open: jsonl::open,
        writer: bytes::writer,
        is_its_bytes: true,
    },
    Format {
        name: "json",
        about: "JSON: an array of records, one record, or several records in a row",
        extensions: &["json"],
        is_start: json::is_start,
        open: json::open,
        writer: bytes::writer,
        is_its_bytes: true,
    },
    Format {
        name: "csv",
        about: "CSV with a header; each row is one record; the delimiter is `,`, `;`, tab or `|`",
        extensions: &["csv"],
        is_start: |_| false,
        open: csv::open,
        writer: bytes::writer,
        is_its_bytes: true,
    },
    Format {
        name: "tsv",
        about: "TSV with a header; each row is one record",
        extensions: &["tsv", "tab"],
        is_start: |_| false,
        open: csv::open_tabs,
        writer: bytes::writer,
        is_its_bytes: true,
    },
    Format {
        name: "warc",
        about: "WARC or WET; each archived text is one record",
        extensions: &["warc", "wet"],
        is_start: warc::is_start,
        open: warc::open,
        writer: warc::writer,
        is_its_bytes: false,
    },
    Format {
        name: "parquet",
        about: "Parquet; each row is one record",
        extensions: &["parquet", "pq"],
        is_start: |head| head.starts_with(b"PAR1"),
        open: parquet::open,
        writer: parquet::writer,
        is_its_bytes: false,
    },
];

impl Format {
    /// The format with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The format of a file name, by its extension.
    pub fn of_name(file_name: &str) -> Option<&'static Self> {
        let name = file_name.to_lowercase();
        let name = Compression::strip(&name);
        let extension = Path::new(name).extension()?.to_str()?;
        FORMATS
            .iter()
            .find(|format| format.extensions.contains(&extension))
    }

    /// The format of content that begins with these bytes, if it is certain.
    pub fn of_content(head: &[u8]) -> Option<&'static Self> {
        FORMATS.iter().find(|format| (format.is_start)(head))
    }
}
