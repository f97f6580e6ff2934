//! Messages over standard input and output: a header, an empty line, JSON.
//!
//! Crates for this end the connection at the first message that is no JSON; here the client is told, and the next one
//! is read.

use std::io::{self, BufRead, Read as _, Write};
use std::sync::mpsc::{Receiver, channel};

use serde_json::{Value, json};

/// A longer message is not read, in bytes.
const LONGEST_MESSAGE: usize = 64 << 20;

/// A longer line of a header is none.
const LONGEST_HEADER: u64 = 4 << 10;

/// The errors of JSON-RPC and of the protocol that this server answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    ParseError = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    ServerNotInitialized = -32002,
    RequestCancelled = -32800,
    ContentModified = -32801,
    ServerCancelled = -32802,
    RequestFailed = -32803,
}

/// Why a request is not answered as it was meant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) data: Option<Value>,
}

/// What a client sends. An id is a number or a text.
#[derive(Debug, PartialEq)]
pub(super) enum Incoming {
    Request {
        id: Value,
        method: String,
        params: Value,
    },
    Notification {
        method: String,
        params: Value,
    },
    /// The answer to a request of ours; `None` where the client refused.
    Response {
        id: Value,
        result: Option<Value>,
    },
    /// No message, and the id of the request that it may have been.
    Broken {
        id: Value,
        refusal: Refusal,
    },
}

impl Refusal {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Refusal {
        Refusal { code, message: message.into(), data: None }
    }
}

/// Reads `input` on a thread of its own, until it ends or can no longer be understood.
pub(super) fn listen(mut input: impl BufRead + Send + 'static) -> Receiver<Incoming> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        while let Ok(Some(message)) = read(&mut input) {
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    receiver
}

/// The next message; `None` at the end.
///
/// # Errors
/// What the system says, and a header from which no next message can be found.
fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let mut length: Option<usize> = None;
    loop {
        let mut line = Vec::new();
        if input.take(LONGEST_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            // Blank lines before a header do no harm.
            match length {
                Some(_) => break,
                None => continue,
            }
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
    let Some(length) = length.filter(|length| *length <= LONGEST_MESSAGE) else {
        return Err(io::Error::other("the message is too long"));
    };
    let mut body = vec![0; length];
    input.read_exact(&mut body)?;
    Ok(Some(message(&body)))
}

fn message(body: &[u8]) -> Incoming {
    let broken = |id: Value, code, message: &str| Incoming::Broken { id, refusal: Refusal::new(code, message) };
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return broken(Value::Null, Code::ParseError, &format!("no JSON: {error}")),
    };
    let Value::Object(mut fields) = value else {
        return broken(Value::Null, Code::InvalidRequest, "a message is an object");
    };
    let id = fields.remove("id");
    if id.as_ref().is_some_and(|id| !(id.is_number() || id.is_string() || id.is_null())) {
        return broken(Value::Null, Code::InvalidRequest, "an id is a number or a text");
    }
    let params = fields.remove("params").unwrap_or_default();
    match (fields.remove("method"), id) {
        (Some(Value::String(method)), Some(id)) => Incoming::Request { id, method, params },
        (Some(Value::String(method)), None) => Incoming::Notification { method, params },
        (Some(_), id) => broken(id.unwrap_or_default(), Code::InvalidRequest, "`method` is a text"),
        (None, Some(id)) if fields.contains_key("result") || fields.contains_key("error") => {
            Incoming::Response { id, result: fields.remove("result").filter(|_| !fields.contains_key("error")) }
        }
        (None, id) => broken(id.unwrap_or_default(), Code::InvalidRequest, "a message has a `method` or a `result`"),
    }
}

/// Writes an answer.
///
/// # Errors
/// What the system says: mostly that the client has left.
pub(super) fn answer(out: &mut dyn Write, id: &Value, result: Result<Value, Refusal>) -> io::Result<()> {
    match result {
        Ok(result) => write(out, &json!({"jsonrpc": "2.0", "id": id, "result": result})),
        Err(Refusal { code, message, data }) => {
            let mut error = json!({"code": code as i32, "message": message});
            if let Some(data) = data {
                error["data"] = data;
            }
            write(out, &json!({"jsonrpc": "2.0", "id": id, "error": error}))
        }
    }
}

/// Writes a notification, or with an `id` a request.
///
/// # Errors
/// What the system says: mostly that the client has left.
pub(super) fn send(out: &mut dyn Write, id: Option<i32>, method: &str, params: &Value) -> io::Result<()> {
    let mut message = json!({"jsonrpc": "2.0", "method": method});
    if let Some(id) = id {
        message["id"] = id.into();
    }
    // `null` is not the same as nothing to some clients.
    if !params.is_null() {
        message["params"] = params.clone();
    }
    write(out, &message)
}

fn write(out: &mut dyn Write, message: &Value) -> io::Result<()> {
    let body = serde_json::to_vec(message)?;
    // One write, so that one read may do.
    let mut bytes = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend(body);
    out.write_all(&bytes)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8]) -> Vec<Incoming> {
        std::iter::from_fn(|| read(&mut input).ok().flatten()).collect()
    }

    fn framed(body: &str) -> String {
        format!(
            "Content-Length: {}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{body}",
            body.len()
        )
    }

    #[test]
    fn reads_on_after_what_is_no_message() {
        let bodies =
            ["{", "[]", r#"{"id":{},"method":"a"}"#, r#"{"id":1}"#, r#"{"id":1,"method":3}"#, r#"{"method":"x"}"#];
        let read = all(bodies.map(framed).concat().as_bytes());
        let codes: Vec<_> = read
            .iter()
            .map(|it| match it {
                Incoming::Broken { refusal, .. } => Some(refusal.code),
                _ => None,
            })
            .collect();
        let invalid = Some(Code::InvalidRequest);
        assert_eq!(codes, [Some(Code::ParseError), invalid, invalid, invalid, invalid, None]);
        assert_eq!(read[5], Incoming::Notification { method: "x".to_owned(), params: Value::Null });
    }

    #[test]
    fn headers_without_a_length_end_it() {
        assert_eq!(all(b"Content-Length: x\r\n\r\n{}"), []);
        assert_eq!(all(b"Content-Length: 999999999999\r\n\r\n{}"), []);
        assert_eq!(all(b"\r\n\r\nContent-Length: 40\r\n\r\n{}"), []);
        assert_eq!(all(&[b'x'; 100_000]), []);
        assert_eq!(all("[".repeat(50_000).as_bytes()), []);
    }

    #[test]
    fn deep_json_is_refused() {
        let deep = framed(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)));
        assert!(matches!(all(deep.as_bytes()).as_slice(), [Incoming::Broken { .. }]));
    }
}
