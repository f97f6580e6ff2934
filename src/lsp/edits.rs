//! Edits of texts as the protocol has them.

use std::collections::{HashMap, HashSet};

use gen_lsp_types::{
    DocumentChange, DocumentFormattingParams, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit,
    TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};

use crate::analysis::{Analysis, Diagnostic};
use crate::config::layout;
use crate::fix::{self, Allowed, Texts, diff};
use crate::format::{self, Style};
use crate::rules::{Edit, Fix, Safety};
use crate::source::{Source, Span};

use super::client::Client;
use super::documents::Document;
use super::server::Server;
use super::transport::Refusal;

/// The edits of an open file for the client: with its version where the client takes that.
pub(super) fn of_document(client: &Client, document: &Document, edits: &[Edit]) -> WorkspaceEdit {
    let lines = document.lines(client.encoding);
    let edit = |it: &Edit| TextEdit { range: lines.range(it.span), new_text: it.text.clone() };
    let edits: Vec<TextEdit> = edits.iter().map(edit).collect();
    let uri = Uri(document.uri.clone());
    if !client.document_changes {
        return WorkspaceEdit { changes: Some(HashMap::from([(uri, edits)])), ..WorkspaceEdit::default() };
    }
    let change = TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier {
            version: Some(document.version),
            text_document_identifier: TextDocumentIdentifier { uri },
        },
        edits: edits.into_iter().map(Into::into).collect(),
    };
    WorkspaceEdit { document_changes: Some(vec![DocumentChange::TextDocumentEdit(change)]), ..WorkspaceEdit::default() }
}

/// The edits of a file that is not open.
pub(super) fn of_file(client: &Client, uri: &str, source: &Source, edits: &[Edit]) -> WorkspaceEdit {
    let document = Document::of_source(uri, source);
    let mut edit = of_document(client, &document, edits);
    for change in edit.document_changes.iter_mut().flatten() {
        if let DocumentChange::TextDocumentEdit(change) = change {
            // The file on disk, whatever its version.
            change.text_document.version = None;
        }
    }
    edit
}

/// The edits of the first safe fix of each finding that is of the finding's own file, as far as they do not touch each
/// other; in the order of the text.
fn once<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>) -> Vec<Edit> {
    let mut all: Vec<Edit> = Vec::new();
    for diagnostic in diagnostics {
        let is_safe = |it: &&Fix| it.safety == Safety::Safe && it.file.is_none();
        let Some(fix) = diagnostic.finding.fixes.iter().find(is_safe) else { continue };
        let is_free = |edit: &Edit| !all.iter().any(|it| touch(it.span, edit.span));
        if fix.edits.iter().all(is_free) {
            all.extend(fix.edits.iter().cloned());
        }
    }
    all.sort_by_key(|it| it.span);
    all
}

fn touch(one: Span, other: Span) -> bool {
    one.start <= other.end && other.start <= one.end
}

impl Server {
    /// What `dockvet fmt` makes of the file. The client's own options are those of its other files: `.editorconfig` is
    /// what every program reads.
    pub(super) fn format(&mut self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>, Refusal> {
        let Some(open) = self.dockerfile(&params.text_document.uri.0) else { return Ok(None) };
        let style = open.document.path.as_deref().map_or_else(Style::default, layout::style);
        let edits = format::edits(&open.model.source, &style);
        let written = |it: &Edit| TextEdit { range: open.lines.range(it.span), new_text: it.text.clone() };
        Ok(Some(edits.iter().map(written).collect()))
    }

    /// All safe fixes of an open file, as edits of it: of a Dockerfile all that `--fix` makes of it, round by round.
    pub(super) fn all_safe(&mut self, uri: &str) -> Vec<Edit> {
        let Some((checked, document)) = self.checked.get(uri).zip(self.documents.get(uri)) else {
            let shown = self.shown(uri, |_| true);
            let is_meant = |it: &&Diagnostic| self.checked.values().all(|own| own.config.fixes.are_meant_for(it));
            return once(shown.iter().map(|it| it.diagnostic).filter(is_meant));
        };
        let (analysis, config) = (checked.analysis.clone(), checked.config.clone());
        let own = analysis.source.clone();
        let allowed = Allowed {
            least: &|_, diagnostic| config.fixes.are_meant_for(diagnostic).then_some(Safety::Safe),
            file: &|path| path == own.path(),
            hidden: &|_| HashSet::new(),
        };
        let (world, path) = (&mut self.world, document.path.as_deref());
        let mut again = |asked: &[usize], texts: &Texts| -> Vec<Analysis> {
            let source = texts.get(own.path()).unwrap_or(&own);
            asked.iter().map(|_| world.check_text(source.clone(), path).analysis).collect()
        };
        let fixed = fix::all(vec![analysis], &allowed, &mut again);
        let changed = fixed.files.iter().find(|it| it.before.path() == own.path());
        changed.map(|it| diff::edits(it.before.text(), it.after.text())).unwrap_or_default()
    }
}
