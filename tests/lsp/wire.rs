//! A client that speaks to the program over its standard input and output.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// A test that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Client {
    server: Child,
    input: ChildStdin,
    inbox: Receiver<Value>,
    /// What came while something else was waited for.
    pub(crate) heard: Vec<Value>,
    last: i32,
    pub(crate) offer: Value,
    /// What the server is told when it asks for settings.
    pub(crate) settings: Value,
    /// The same for the folders at these URIs.
    pub(crate) scoped: HashMap<String, Value>,
}

impl Client {
    /// Starts the server and says nothing.
    pub(crate) fn silent() -> Client {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dockvet"));
        let command = command.args(["lsp", "--stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = command.spawn().expect("the program starts");
        let input = server.stdin.take().expect("it is piped");
        let output = server.stdout.take().expect("it is piped");
        let (sender, inbox) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let (heard, scoped) = (Vec::new(), HashMap::new());
        Client { server, input, inbox, heard, last: 0, offer: Value::Null, settings: Value::Null, scoped }
    }

    /// A client in the folder with the capabilities.
    pub(crate) fn start(folder: &Path, capabilities: Value, options: Value) -> Client {
        let mut client = Client::silent();
        let params = json!({
            "processId": std::process::id(),
            "workspaceFolders": [{"uri": uri(folder), "name": "it"}],
            "capabilities": capabilities,
            "initializationOptions": options,
        });
        client.offer = client.request("initialize", params).expect("it is accepted");
        client.notify("initialized", json!({}));
        client
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.input.write_all(bytes).and_then(|()| self.input.flush()).expect("the server reads");
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.raw(&framed(&json!({"jsonrpc": "2.0", "method": method, "params": params})));
    }

    /// Sends a request; its id.
    pub(crate) fn send(&mut self, method: &str, params: Value) -> i32 {
        self.last += 1;
        self.raw(&framed(&json!({"jsonrpc": "2.0", "id": self.last, "method": method, "params": params})));
        self.last
    }

    /// The result, or the code of the error.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, i64> {
        let id = self.send(method, params);
        self.answer(id)
    }

    pub(crate) fn answer(&mut self, id: i32) -> Result<Value, i64> {
        let answer = self.wait(|it| it.get("id") == Some(&json!(id)) && it.get("method").is_none());
        match answer.get("error") {
            Some(error) => Err(error["code"].as_i64().expect("an error has a code")),
            None => Ok(answer["result"].clone()),
        }
    }

    /// The next message that fits; the server's own questions are answered on the way.
    pub(crate) fn wait(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.inbox.recv_timeout(PATIENCE).expect("the server says something");
            if let (Some(id), Some(method)) = (message.get("id"), message.get("method")) {
                let result = match method.as_str() {
                    Some("workspace/configuration") => self.told(&message["params"]["items"]),
                    _ => Value::Null,
                };
                let answer = json!({"jsonrpc": "2.0", "id": id, "result": result});
                self.raw(&framed(&answer));
            }
            if fits(&message) {
                return message;
            }
            self.heard.push(message);
        }
    }

    /// The settings that the items ask for.
    fn told(&self, items: &Value) -> Value {
        let items = items.as_array().expect("items are a list").iter();
        let told = items.map(|it| match it["scopeUri"].as_str() {
            Some(uri) => self.scoped.get(uri).cloned().unwrap_or_default(),
            None => self.settings.clone(),
        });
        told.collect()
    }

    pub(crate) fn open(&mut self, uri: &str, language: &str, text: &str) {
        let item = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": item}));
    }

    /// Writes the whole text anew.
    pub(crate) fn write(&mut self, uri: &str, version: i32, text: &str) {
        self.change(uri, version, json!([{"text": text}]));
    }

    pub(crate) fn change(&mut self, uri: &str, version: i32, changes: Value) {
        let document = json!({"uri": uri, "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    pub(crate) fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    /// The next diagnostics of the file.
    pub(crate) fn published(&mut self, uri: &str) -> Value {
        let is_it = |it: &Value| it["method"] == "textDocument/publishDiagnostics" && it["params"]["uri"] == uri;
        self.wait(is_it)["params"].take()
    }

    /// Line and rule of each of the next diagnostics of the file.
    pub(crate) fn found(&mut self, uri: &str) -> Vec<(u64, String)> {
        lines(&self.published(uri)["diagnostics"])
    }

    /// Says goodbye; the exit code.
    pub(crate) fn end(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null).expect("it is accepted");
        self.notify("exit", Value::Null);
        self.exit_code()
    }

    pub(crate) fn exit_code(mut self) -> Option<i32> {
        drop(self.input);
        self.server.wait().expect("it was started").code()
    }
}

/// Line and rule of each diagnostic.
pub(crate) fn lines(diagnostics: &Value) -> Vec<(u64, String)> {
    let all = diagnostics.as_array().expect("diagnostics are a list").iter();
    all.map(|it| {
        let line = it["range"]["start"]["line"].as_u64().expect("a line is a number");
        (line, it["code"].as_str().unwrap_or_default().to_owned())
    })
    .collect()
}

pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

pub(crate) fn framed(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        output.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok()?,
            Some(_) => (),
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
