//! Findings as the protocol's diagnostics.

use std::collections::HashMap;
use std::path::Path;

use gen_lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, Uri,
};
use serde_json::json;

use crate::analysis;
use crate::catalogue::Severity;
use crate::source::{Source, Span};

use super::client::Client;
use super::documents::Documents;
use super::position::{Text, line_starts};
use super::uri;
use super::world::{Checked, World};

/// What stands as `source` at each diagnostic.
pub(super) const NAME: &str = "dockvet";

/// What is needed to write places of any file.
pub(super) struct Writer<'a> {
    pub(super) client: &'a Client,
    pub(super) world: &'a World,
    pub(super) documents: &'a Documents,
    /// The lines of the files that were named so far.
    lines: HashMap<String, Vec<u32>>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(client: &'a Client, world: &'a World, documents: &'a Documents) -> Writer<'a> {
        Writer { client, world, documents, lines: HashMap::new() }
    }

    /// The diagnostics of an open Dockerfile and of the files that it concerns, by their URIs. Its own are always there.
    pub(super) fn all(&mut self, own: &str, checked: &Checked) -> HashMap<String, Vec<Diagnostic>> {
        let mut all: HashMap<String, Vec<Diagnostic>> = HashMap::from([(own.to_owned(), Vec::new())]);
        let analysis = &checked.analysis;
        for diagnostic in &analysis.diagnostics {
            let uri = self.uri(&diagnostic.source, own, &analysis.source);
            let written = self.diagnostic(&uri, diagnostic, own, &analysis.source);
            all.entry(uri).or_default().push(written);
        }
        for mistake in &checked.mistakes {
            let uri = self.uri_of(mistake.source.path());
            let help = mistake.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
            let message = format!("{}{help}", mistake.message);
            let range = self.range(&uri, &mistake.source, mistake.span);
            all.entry(uri).or_default().push(plain(range, message));
        }
        if let Some(failure) = &checked.failure {
            let range = self.range(own, &analysis.source, Span::default());
            all.entry(own.to_owned()).or_default().push(plain(range, failure.clone()));
        }
        all
    }

    /// One finding in the file `at`.
    pub(super) fn diagnostic(
        &mut self,
        at: &str,
        diagnostic: &analysis::Diagnostic,
        own: &str,
        dockerfile: &Source,
    ) -> Diagnostic {
        let entry = diagnostic.entry;
        let found = &diagnostic.finding;
        let related = self.client.related_information.then(|| {
            let labels = found.labels.iter().map(|label| {
                let uri = self.uri(&label.place.source, own, dockerfile);
                let range = self.range(&uri, &label.place.source, label.place.span);
                DiagnosticRelatedInformation {
                    location: Location { uri: Uri(uri), range },
                    message: label.text.clone(),
                }
            });
            labels.collect::<Vec<_>>()
        });
        let help = found.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        let page = CodeDescription { href: Uri(entry.page().to_owned()) };
        Diagnostic {
            range: self.range(at, &diagnostic.source, found.span),
            severity: Some(severity(diagnostic.severity)),
            code: Some(entry.id.to_owned().into()),
            code_description: self.client.code_description.then_some(page),
            source: Some(NAME.to_owned()),
            message: format!("{}{help}", found.message).into(),
            tags: tag(entry.id).filter(|_| self.client.tags).map(|tag| vec![tag]),
            related_information: related.filter(|it| !it.is_empty()),
            data: self.client.data.then(|| json!({"fingerprint": diagnostic.fingerprint})),
        }
    }

    /// The URI of a source: as the client writes it, where the file is open.
    pub(super) fn uri(&self, source: &Source, own: &str, dockerfile: &Source) -> String {
        if source.path() == dockerfile.path() { own.to_owned() } else { self.uri_of(source.path()) }
    }

    fn uri_of(&self, path: &Path) -> String {
        let path = self.world.absolute(path);
        self.documents.at(&path).map_or_else(|| uri::of_path(&path), |it| it.uri.clone())
    }

    /// The range of a span in the file `uri`, of which `source` is the text.
    pub(super) fn range(&mut self, uri: &str, source: &Source, span: Span) -> gen_lsp_types::Range {
        let text = source.text();
        if !self.lines.contains_key(uri) {
            self.lines.insert(uri.to_owned(), line_starts(text));
        }
        Text { text, starts: &self.lines[uri], encoding: self.client.encoding }.range(span)
    }
}

/// What is wrong beside the rules.
fn plain(range: gen_lsp_types::Range, message: String) -> Diagnostic {
    Diagnostic {
        range,
        severity: Some(DiagnosticSeverity::Error),
        code: None,
        code_description: None,
        source: Some(NAME.to_owned()),
        message: message.into(),
        tags: None,
        related_information: None,
        data: None,
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info => DiagnosticSeverity::Information,
        Severity::Style => DiagnosticSeverity::Hint,
    }
}

/// How an editor draws the text of some rules: faded, or struck through.
fn tag(rule: &str) -> Option<DiagnosticTag> {
    match rule {
        "unreachable-stage" | "unused-suppression" | "unused-cache-mount" => Some(DiagnosticTag::Unnecessary),
        "maintainer-deprecated" | "legacy-key-value" => Some(DiagnosticTag::Deprecated),
        _ => None,
    }
}
