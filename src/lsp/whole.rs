//! What is asked about a whole Dockerfile: its outline, what folds, hints, links, the kinds of its words.

use gen_lsp_types::{
    DocumentLink, DocumentLinkParams, DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, FoldingRange,
    FoldingRangeKind, FoldingRangeParams, InlayHint, InlayHintParams, Location, MarkupContent, SemanticToken,
    SemanticTokens, SemanticTokensLegend, SemanticTokensParams, SemanticTokensRangeParams, SymbolInformation, Uri,
};

use crate::assist::folding::{self, FoldKind};
use crate::assist::hints;
use crate::assist::links::{self, Goal};
use crate::assist::outline::{self, Symbol, SymbolKind};
use crate::assist::tokens::{self, Token, TokenKind};
use crate::source::Span;

use super::places::Open;
use super::position::Text;
use super::server::Server;
use super::transport::{Code, Refusal};

type Answer<T> = Result<Option<T>, Refusal>;

impl Server {
    pub(super) fn symbols(&mut self, params: DocumentSymbolParams) -> Answer<DocumentSymbolResponse> {
        let nested = self.client.nested_symbols;
        let Some(open) = self.dockerfile(&params.text_document.uri.0) else { return Ok(None) };
        let symbols = outline::symbols(open.model);
        if nested {
            return Ok(Some(symbols.iter().map(|it| symbol(&open.lines, it)).collect::<Vec<_>>().into()));
        }
        let mut flat = Vec::new();
        flatten(&open, &symbols, None, &mut flat);
        Ok(Some(flat.into()))
    }

    pub(super) fn folds(&mut self, params: FoldingRangeParams) -> Answer<Vec<FoldingRange>> {
        let Some(open) = self.dockerfile(&params.text_document.uri.0) else { return Ok(None) };
        let fold = |it: folding::Fold| FoldingRange {
            start_line: open.lines.position(it.span.start).line,
            end_line: open.lines.position(it.span.end).line,
            kind: match it.kind {
                FoldKind::Comment => Some(FoldingRangeKind::Comment),
                FoldKind::Stage => Some(FoldingRangeKind::Region),
                FoldKind::Instruction | FoldKind::Heredoc => None,
            },
            ..FoldingRange::default()
        };
        Ok(Some(folding::folds(open.model).into_iter().map(fold).collect()))
    }

    pub(super) fn hints(&mut self, params: InlayHintParams) -> Answer<Vec<InlayHint>> {
        self.refuse_outdated(&params.text_document.uri.0)?;
        let Some(open) = self.dockerfile(&params.text_document.uri.0) else { return Ok(None) };
        let within = open.lines.span(params.range);
        let hint = |it: hints::Hint| InlayHint {
            position: open.lines.position(it.at),
            label: it.text.into(),
            kind: None,
            text_edits: None,
            tooltip: Some(MarkupContent { kind: gen_lsp_types::MarkupKind::Markdown, value: it.tooltip }.into()),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        };
        Ok(Some(hints::hints(open.model, within).into_iter().map(hint).collect()))
    }

    pub(super) fn links(&mut self, params: DocumentLinkParams) -> Answer<Vec<DocumentLink>> {
        let uri = params.text_document.uri.0;
        let Some(open) = self.dockerfile(&uri) else { return Ok(None) };
        let found: Vec<_> = links::links(open.model).into_iter().map(|it| (open.lines.range(it.span), it)).collect();
        let link = |(range, it): (_, links::Link)| {
            let target = match it.goal {
                Goal::Page(page) => page,
                Goal::File(path) => self.uri_at(&path),
            };
            DocumentLink { range, target: Some(Uri(target)), tooltip: Some(it.tooltip), data: None }
        };
        Ok(Some(found.into_iter().map(link).collect()))
    }

    pub(super) fn tokens(&mut self, params: SemanticTokensParams) -> Answer<SemanticTokens> {
        self.tokens_of(&params.text_document.uri.0, |_| Span { start: 0, end: u32::MAX })
    }

    pub(super) fn tokens_within(&mut self, params: SemanticTokensRangeParams) -> Answer<SemanticTokens> {
        self.tokens_of(&params.text_document.uri.0, |lines| lines.span(params.range))
    }

    fn tokens_of(&mut self, uri: &str, within: impl Fn(&Text) -> Span) -> Answer<SemanticTokens> {
        self.refuse_outdated(uri)?;
        let Some(open) = self.dockerfile(uri) else { return Ok(None) };
        let within = within(&open.lines);
        let all = tokens::tokens(open.model).into_iter();
        let all = all.filter(|it| it.span.start < within.end && within.start < it.span.end);
        Ok(Some(SemanticTokens { result_id: None, data: encoded(&open.lines, all) }))
    }

