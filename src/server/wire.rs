//! The wire format: JSON-RPC messages after headers, read with limits and written whole.

use std::io::{self, BufRead, Read, Write};

use serde_json::{Value, json};

/// The longest header line that is read, in bytes.
const HEADER: u64 = 1 << 13;
/// The largest message, in bytes; a larger one is skipped.
const BODY: u64 = 1 << 28;

/// What was read.
#[derive(Debug, PartialEq)]
pub enum Incoming {
    /// A message.
    Message(Value),
    /// Input that is not a message, and why. Reading continues after it.
    Malformed(String),
    /// The end of the input.
    End,
}

/// Error codes of JSON-RPC and of the protocol.
#[derive(Debug, Clone, Copy)]
pub enum Code {
    Parse = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    Internal = -32603,
    NotInitialized = -32002,
    Cancelled = -32800,
}

/// Reads the next message.
///
/// # Errors
/// When the input cannot be read.
pub fn read(input: &mut impl BufRead) -> io::Result<Incoming> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(Incoming::End);
        }
        if line.trim_ascii().is_empty() {
            break;
        }
        length = length_in(&line).or(length);
    }
    let Some(length) = length else {
        return Ok(Incoming::Malformed(
            "the message has no Content-Length".into(),
        ));
    };
    let mut body = input.by_ref().take(length);
    if length > BODY {
        io::copy(&mut body, &mut io::sink())?;
        return Ok(Incoming::Malformed("the message is too large".into()));
    }
    // The buffer grows with the input, whatever length the header claims.
    let mut bytes = Vec::new();
    body.read_to_end(&mut bytes)?;
    Ok(match serde_json::from_slice(&bytes) {
        Ok(message) => Incoming::Message(message),
        Err(_) if (bytes.len() as u64) < length => Incoming::End,
        Err(error) => Incoming::Malformed(error.to_string()),
    })
}

/// The length in a header line. The rest of a message with a wrong length may come before it on the line;
/// skipping that rest finds the next message again.
fn length_in(line: &[u8]) -> Option<u64> {
    const NAME: &str = "content-length:";
    let line = String::from_utf8_lossy(line).to_ascii_lowercase();
    let at = line.rfind(NAME)?;
    line[at + NAME.len()..].trim().parse().ok()
}

/// Writes a message.
///
/// # Errors
/// When the client no longer reads.
pub fn write(out: &mut impl Write, message: &Value) -> io::Result<()> {
    let body = message.to_string();
    write!(out, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    out.flush()
}

/// A notification.
pub fn notification(method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "method": method, "params": params})
}

/// A request to the client. Null means no parameters.
pub fn request(id: u64, method: &str, params: Value) -> Value {
    let mut request = json!({"jsonrpc": "2.0", "id": id, "method": method});
    if !params.is_null() {
        request["params"] = params;
    }
    request
}

/// The answer to a request.
pub fn response(id: &Value, result: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "result": result})
}

/// The answer to a request that failed.
pub fn error(id: &Value, code: Code, message: &str) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "error": {"code": code as i32, "message": message}})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8]) -> Vec<Incoming> {
        let next = || match read(&mut input).unwrap() {
            Incoming::End => None,
            incoming => Some(incoming),
        };
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn messages_are_found_again_behind_rubbish() {
        let message = r#"{"id":1}"#;
        let whole = format!(
            "Content-Length: {}\r\nContent-Type: x\r\n\r\n{message}",
            message.len()
        );
        let is_message = |incoming: &Incoming| matches!(incoming, Incoming::Message(_));
        assert_eq!(all(whole.as_bytes()), [Incoming::Message(json!({"id": 1}))]);
        for rubbish in [
            "nothing\r\n\r\n",
            "\r\n",
            "Content-Length: 4\r\n\r\n{\"i}",
            "Content-Length: 3\r\n\r\n{\"id\":1}",
            "Content-Length: -1\r\n\r\n",
            "Content-Length: 2\r\n\r\n\u{ff}",
        ] {
            let found = all(format!("{rubbish}{whole}{whole}").as_bytes());
            assert!(!is_message(&found[0]), "{rubbish:?}");
            assert!(is_message(found.last().unwrap()), "{rubbish:?}: {found:?}");
        }
    }

    #[test]
    fn a_promise_of_much_is_not_believed() {
        for length in ["268435456", "18446744073709551615"] {
            let input = format!("Content-Length: {length}\r\n\r\n{{}} ");
            all(input.as_bytes());
        }
    }
}
