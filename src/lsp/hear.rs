//! What the client tells: files are opened, changed and closed, settings and folders become others.

use std::path::{Path, PathBuf};

use gen_lsp_types::TextDocumentContentChangeEvent;
use serde_json::{Value, json};

use super::documents::Kind;
use super::offer;
use super::server::{Question, Server};
use super::settings::Settings;
use super::uri;

impl Server {
    pub(super) fn hear(&mut self, method: &str, params: Value) {
        let understood = match method {
            "initialized" => self.begin(),
            "textDocument/didOpen" => self.opened(&params),
            "textDocument/didChange" => self.changed(params),
            "textDocument/didSave" => self.saved(&params),
            "textDocument/didClose" => self.closed(&params),
            "workspace/didChangeConfiguration" => self.configured(&params),
            "workspace/didChangeWatchedFiles" => self.watched(&params),
            "workspace/didChangeWorkspaceFolders" => self.folders(&params),
            // `$/` is for those who know it, and nothing else asks for an answer.
            _ => Some(()),
        };
        if understood.is_none() {
            self.log(&format!("`{method}` came with parameters that make no sense"));
        }
    }

    fn begin(&mut self) -> Option<()> {
        let registrations = offer::registrations(&self.client);
        if !registrations.is_empty() {
            let params = json!({"registrations": registrations});
            self.ask(Question::Whatever, "client/registerCapability", &params);
        }
        self.ask_of_folders();
        self.tell_mistakes();
        Some(())
    }

    /// The open folders, where each may have settings of its own and the client can be asked for them.
    fn scopes(&self) -> Vec<PathBuf> {
        let folders = &self.client.folders;
        if self.client.configuration && folders.len() > 1 { folders.clone() } else { Vec::new() }
    }

    fn ask_of_folders(&mut self) {
        let folders = self.scopes();
        if !folders.is_empty() {
            let items: Vec<Value> = folders.iter().map(|it| item(Some(it))).collect();
            self.ask(Question::OfFolders(folders), "workspace/configuration", &json!({"items": items}));
        }
    }

    fn tell_mistakes(&mut self) {
        let mistakes: Vec<String> = self.world.scopes.all().flat_map(|(_, it)| it.mistakes.clone()).collect();
        for mistake in mistakes {
            self.log(&format!("settings: {mistake}"));
        }
    }

    fn opened(&mut self, params: &Value) -> Option<()> {
        let text = |key: &str| params.pointer(&format!("/textDocument/{key}")).and_then(Value::as_str);
        let (uri, body) = (text("uri")?.to_owned(), text("text")?.to_owned());
        let version = params.pointer("/textDocument/version").and_then(number).unwrap_or_default();
        let document = self.documents.open(uri, text("languageId").unwrap_or_default(), version, body).clone();
        self.renewed(&document.uri, document.kind, document.path.as_deref());
        Some(())
    }

    fn changed(&mut self, mut params: Value) -> Option<()> {
        let uri = params.pointer("/textDocument/uri")?.as_str()?.to_owned();
        let version = params.pointer("/textDocument/version").and_then(number);
        let version = version.unwrap_or_else(|| self.documents.get(&uri).map_or(0, |it| it.version.saturating_add(1)));
        let changes = params.get_mut("contentChanges")?.take();
        let changes: Vec<TextDocumentContentChangeEvent> = serde_json::from_value(changes).ok()?;
        let encoding = self.client.encoding;
        let document = self.documents.change(&uri, version, changes, encoding)?;
        let (kind, path) = (document.kind, document.path.clone());
        self.renewed(&uri, kind, path.as_deref());
        Some(())
    }

    fn saved(&mut self, params: &Value) -> Option<()> {
        let uri = params.pointer("/textDocument/uri")?.as_str()?;
        let Some(document) = self.documents.get(uri) else { return Some(()) };
        // The first time, the file is new in its repository.
        if let (Kind::Other, Some(path)) = (document.kind, document.path.clone()) {
            self.world.forget(&[path]);
            self.all_stale();
        }
        Some(())
    }