    /// An answer about places in a text that is no more would be drawn in the wrong places.
    fn refuse_outdated(&self, uri: &str) -> Result<(), Refusal> {
        match self.is_outdated(uri) {
            true => Err(Refusal::new(Code::ContentModified, "the text has changed since")),
            false => Ok(()),
        }
    }
}

/// The kinds of words and what may be said of one besides, by the numbers that tokens have.
pub(super) fn legend() -> SemanticTokensLegend {
    let types = [
        "comment",
        "keyword",
        "property",
        "class",
        "namespace",
        "variable",
        "string",
        "number",
        "parameter",
        "operator",
        "function",
    ];
    SemanticTokensLegend {
        token_types: types.map(str::to_owned).to_vec(),
        token_modifiers: vec!["declaration".to_owned()],
    }
}

/// The place in the legend.
fn number(kind: TokenKind) -> u32 {
    match kind {
        TokenKind::Comment => 0,
        TokenKind::Keyword => 1,
        TokenKind::Flag => 2,
        TokenKind::Stage => 3,
        TokenKind::Image => 4,
        TokenKind::Variable => 5,
        TokenKind::Text => 6,
        TokenKind::Number => 7,
        TokenKind::Path => 8,
        TokenKind::Operator => 9,
        TokenKind::Program => 10,
    }
}

/// Each token relative to the one before.
fn encoded(lines: &Text, tokens: impl Iterator<Item = Token>) -> Vec<SemanticToken> {
    let (mut line, mut start) = (0, 0);
    let mut all = Vec::new();
    for token in tokens {
        let range = lines.range(token.span);
        // One that goes on over a line's end has no length.
        let Some(length) = range.end.character.checked_sub(range.start.character) else { continue };
        if range.start.line != range.end.line
            || (range.start.line, range.start.character) < (line, start)
            || length == 0
        {
            continue;
        }
        let is_new_line = range.start.line != line;
        all.push(SemanticToken {
            delta_line: range.start.line - line,
            delta_start: if is_new_line { range.start.character } else { range.start.character - start },
            length,
            token_type: number(token.kind),
            token_modifiers_bitset: u32::from(token.is_definition),
        });
        (line, start) = (range.start.line, range.start.character);
    }
    all
}

fn symbol_kind(kind: SymbolKind) -> gen_lsp_types::SymbolKind {
    match kind {
        SymbolKind::Stage => gen_lsp_types::SymbolKind::Class,
        SymbolKind::Instruction => gen_lsp_types::SymbolKind::Method,
        SymbolKind::Variable => gen_lsp_types::SymbolKind::Variable,
        SymbolKind::Port => gen_lsp_types::SymbolKind::Number,
        SymbolKind::Start => gen_lsp_types::SymbolKind::Event,
    }
}

#[expect(deprecated, reason = "the type has a field that is no longer used")]
fn symbol(lines: &Text, it: &Symbol) -> DocumentSymbol {
    DocumentSymbol {
        name: it.name.clone(),
        detail: Some(it.detail.clone()).filter(|it| !it.is_empty()),
        kind: symbol_kind(it.kind),
        tags: None,
        deprecated: None,
        range: lines.range(it.span),
        selection_range: lines.range(it.name_span),
        children: Some(it.children.iter().map(|it| symbol(lines, it)).collect()),
    }
}

#[expect(deprecated, reason = "the type has a field that is no longer used")]
fn flatten(open: &Open, symbols: &[Symbol], container: Option<&str>, flat: &mut Vec<SymbolInformation>) {
    for it in symbols {
        flat.push(SymbolInformation {
            deprecated: None,
            location: Location { uri: Uri(open.document.uri.clone()), range: open.lines.range(it.span) },
            base_symbol_information: gen_lsp_types::BaseSymbolInformation {
                name: it.name.clone(),
                kind: symbol_kind(it.kind),
                tags: None,
                container_name: container.map(str::to_owned),
            },
        });
        flatten(open, &it.children, Some(&it.name), flat);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::position::{Encoding, line_starts};

    #[test]
    fn tokens_follow_each_other() {
        let text = "FROM \u{1F600} a\nUSER b";
        let starts = line_starts(text);
        let token = |start: usize, end: usize, kind| Token { span: Span::new(start..end), kind, is_definition: false };
        let tokens = [
            token(0, 4, TokenKind::Keyword),
            token(10, 11, TokenKind::Stage),
            token(12, 16, TokenKind::Keyword),
            token(17, 18, TokenKind::Text),
        ];
        let lines = Text { text, starts: &starts, encoding: Encoding::Utf16 };
        let all = encoded(&lines, tokens.into_iter());
        let deltas: Vec<_> = all.iter().map(|it| (it.delta_line, it.delta_start, it.length)).collect();
        assert_eq!(deltas, [(0, 0, 4), (0, 8, 1), (1, 0, 4), (0, 5, 1)]);
    }
}
