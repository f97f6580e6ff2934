//! Diagnostics for clients that ask for them: of one file, and of the whole workspace.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use gen_lsp_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport, RelatedDocument,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
    Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};
use serde_json::{Value, json};

use crate::disk;
use crate::source::Source;

use super::diagnostics::Writer;
use super::server::Server;
use super::transport::{Code, Refusal};
use super::uri;

/// Larger files are not looked at, in bytes.
const LARGEST: u64 = 8 << 20;

/// A look at all Dockerfiles of the workspace, one at a time, so that the editor never waits for it.
#[derive(Debug)]
pub(super) struct Sweep {
    /// Of the request that waits.
    pub(super) id: Value,
    /// The results that the client has, by URI.
    previous: HashMap<String, String>,
    left: Vec<PathBuf>,
    all: usize,
    token: Option<Value>,
    found: BTreeMap<String, Vec<Diagnostic>>,
}

impl Server {
    pub(super) fn pull(&mut self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReport, Refusal> {
        let uri = params.text_document.uri.0;
        if self.is_outdated(&uri) {
            let data = Some(json!({"retriggerRequest": true}));
            return Err(Refusal { data, ..Refusal::new(Code::ServerCancelled, "the text has changed since") });
        }
        while let Some(stale) = self.stale.pop_first() {
            self.look_at(&stale);
        }
        let items = self.of_file(&uri);
        let related_documents = self.client.related_documents.then(|| self.related(&uri)).filter(|it| !it.is_empty());
        let id = result_id(&items);
        if params.previous_result_id.is_some_and(|it| it == id) {
            let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id: id };
            let unchanged =
                RelatedUnchangedDocumentDiagnosticReport { related_documents, unchanged_document_diagnostic_report };
            return Ok(unchanged.into());
        }
        let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id: Some(id), items };
        Ok(RelatedFullDocumentDiagnosticReport { related_documents, full_document_diagnostic_report }.into())
    }

    /// What is found in other files because of the one that was asked for, and those where nothing is found any more.
    fn related(&mut self, uri: &str) -> HashMap<Uri, RelatedDocument> {
        let mut others: BTreeSet<String> =
            self.found.get(uri).into_iter().flatten().map(|(other, _)| other.clone()).collect();
        others.extend(self.published.keys().cloned());
        others.remove(uri);
        let mut related = HashMap::new();
        for other in others {
            let items = self.of_file(&other);
            if items.is_empty() {
                self.published.remove(&other);
            } else {
                self.published.insert(other.clone(), items.clone());
            }
            let report = FullDocumentDiagnosticReport { result_id: Some(result_id(&items)), items };
            related.insert(Uri(other), report.into());
        }
        related
    }

    /// Begins to look at the whole workspace; the answer comes when that is done.
    pub(super) fn start_sweep(&mut self, id: &Value, params: Value) -> Result<(), Refusal> {
        let token = params.get("workDoneToken").cloned();
        let params: WorkspaceDiagnosticParams =
            serde_json::from_value(params).map_err(|it| Refusal::new(Code::InvalidParams, it.to_string()))?;
        if let Some(before) = self.sweep.take() {
            let data = Some(json!({"retriggerRequest": false}));
            let refusal = Refusal { data, ..Refusal::new(Code::ServerCancelled, "another request takes its place") };
            self.reply(&before.id, Err(refusal));
        }
        let previous = params.previous_result_ids.into_iter().map(|it| (it.uri.0, it.value)).collect();
        let known = self.swept.as_ref().filter(|(generation, _)| *generation == self.generation);
        let found = known.map(|(_, found)| found.clone());
        let left: BTreeSet<PathBuf> = match &found {
            Some(_) => BTreeSet::new(),
            None => self.client.folders.iter().flat_map(|folder| self.world.dockerfiles(folder)).collect(),
        };
        let left: Vec<PathBuf> = left.into_iter().rev().collect();
        if let Some(token) = &token {
            let value = json!({"kind": "begin", "title": "dockvet", "percentage": 0});
            self.notify("$/progress", &json!({"token": token, "value": value}));
        }
        let all = left.len();
        self.sweep = Some(Sweep { id: id.clone(), previous, left, all, token, found: found.unwrap_or_default() });
        Ok(())
    }

    /// Looks at the next Dockerfile of the sweep, or answers.
    pub(super) fn step(&mut self) {
        let Some(mut sweep) = self.sweep.take() else { return };
        let Some(path) = sweep.left.pop() else {
            self.end(sweep);
            return;
        };
        // The editor's own files are looked at as they are there.
        if self.documents.at(&path).is_none() {
            for (uri, diagnostics) in self.look_on_disk(&path) {
                sweep.found.entry(uri).or_default().extend(diagnostics);
            }
        }
        if let Some(token) = &sweep.token {
            let percentage = 100 * (sweep.all - sweep.left.len()) / sweep.all.max(1);
            let value = json!({"kind": "report", "percentage": percentage});
            self.notify("$/progress", &json!({"token": token, "value": value}));
        }
        self.sweep = Some(sweep);
    }

    fn look_on_disk(&mut self, path: &Path) -> HashMap<String, Vec<Diagnostic>> {
        let Ok(bytes) = disk::read(path, LARGEST) else { return HashMap::new() };
        let source = Source::from_bytes(self.world.shown(path), bytes);
        let checked = self.world.check_text(source, Some(path));
        Writer::new(&self.client, &self.world, &self.documents).all(&uri::of_path(path), &checked)
    }

    fn end(&mut self, sweep: Sweep) {
        let mut all = sweep.found;
        self.swept = Some((self.generation, all.clone()));
        let open: BTreeSet<String> = self.found.values().flat_map(HashMap::keys).cloned().collect();
        for uri in open {
            all.insert(uri.clone(), self.of_file(&uri));
        }
        // What was there before and is no more is told once.
        for uri in sweep.previous.keys().filter(|uri| !all.contains_key(*uri)).cloned().collect::<Vec<_>>() {
            all.insert(uri, Vec::new());
        }
        let items = all.into_iter().map(|(uri, mut items)| {
            items.dedup();
            let version = self.documents.get(&uri).map(|it| it.version);
            let result_id = result_id(&items);
            let is_known = sweep.previous.get(&uri).is_some_and(|it| *it == result_id);
            report(uri, version, result_id, items, is_known)
        });
        let report = WorkspaceDiagnosticReport { items: items.collect() };
        if let Some(token) = &sweep.token {
            self.notify("$/progress", &json!({"token": token, "value": {"kind": "end"}}));
        }
        let result = serde_json::to_value(report).map_err(|it| Refusal::new(Code::RequestFailed, it.to_string()));
        self.reply(&sweep.id, result);
    }
}

fn report(
    uri: String,
    version: Option<i32>,
    result_id: String,
    items: Vec<Diagnostic>,
    is_known: bool,
) -> WorkspaceDocumentDiagnosticReport {
    let uri = Uri(uri);
    if is_known {
        let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
        return WorkspaceUnchangedDocumentDiagnosticReport { uri, version, unchanged_document_diagnostic_report }
            .into();
    }
    let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id: Some(result_id), items };
    WorkspaceFullDocumentDiagnosticReport { uri, version, full_document_diagnostic_report }.into()
}

/// The same for the same diagnostics.
fn result_id(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    items.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
