//! What is asked about a place in a Dockerfile: hover, definition, references, rename, completion.

use std::path::Path;

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, DefinitionParams, DefinitionResponse,
    DocumentHighlight, DocumentHighlightParams, Hover, HoverParams, Location, LocationLink, MarkupContent, MarkupKind,
    PrepareRenameParams, PrepareRenamePlaceholder, Range, ReferenceParams, RenameParams, SelectionRange,
    SelectionRangeParams, TextDocumentPositionParams, TextEdit, Uri, WorkspaceEdit,
};

use crate::assist::completion::{self, ProposalKind};
use crate::assist::definition::{self, Declaration};
use crate::assist::{Target, hover, rename, selection};
use crate::model::Model;
use crate::rules::Edit;

use super::diagnostics::Writer;
use super::documents::Document;
use super::edits;
use super::position::Text;
use super::server::Server;
use super::transport::{Code, Refusal};
use super::uri;

/// An open Dockerfile as it is now.
pub(super) struct Open<'a> {
    pub(super) document: &'a Document,
    pub(super) model: &'a Model,
    pub(super) lines: Text<'a>,
}

type Answer<T> = Result<Option<T>, Refusal>;

impl Server {
    /// The Dockerfile with its model, worked out now where the text is newer. `None` where no Dockerfile is open there.
    pub(super) fn dockerfile(&mut self, uri: &str) -> Option<Open<'_>> {
        if self.stale.contains(uri) {
            self.look_at(uri);
        }
        let document = self.documents.get(uri)?;
        let model = &self.checked.get(uri)?.model;
        Some(Open { document, model, lines: document.lines(self.client.encoding) })
    }

    /// The same, and the byte that is meant.
    fn place(&mut self, params: &TextDocumentPositionParams) -> Option<(Open<'_>, u32)> {
        let open = self.dockerfile(&params.text_document.uri.0)?;
        let at = open.lines.offset(params.position);
        Some((open, at))
    }

    pub(super) fn hover(&mut self, params: HoverParams) -> Answer<Hover> {
        let markdown = self.client.markdown_hover;
        let Some((open, at)) = self.place(&params.text_document_position_params) else { return Ok(None) };
        let hover = hover::hover(open.model, at)
            .map(|it| Hover { range: Some(open.lines.range(it.span)), contents: markup(it.markdown, markdown).into() });
        Ok(hover)
    }

    pub(super) fn definition(&mut self, params: DefinitionParams) -> Answer<DefinitionResponse> {
        let Some((open, at)) = self.place(&params.text_document_position_params) else { return Ok(None) };
        let Some(found) = definition::definition(open.model, at) else { return Ok(None) };
        let own = open.document.uri.clone();
        let origin = open.lines.range(found.origin);
        let mut writer = Writer::new(&self.client, &self.world, &self.documents);
        let source = &self.checked[&own].model.source;
        let locations: Vec<Location> = found
            .targets
            .iter()
            .map(|target| match target {
                Target::Here(span) => Location { uri: Uri(own.clone()), range: writer.range(&own, source, *span) },
                Target::There(place) => {
                    let uri = writer.uri(&place.source, &own, source);
                    let range = writer.range(&uri, &place.source, place.span);
                    Location { uri: Uri(uri), range }
                }
                Target::File(path) => Location { uri: Uri(self.uri_at(path)), range: Range::default() },
            })
            .collect();
        if !self.client.location_links {
            return Ok(Some(DefinitionResponse::Definition(locations.into())));
        }
        let link = |Location { uri, range }| LocationLink {
            origin_selection_range: Some(origin),
            target_uri: uri,
            target_range: range,
            target_selection_range: range,
        };
        Ok(Some(DefinitionResponse::DefinitionLinkList(locations.into_iter().map(link).collect())))
    }

    /// The URI of a file, as the client writes it where it is open.
    pub(super) fn uri_at(&self, path: &Path) -> String {
        self.documents.at(path).map_or_else(|| uri::of_path(path), |it| it.uri.clone())
    }

    pub(super) fn references(&mut self, params: ReferenceParams) -> Answer<Vec<Location>> {
        let declaration = match params.context.include_declaration {
            true => Declaration::Included,
            false => Declaration::LeftOut,
        };
        let Some((open, at)) = self.place(&params.text_document_position_params) else { return Ok(None) };
        let spans = definition::references(open.model, at, declaration);
        let location = |span| Location { uri: Uri(open.document.uri.clone()), range: open.lines.range(span) };
        Ok(Some(spans.into_iter().map(location).collect()))
    }

    pub(super) fn highlight(&mut self, params: DocumentHighlightParams) -> Answer<Vec<DocumentHighlight>> {
        let Some((open, at)) = self.place(&params.text_document_position_params) else { return Ok(None) };
        let spans = definition::references(open.model, at, Declaration::Included);
        let highlight = |span| DocumentHighlight { range: open.lines.range(span), kind: None };
        Ok(Some(spans.into_iter().map(highlight).collect()))
    }

    pub(super) fn prepare_rename(&mut self, params: PrepareRenameParams) -> Answer<PrepareRenamePlaceholder> {
        let Some((open, at)) = self.place(&params.text_document_position_params) else { return Ok(None) };
        let prepared = rename::prepare(open.model, at).map_err(|why| Refusal::new(Code::RequestFailed, why))?;
        Ok(Some(PrepareRenamePlaceholder { range: open.lines.range(prepared.span), placeholder: prepared.name }))
    }

    pub(super) fn rename(&mut self, params: RenameParams) -> Answer<WorkspaceEdit> {
        let Some((open, at)) = self.place(&params.text_document_position_params) else { return Ok(None) };
        let made = rename::rename(open.model, at, &params.new_name);
        let made = made.map_err(|why| Refusal::new(Code::RequestFailed, why))?;
        let made: Vec<Edit> = made.into_iter().map(|it| Edit { span: it.span, text: it.text }).collect();
        let uri = open.document.uri.clone();
        Ok(self.documents.get(&uri).map(|document| edits::of_document(&self.client, document, &made)))
    }

    pub(super) fn complete(&mut self, params: CompletionParams) -> Answer<CompletionList> {
        let markdown = self.client.markdown_completion;
        let Some((open, at)) = self.place(&params.text_document_position_params) else { return Ok(None) };
        let proposals = completion::completion(open.model, at);
        let item = |it: completion::Proposal| CompletionItem {
            label: it.label,
            kind: Some(kind(it.kind)),
            detail: Some(it.detail).filter(|it| !it.is_empty()),
            documentation: Some(it.documentation).filter(|it| !it.is_empty()).map(|it| markup(it, markdown).into()),
            sort_text: Some(it.sort),
            text_edit: Some(TextEdit { range: open.lines.range(it.edit.span), new_text: it.edit.text }.into()),
            ..CompletionItem::default()
        };
        let items = proposals.into_iter().map(item).collect();
        Ok(Some(CompletionList { items, ..CompletionList::default() }))
    }

    pub(super) fn selection(&mut self, params: SelectionRangeParams) -> Answer<Vec<SelectionRange>> {
        let Some(open) = self.dockerfile(&params.text_document.uri.0) else { return Ok(None) };
        let nested = |position| {
            let spans = selection::ranges(open.model, open.lines.offset(position));
            let ranges = spans.into_iter().rev().map(|span| open.lines.range(span));
            let around =
                |parent: Option<SelectionRange>, range| Some(SelectionRange { range, parent: parent.map(Box::new) });
            let nothing = SelectionRange { range: Range { start: position, end: position }, parent: None };
            ranges.fold(None, around).unwrap_or(nothing)
        };
        Ok(Some(params.positions.into_iter().map(nested).collect()))
    }
}

/// Markdown, as such where the client knows it; it reads well as it is too.
fn markup(value: String, markdown: bool) -> MarkupContent {
    MarkupContent { kind: if markdown { MarkupKind::Markdown } else { MarkupKind::PlainText }, value }
}

fn kind(kind: ProposalKind) -> CompletionItemKind {
    match kind {
        ProposalKind::Keyword | ProposalKind::Directive => CompletionItemKind::Keyword,
        ProposalKind::Flag => CompletionItemKind::Property,
        ProposalKind::Value | ProposalKind::Port => CompletionItemKind::Value,
        ProposalKind::Stage => CompletionItemKind::Class,
        ProposalKind::Image => CompletionItemKind::Module,
        ProposalKind::Variable => CompletionItemKind::Variable,
        ProposalKind::File => CompletionItemKind::File,
        ProposalKind::Folder => CompletionItemKind::Folder,
        ProposalKind::User => CompletionItemKind::Constant,
        ProposalKind::Rule => CompletionItemKind::EnumMember,
    }
}
