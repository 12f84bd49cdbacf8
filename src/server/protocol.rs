//! The shapes of the protocol that the server reads and writes, and what a client can do.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::server::uri;

/// A place: a line and an offset in it, both from 0. What the offset counts was agreed upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    pub line: u32,
    pub character: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    pub start: Position,
    pub end: Position,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextEdit {
    pub range: Range,
    #[serde(rename = "newText")]
    pub new_text: String,
}

/// A change of an open document; without a range, of all of it.
#[derive(Debug, Deserialize)]
pub struct ContentChange {
    pub range: Option<Range>,
    pub text: String,
}

/// A document that was opened.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TextDocumentItem {
    pub uri: String,
    pub language_id: String,
    pub version: i64,
    pub text: String,
}

/// What the offset in a line counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16,
}

impl Encoding {
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
        }
    }
}

/// What the client said that it can do, and wants.
#[derive(Debug)]
pub struct Client {
    pub encoding: Encoding,
    /// Whether hovers may be Markdown.
    pub markdown: bool,
    /// Whether edits may name the version that they are for.
    pub versioned_edits: bool,
    /// Whether it takes code actions rather than commands.
    pub actions: bool,
    /// Whether diagnostics may have versions, and places that belong to them.
    pub versions: bool,
    pub related: bool,
    /// Whether it asks again for hints when it is told to.
    pub refreshes_hints: bool,
    /// Whether it watches files when it is asked to.
    pub watches: bool,
    /// Bytes of a document up to which it is judged while it is typed.
    pub live_bytes: usize,
}

/// Bytes of a document up to which it is judged while it is typed, unless the client says otherwise.
const LIVE_BYTES: usize = 1 << 20;

impl Client {
    /// Reads the parameters of `initialize`. What is missing or of another type is not there.
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
