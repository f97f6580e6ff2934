//! Edits of texts as the protocol has them.

use std::collections::HashMap;

use gen_lsp_types::{
    DocumentChange, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextDocumentIdentifier, TextEdit, Uri,
    WorkspaceEdit,
};

use crate::rules::{Edit, Safety};
use crate::source::Span;

use super::client::Client;
use super::documents::Document;

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

/// The edits of the first safe fix of each finding, as far as they do not touch each other; in the order of the text.
pub(super) fn all_safe<'a>(diagnostics: impl Iterator<Item = &'a crate::analysis::Diagnostic>) -> Vec<Edit> {
    let mut all: Vec<Edit> = Vec::new();
    for diagnostic in diagnostics {
        let Some(fix) = diagnostic.finding.fixes.iter().find(|it| it.safety == Safety::Safe && it.file.is_none())
        else {
            continue;
        };
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
