//! A client for the language server. It also reads the answers with the types of another implementation,
//! the crate `lsp-types`.

use std::io::{BufRead, BufReader, Read, Write};
use std::ops::Range;
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use super::support::program;

/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Option<Receiver<Value>>,
    sent: u64,
    pub encoding: &'static str,
    /// Messages that came while the client waited for another.
    pending: Vec<Value>,
}

/// The URI of a file, which need not exist.
pub fn uri(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| {
        let folder = path.parent().unwrap();
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        folder.join(path.file_name().unwrap())
    });
    format!("file://{}", path.display())
}

impl Client {
    /// Starts the server and sends nothing yet.
    pub fn spawn(folder: &Path) -> Self {
        let mut child = program()
            .args(["server", "--stdio"])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read_message(&mut out) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            stdin: child.stdin.take(),
            child,
            messages: Some(messages),
            sent: 0,
            encoding: "utf-16",
            pending: Vec::new(),
        }
    }

    pub fn start(folder: &Path, encoding: &'static str) -> Self {
        Self::start_with(folder, encoding, Value::Null)
    }

    pub fn start_with(folder: &Path, encoding: &'static str, options: Value) -> Self {
        let mut client = Self::spawn(folder);
        client.initialize(folder, encoding, options);
        client
    }

    pub fn initialize(&mut self, folder: &Path, encoding: &'static str, options: Value) {
        self.encoding = encoding;
        let answer = self.request(
            "initialize",
            json!({
                "processId": null,
                "rootUri": null,
                "initializationOptions": options,
                "workspaceFolders": [{"uri": uri(folder), "name": "news"}],
                "capabilities": {
                    "general": {"positionEncodings": [encoding]},
                    "textDocument": {
                        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
                        "hover": {"contentFormat": ["markdown", "plaintext"]},
                        "publishDiagnostics": {"versionSupport": true, "relatedInformation": true},
                    },
                    "workspace": {
                        "workspaceEdit": {"documentChanges": encoding == "utf-8"},
                        "inlayHint": {"refreshSupport": true},
                        "didChangeWatchedFiles": {"dynamicRegistration": true},
                    },
                },
            }),
        );
        assert_eq!(answer["capabilities"]["positionEncoding"], encoding);
        let _: lsp_types::InitializeResult = serde_json::from_value(answer).unwrap();
        self.notify("initialized", json!({}));
    }

    pub fn send_bytes(&mut self, bytes: &[u8]) {
        // The server may have ended.
        let _ = self.stdin.as_mut().unwrap().write_all(bytes);
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    pub fn send_request(&mut self, id: u64) {
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": "x", "params": "x".repeat(100)}));
    }

    /// Sends a request. Gives the whole answer.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        self.sent += 1;
        let id = self.sent;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        self.wait(|message| message["id"] == id && message["method"].is_null())
    }

    /// Sends a request that must succeed. Gives the result.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let answer = self.ask(method, params);
        assert_eq!(answer["error"], Value::Null, "{method}");
        answer["result"].clone()
    }

    /// The first message of this kind that came or will come.
    fn wait(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.pending.iter().position(&is_it) {
            return self.pending.remove(at);
        }
        loop {
            let messages = self.messages.as_ref().unwrap();
            let message = messages.recv_timeout(PATIENCE).expect("an answer");
            if message["method"].is_string() && !message["id"].is_null() {
                let id = &message["id"];
                self.send(&json!({"jsonrpc": "2.0", "id": id, "result": null}));
            }
            if is_it(&message) {
                return message;
            }
            self.pending.push(message);
        }
    }

    pub fn wait_for(&mut self, method: &str) {
        self.wait(|message| message["method"] == method);
    }

    pub fn next_error(&mut self) -> Value {
        self.wait(|message| message["id"].is_null() && message["error"].is_object())["error"]
            .clone()
    }

    /// The next diagnostics of a file.
    pub fn diagnostics(&mut self, uri: &str) -> Vec<Value> {
        let message = self.wait(|message| is_about(message, uri));
        let params = &message["params"];
        let mut escaped = params.clone();
        // `lsp-types` accepts no URI with letters outside ASCII.
        escaped["uri"] = json!("file:///x");
        let _: lsp_types::PublishDiagnosticsParams = serde_json::from_value(escaped).unwrap();
        params["diagnostics"].as_array().unwrap().clone()
    }

    /// Whether diagnostics of a file came that no test has read yet.
    pub fn has_diagnostics(&self, uri: &str) -> bool {
        self.pending.iter().any(|message| is_about(message, uri))
    }

    /// Opens a document. Gives its diagnostics.
    pub fn open(&mut self, uri: &str, language: &str, text: &str) -> Vec<Value> {
        let item = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": item}));
        self.diagnostics(uri)
    }

    /// Changes a document. Gives the diagnostics of that version.
    pub fn change(&mut self, uri: &str, version: u64, changes: Value) -> Vec<Value> {
        self.notify(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}),
        );
        let is_it =
            |message: &Value| is_about(message, uri) && message["params"]["version"] == version;
        let message = self.wait(is_it);
        message["params"]["diagnostics"].as_array().unwrap().clone()
    }

    pub fn actions(
        &mut self,
        uri: &str,
        text: &str,
        span: Range<usize>,
        only: Option<&str>,
    ) -> Vec<Value> {
        let mut context = json!({"diagnostics": []});
        if let Some(only) = only {
            context["only"] = json!([only]);
        }
        let range = json!({
            "start": position(text, span.start, self.encoding),
            "end": position(text, span.end, self.encoding),
        });
        let document = json!({"uri": uri});
        let answer = self.request(
            "textDocument/codeAction",
            json!({"textDocument": document, "range": range, "context": context}),
        );
        let mut actions = answer.as_array().unwrap().clone();
        if uri.is_ascii() {
            let _: lsp_types::CodeActionResponse = serde_json::from_value(answer).unwrap();
        }
        actions.retain(|action| action["edit"].is_object());
        actions
    }

    pub fn hover(&mut self, uri: &str, line: u64, character: u64) -> Value {
        let position = json!({"line": line, "character": character});
        let document = json!({"uri": uri});
        let params = json!({"textDocument": document, "position": position});
        let answer = self.request("textDocument/hover", params);
        let _: Option<lsp_types::Hover> = serde_json::from_value(answer.clone()).unwrap();
        answer
    }

    pub fn hints(&mut self, uri: &str) -> Vec<Value> {
        let range =
            json!({"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}});
        let document = json!({"uri": uri});
        let params = json!({"textDocument": document, "range": range});
        let answer = self.request("textDocument/inlayHint", params);
        let _: Vec<lsp_types::InlayHint> = serde_json::from_value(answer.clone()).unwrap();
        answer.as_array().unwrap().clone()
    }

    /// Ends the session in the proper way.
    pub fn end(mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        assert_eq!(self.exit_code(), Some(0));
        assert_eq!(self.stderr(), "");
    }

    pub fn hang_up(&mut self) {
        self.stdin = None;
    }

    pub fn stop_reading(&mut self) {
        self.messages = None;
    }

    pub fn exit_code(&mut self) -> Option<i32> {
        let begun = std::time::Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the server does not end")
    }

    /// What the server printed on standard error.
    pub fn stderr(&mut self) -> String {
        let mut said = String::new();
        let stderr = self.child.stderr.as_mut().unwrap();
        stderr.read_to_string(&mut said).unwrap();
        said
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_about(message: &Value, uri: &str) -> bool {
    message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
}

/// Reads a message. Standard output may hold nothing else.
fn read_message(out: &mut impl BufRead) -> Option<Value> {
    let mut line = String::new();
    if out.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let length = line.strip_prefix("Content-Length: ").expect("a header");
    let length: usize = length.trim_end().parse().unwrap();
    let mut empty = String::new();
    out.read_line(&mut empty).ok()?;
    assert_eq!(empty, "\r\n");
    let mut body = vec![0; length];
    out.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}

/// The position of an offset, found in the simplest way.
fn position(text: &str, offset: usize, encoding: &str) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let last = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    json!({"line": line, "character": length(last, encoding)})
}

fn length(text: &str, encoding: &str) -> usize {
    match encoding {
        "utf-8" => text.len(),
        _ => text.encode_utf16().count(),
    }
}

/// The offset of a position, found in the simplest way.
pub fn offset(text: &str, position: &Value, encoding: &str) -> usize {
    let line = position["line"].as_u64().unwrap() as usize;
    let character = position["character"].as_u64().unwrap() as usize;
    let lines: Vec<&str> = text.split_inclusive('\n').chain([""]).collect();
    let start: usize = lines[..line].iter().map(|line| line.len()).sum();
    let ends = lines[line].char_indices().map(|(at, _)| at);
    let mut ends = ends.chain([lines[line].len()]);
    let within = ends.find(|&at| length(&lines[line][..at], encoding) == character);
    start + within.expect("a position at a character")
}

/// A text after a workspace edit.
pub fn apply(text: &str, edit: &Value, uri: &str, encoding: &str) -> String {
    let edits = match &edit["documentChanges"] {
        Value::Null => &edit["changes"][uri],
        changes => {
            assert_eq!(changes[0]["textDocument"]["uri"], uri);
            &changes[0]["edits"]
        }
    };
    let mut spans: Vec<(usize, usize, &str)> = edits
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| {
            let start = offset(text, &edit["range"]["start"], encoding);
            let end = offset(text, &edit["range"]["end"], encoding);
            (start, end, edit["newText"].as_str().unwrap())
        })
        .collect();
    spans.sort();
    let overlap = spans.windows(2).find(|pair| pair[0].1 > pair[1].0);
    assert_eq!(overlap, None);
    let mut text = text.to_owned();
    for (start, end, new) in spans.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}
