//! Looks at Dockerfiles, and tells what is found to a client that does not ask for it.

use std::collections::{BTreeSet, HashMap};

use gen_lsp_types::Diagnostic;
use serde_json::{Value, json};

use crate::limits;

use super::diagnostics::Writer;
use super::server::{Question, Server};

impl Server {
    /// Looks at an open Dockerfile; what is found is published where the client does not pull.
    pub(super) fn look_at(&mut self, uri: &str) {
        self.stale.remove(uri);
        let Some(document) = self.documents.get(uri) else { return };
        let checked = self.world.check(document);
        let found = Writer::new(&self.client, &self.world, &self.documents).all(uri, &checked);
        let before = self.checked.insert(uri.to_owned(), checked);
        self.replace(uri, found);
        for limit in limits::take() {
            self.notify("window/logMessage", &json!({"type": 2, "message": format!("limit reached: {limit}")}));
        }
        // What was known of the older text is freed when the editor has its answer.
        drop(before);
    }

    /// Forgets a Dockerfile that was closed.
    pub(super) fn take_back(&mut self, uri: &str) {
        self.generation += 1;
        self.stale.remove(uri);
        self.checked.remove(uri);
        self.replace(uri, HashMap::new());
    }

    fn replace(&mut self, owner: &str, found: HashMap<String, Vec<Diagnostic>>) {
        let mut concerned: BTreeSet<String> = found.keys().cloned().collect();
        let before =
            if found.is_empty() { self.found.remove(owner) } else { self.found.insert(owner.to_owned(), found) };
        concerned.extend(before.into_iter().flat_map(HashMap::into_keys));
        if self.client.pulls {
            return;
        }
        for uri in concerned {
            self.publish(&uri, owner);
        }
    }

    fn publish(&mut self, uri: &str, owner: &str) {
        let diagnostics = self.of_file(uri);
        // The text that was looked at has a new version even where nothing else is new.
        let is_known = match self.published.get(uri) {
            Some(published) => *published == diagnostics,
            None => diagnostics.is_empty(),
        };
        let version = self.documents.get(uri).map(|it| it.version);
        if is_known && (uri != owner || version.is_none()) {
            return;
        }
        let mut params = json!({"uri": uri, "diagnostics": diagnostics});
        if let Some(version) = version {
            params["version"] = version.into();
        }
        match version.is_none() && diagnostics.is_empty() {
            true => self.published.remove(uri),
            false => self.published.insert(uri.to_owned(), diagnostics),
        };
        self.notify("textDocument/publishDiagnostics", &params);
    }

    /// All diagnostics of a file. What several Dockerfiles say of one place is said once.
    pub(super) fn of_file(&self, uri: &str) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> = Vec::new();
        let mut owners: Vec<&String> = self.found.keys().collect();
        owners.sort();
        for diagnostic in owners.iter().filter_map(|owner| self.found[*owner].get(uri)).flatten() {
            let key = |it: &Diagnostic| (it.range, it.code.clone(), it.message.clone());
            if !all.iter().any(|it| key(it) == key(diagnostic)) {
                all.push(diagnostic.clone());
            }
        }
        all
    }

    /// Asks a client that pulls to do so: something changed that it cannot know to matter.
    pub(super) fn ask_to_refresh(&mut self) {
        let asks = [
            (self.client.pulls && self.client.refresh_diagnostics, "workspace/diagnostic/refresh"),
            (self.client.refresh_hints, "workspace/inlayHint/refresh"),
            (self.client.refresh_tokens, "workspace/semanticTokens/refresh"),
        ];
        for (_, method) in asks.into_iter().filter(|(wanted, _)| *wanted) {
            self.ask(Question::Whatever, method, &Value::Null);
        }
    }
}
