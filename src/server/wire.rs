//! The wire: JSON-RPC messages behind headers, read within bounds and written whole.

use std::io::{self, BufRead, Read, Write};

use serde_json::{Value, json};

/// Bytes of a line of headers that are looked at.
const HEADER: u64 = 1 << 13;
/// Bytes that a message may have; a larger one is skipped.
const BODY: u64 = 1 << 28;

/// What came in.
#[derive(Debug, PartialEq)]
pub enum Incoming {
    Message(Value),
    /// Something that is no message, and why; reading goes on behind it.
    Malformed(String),
    End,
}

/// Codes of errors, as JSON-RPC and the protocol give them.
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
/// When the input cannot be read on.
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
        return Ok(Incoming::Malformed("no Content-Length".into()));
    };
    let mut body = input.by_ref().take(length);
    if length > BODY {
        io::copy(&mut body, &mut io::sink())?;
        return Ok(Incoming::Malformed("the message is too large".into()));
    }
    // Grows with what arrives, whatever the header promises.
    let mut bytes = Vec::new();
    body.read_to_end(&mut bytes)?;
    Ok(match serde_json::from_slice(&bytes) {
        Ok(message) => Incoming::Message(message),
        Err(_) if (bytes.len() as u64) < length => Incoming::End,
        Err(error) => Incoming::Malformed(error.to_string()),
    })
}

/// The length that a line of headers tells. The rest of a message whose length was wrong may stand
/// in front of it; to look past that is the way back to where messages begin.
fn length_in(line: &[u8]) -> Option<u64> {
    const NAME: &str = "content-length:";
    let line = String::from_utf8_lossy(line).to_ascii_lowercase();
    let at = line.rfind(NAME)?;
    line[at + NAME.len()..].trim().parse().ok()
}

/// Writes a message.
///
/// # Errors
/// When nobody reads any more.
pub fn write(out: &mut impl Write, message: &Value) -> io::Result<()> {
    let body = message.to_string();
    write!(out, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    out.flush()
}

/// A notification.
pub fn notification(method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "method": method, "params": params})
}

/// A request to the client; without parameters, null stands for none.
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
