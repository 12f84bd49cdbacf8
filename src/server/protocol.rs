//! The types of the protocol that the server reads and writes, and the capabilities of the client.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::server::uri;

/// A position: a line and an offset in it, both from 0. The unit of the offset is the agreed [`Encoding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// The line, from 0.
    pub line: u32,
    /// The offset in the line, from 0.
    pub character: u32,
}

/// A range between two positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The first position.
    pub start: Position,
    /// The position after the last character.
    pub end: Position,
}

/// An edit of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextEdit {
    /// What is replaced.
    pub range: Range,
    /// The new text.
    #[serde(rename = "newText")]
    pub new_text: String,
}

/// A change of an open document. Without a range, it replaces the whole text.
#[derive(Debug, Deserialize)]
pub struct ContentChange {
    /// What is replaced.
    pub range: Option<Range>,
    /// The new text.
    pub text: String,
}

/// A document that was opened.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TextDocumentItem {
    /// The URI of the document.
    pub uri: String,
    /// Its language id.
    pub language_id: String,
    /// Its version.
    pub version: i64,
    /// Its text.
    pub text: String,
}

/// The unit of an offset in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units.
    Utf16,
}

impl Encoding {
    /// The name in the protocol.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
        }
    }
}

/// What the client can do, and how it wants to work.
#[derive(Debug)]
pub struct Client {
    /// The agreed encoding.
    pub encoding: Encoding,
    /// Whether hovers may be in Markdown.
    pub markdown: bool,
    /// Whether edits may name the version they are for.
    pub versioned_edits: bool,
    /// Whether the client accepts code actions instead of commands.
    pub actions: bool,
    /// Whether diagnostics may have versions.
    pub versions: bool,
    /// Whether diagnostics may have related places.
    pub related: bool,
    /// Whether the client can be told to request hints again.
    pub refreshes_hints: bool,
    /// Whether the client can watch files for the server.
    pub watches: bool,
    /// The largest document, in bytes, that is checked while the user types.
    pub live_bytes: usize,
}

/// The default for [`Client::live_bytes`].
const LIVE_BYTES: usize = 1 << 20;

impl Client {
    /// Reads the parameters of `initialize`. What is missing or has another type is ignored.
    pub fn new(params: &Value) -> Self {
        let at = |pointer: &str| params.pointer(&format!("/capabilities/{pointer}"));
        let can = |pointer: &str| at(pointer) == Some(&Value::Bool(true));
        let lists = |pointer: &str, name: &str| {
            let list = at(pointer).and_then(Value::as_array);
            list.map(|list| list.iter().any(|one| one == name))
        };
        let live = params.pointer("/initializationOptions/liveBytes");
        Self {
            encoding: match lists("general/positionEncodings", "utf-8") {
                Some(true) => Encoding::Utf8,
                _ => Encoding::Utf16,
            },
            markdown: lists("textDocument/hover/contentFormat", "markdown").unwrap_or(false),
            versioned_edits: can("workspace/workspaceEdit/documentChanges"),
            actions: at("textDocument/codeAction/codeActionLiteralSupport").is_some(),
            versions: can("textDocument/publishDiagnostics/versionSupport"),
            related: can("textDocument/publishDiagnostics/relatedInformation"),
            refreshes_hints: can("workspace/inlayHint/refreshSupport"),
            watches: can("workspace/didChangeWatchedFiles/dynamicRegistration"),
            live_bytes: live
                .and_then(Value::as_u64)
                .map_or(LIVE_BYTES, |bytes| bytes as usize),
        }
    }
}

impl Default for Client {
    fn default() -> Self {
        Self::new(&Value::Null)
    }
}

/// Reads a part of a message; `None` if it has another shape.
pub fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde::Deserialize::deserialize(value).ok()
}

/// The paths of workspace folders.
pub fn folder_paths(folders: &[Value]) -> Vec<PathBuf> {
    let uris = folders.iter().filter_map(|folder| folder["uri"].as_str());
    uris.filter_map(uri::to_path).collect()
}
