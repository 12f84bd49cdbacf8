//! A document: one text to check, and how reports name it.

use std::collections::BTreeMap;

use crate::base::sanitise;

/// One text to check, and how reports name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The file as the user named it, or `-` for standard input.
    pub path: String,
    /// Position in a file of records, from 0; `None` if the file is the document.
    pub record: Option<u64>,
    /// The file's name, or the record's id field; `None` if a record has none.
    pub id: Option<String>,
    /// The field of the record that has the text, if several fields do.
    pub field: Option<String>,
    /// The encoding that the text was decoded from, if it was not UTF-8.
    pub encoding: Option<&'static str>,
    /// The fields of the record that the scopes of rules use.
    pub fields: BTreeMap<String, String>,
    /// The language, if a field has it; otherwise it is detected from the text when a rule needs it.
    pub language: Option<String>,
    /// Where it is from, if a field has that: an address, or the name of a site.
    pub source: Option<String>,
    /// The title, if a field has it.
    pub title: Option<String>,
    /// The text as it is in the source. All spans are UTF-8 byte offsets into it.
    pub text: String,
}

impl Document {
    /// A document that comes from no file: for tests and for callers of the library.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// How reports name the document: its file, and the record in brackets if the file has records.
    /// Safe for a terminal.
    pub fn display_name(&self) -> String {
        let path = sanitise::line(&self.path);
        let field = |field: &String| format!(".{}", sanitise::line(field));
        let field = self.field.as_ref().map_or_else(String::new, field);
        match self.record {
            Some(record) => format!("{path}[{record}]{field}"),
            None => path,
        }
    }

    /// The display name, followed by the id of the record, if it has one.
    pub fn display_name_and_id(&self) -> String {
        match (self.record, &self.id) {
            (Some(_), Some(id)) => format!("{} {}", self.display_name(), sanitise::line(id)),
            _ => self.display_name(),
        }
    }
}
