//! The language server: each line of an input is a message, or, behind `!`, bytes that are none. `@` stands for the
//! URI of a folder with a Dockerfile.
//!
//! Each request is answered, once; what comes after what is no message is served as if nothing had been.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Write};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use dockvet::lsp;

use super::tree::{Tree, WORKING_DIRECTORY};

const FILES: &str = "FROM node:22-alpine AS build\nARG V=1\nCOPY . .\nRUN npm ci && apt-get install curl\n\
FROM build\nENV A=$V\nUSER root\nCMD node server.js\n-- .dockerignore --\nnode_modules\n-- sub/Dockerfile --\n\
FROM alpine\nRUN cd /x\n-- package.json --\n{}\n";

/// The last request of all.
const LAST: &str = "the last";

pub fn hold(input: &[u8]) {
    let unmoved = WORKING_DIRECTORY.write().unwrap_or_else(PoisonError::into_inner);
    let before = std::env::current_dir().ok();
    let tree = Tree::grow(FILES.as_bytes());
    let root = format!("file://{}", tree.root.display());
    let talk = Talk::of(input, &root);
    let out = Out::default();
    lsp::serve(Cursor::new(talk.bytes.clone()), out.clone());
    if let Some(before) = before {
        let _ = std::env::set_current_dir(before);
    }
    drop(unmoved);
    let told = out.messages();
    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    for it in told.iter().filter(|it| it.get("method").is_none()) {
        assert!(it.get("result").is_some() != it.get("error").is_some(), "neither or both: {it}");
        *answers.entry(it["id"].to_string()).or_default() += 1;
    }
    if talk.is_understood {
        for (id, count) in talk.requests {
            let answered = answers.get(&id).copied().unwrap_or_default();
            assert_eq!(answered, count, "answers to {id}");
        }
    }
}

/// What the client says.
struct Talk {
    bytes: Vec<u8>,
    /// How many requests there are of each id.
    requests: BTreeMap<String, usize>,
    /// Whether all of it reaches the server: no header was broken, and the client does not leave early.
    is_understood: bool,
}

impl Talk {
    fn of(input: &[u8], root: &str) -> Talk {
        let mut talk = Talk { bytes: Vec::new(), requests: BTreeMap::new(), is_understood: true };
        for line in input.split(|it| *it == b'\n') {
            match line.strip_prefix(b"!") {
                Some(raw) => talk.raw(raw),
                None => talk.line(line, root),
            }
        }
        for message in [
            json!({"jsonrpc": "2.0", "id": "first", "method": "initialize", "params": params(root)}),
            json!({"jsonrpc": "2.0", "id": "asked", "method": "textDocument/documentSymbol",
                "params": {"textDocument": {"uri": format!("{root}/Dockerfile")}}}),
            json!({"jsonrpc": "2.0", "id": LAST, "method": "shutdown"}),
            json!({"jsonrpc": "2.0", "method": "exit"}),
        ] {
            talk.message(&message);
        }
        talk
    }

    fn raw(&mut self, raw: &[u8]) {
        // Within a line of a header nothing can be found again.
        self.is_understood &=
            !raw.to_ascii_lowercase().windows(14).any(|it| it == b"content-length") && raw.len() < 4_000;
        self.bytes.extend_from_slice(raw);
        self.bytes.extend_from_slice(b"\r\n");
    }

    fn line(&mut self, line: &[u8], root: &str) {
        let text = super::text(line).replace('@', root);
        match serde_json::from_str::<Value>(&text) {
            Ok(mut message) => {
                // The server goes where the client says: not out of the folder.
                if message["method"] == "initialize" {
                    message["params"] = params(root);
                }
                match strays(&message, root) {
                    true => self.framed(b"{\"jsonrpc\": \"2.0\""),
                    false => self.message(&message),
                }
            }
            Err(_) => self.framed(text.as_bytes()),
        }
    }

    fn message(&mut self, message: &Value) {
        let is_ours = self.requests.contains_key(&json!(LAST).to_string());
        self.is_understood &= is_ours || message["method"] != "exit" || message.get("id").is_some();
        let id = message.get("id").filter(|it| it.is_string() || it.is_number());
        if let (Some(id), true) = (id, message["method"].is_string()) {
            *self.requests.entry(id.to_string()).or_default() += 1;
        }
        self.framed(message.to_string().as_bytes());
    }

    fn framed(&mut self, body: &[u8]) {
        // A header that a line of no message has begun ends here.
        self.bytes.extend(format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes());
        self.bytes.extend_from_slice(body);
    }
}

fn params(root: &str) -> Value {
    json!({
        "processId": std::process::id(),
        "workspaceFolders": [{"uri": root, "name": "it"}],
        "capabilities": {"textDocument": {"diagnostic": {}, "codeAction": {"codeActionLiteralSupport": {}}}},
    })
}

/// Whether a text in it names a place outside of the folder.
fn strays(value: &Value, root: &str) -> bool {
    match value {
        Value::String(text) => {
            text.contains("..") || text.to_ascii_lowercase().contains("file:") && !text.starts_with(root)
        }
        Value::Array(items) => items.iter().any(|it| strays(it, root)),
        Value::Object(fields) => fields.values().any(|it| strays(it, root)),
        _ => false,
    }
}

/// Where the server writes.
#[derive(Clone, Default)]
struct Out(Arc<Mutex<Vec<u8>>>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Out {
    /// All messages, each of them whole and well-formed.
    fn messages(&self) -> Vec<Value> {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = std::str::from_utf8(&bytes).expect("the server writes text");
        let mut messages = Vec::new();
        while !text.is_empty() {
            let (header, rest) = text.split_once("\r\n\r\n").expect("a header ends");
            let length: usize = header
                .strip_prefix("Content-Length: ")
                .and_then(|it| it.parse().ok())
                .expect("a header says the length");
            let message: Value = serde_json::from_str(&rest[..length]).expect("a message is JSON");
            assert_eq!(message["jsonrpc"], "2.0");
            messages.push(message);
            text = &rest[length..];
        }
        messages
    }
}