    fn closed(&mut self, params: &Value) -> Option<()> {
        let uri = params.pointer("/textDocument/uri")?.as_str()?;
        let document = self.documents.close(uri)?;
        match document.kind {
            Kind::Dockerfile => self.take_back(uri),
            Kind::Other => self.renewed(uri, Kind::Other, document.path.as_deref()),
        }
        Some(())
    }

    /// A file has another text than before.
    fn renewed(&mut self, uri: &str, kind: Kind, path: Option<&Path>) {
        self.generation += 1;
        match (kind, path) {
            (Kind::Dockerfile, _) => {
                self.stale.insert(uri.to_owned());
            }
            (Kind::Other, Some(path)) => {
                self.world.take(&self.documents, path);
                self.all_stale();
            }
            (Kind::Other, None) => (),
        }
    }

    fn configured(&mut self, params: &Value) -> Option<()> {
        let settings = params.get("settings").unwrap_or(&Value::Null);
        let is_empty = settings.is_null() || settings.as_object().is_some_and(serde_json::Map::is_empty);
        if is_empty && self.client.configuration {
            let folders = self.scopes();
            let items: Vec<Value> = std::iter::once(None).chain(folders.iter().map(Some)).map(item).collect();
            self.ask(Question::Settings(folders), "workspace/configuration", &json!({"items": items}));
        } else {
            self.world.scopes.set(None, Some(Settings::read(settings)));
            self.reset();
            self.ask_of_folders();
        }
        Some(())
    }

    /// What the client answers.
    pub(super) fn learn(&mut self, question: Question, result: Option<Value>) {
        let Some(Value::Array(values)) = result else { return };
        let mut values = values.iter();
        let folders = match question {
            Question::Settings(folders) => {
                let settings = Settings::read(values.next().unwrap_or(&Value::Null));
                self.world.scopes.set(None, Some(settings));
                folders
            }
            Question::OfFolders(folders) => folders,
            Question::Whatever => return,
        };
        for folder in &folders {
            let own = values.next().filter(|it| !it.is_null());
            self.world.scopes.set(Some(folder), own.map(Settings::read));
        }
        self.reset();
    }

    /// Goes by settings that are new.
    fn reset(&mut self) {
        self.world.forget_configurations();
        self.tell_mistakes();
        self.all_stale();
    }

    fn watched(&mut self, params: &Value) -> Option<()> {
        let changes = params.get("changes")?.as_array()?;
        let (mut written, mut moved) = (Vec::new(), Vec::new());
        for change in changes {
            let Some(path) = change.get("uri").and_then(Value::as_str).and_then(uri::to_path) else { continue };
            match change.get("type").and_then(Value::as_i64) {
                // What is open is read from the editor, whenever it is saved.
                Some(WRITTEN) if self.documents.at(&path).is_some() => (),
                Some(WRITTEN) => written.push(path),
                _ => moved.push(path),
            }
        }
        if !(written.is_empty() && moved.is_empty()) {
            self.world.forget(&moved);
            self.world.renew(&written);
            self.all_stale();
        }
        Some(())
    }

    fn folders(&mut self, params: &Value) -> Option<()> {
        let event = params.get("event")?;
        let of = |key: &str| -> Vec<PathBuf> {
            let folders = event.get(key).and_then(Value::as_array).into_iter().flatten();
            folders.filter_map(|it| uri::to_path(it.get("uri")?.as_str()?)).collect()
        };
        let removed = of("removed");
        self.client.folders.retain(|it| !removed.contains(it));
        self.client.folders.extend(of("added"));
        self.generation += 1;
        self.world.scopes.keep(&self.client.folders);
        self.ask_of_folders();
        Some(())
    }
}

/// What is asked of `workspace/configuration`: the settings of a folder, or of all.
fn item(folder: Option<&PathBuf>) -> Value {
    match folder {
        Some(folder) => json!({"scopeUri": uri::of_path(folder), "section": "dockvet"}),
        None => json!({"section": "dockvet"}),
    }
}

/// What the protocol calls `FileChangeType.Changed`.
const WRITTEN: i64 = 2;

fn number(value: &Value) -> Option<i32> {
    value.as_i64().and_then(|it| i32::try_from(it).ok())
}
