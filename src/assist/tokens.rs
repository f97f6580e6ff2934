//! What each piece of the text is, for highlighting. Pieces do not overlap and run over no line end.

use crate::model::Model;
use crate::source::Span;
use crate::syntax::ast::{Form, Instruction, Kind};

use super::words::{Role, words};
use super::{innermost, shell, stages, unquoted, variables};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Comment,
    Keyword,
    /// `--name` of an instruction.
    Flag,
    Stage,
    /// An image's reference.
    Image,
    Variable,
    Text,
    Number,
    Path,
    /// `=` of a pair, `<<EOF`.
    Operator,
    /// The program of a command.
    Program,
}

/// One piece of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub span: Span,
    pub kind: TokenKind,
    /// A name at the place that makes it.
    pub is_definition: bool,
}

/// All pieces that are known, in order.
pub fn tokens(model: &Model) -> Vec<Token> {
    let mut paint = Paint { model, layers: Vec::new() };
    for directive in &model.dockerfile.directives {
        paint.add(directive.span, TokenKind::Comment);
        paint.add(directive.value_span, TokenKind::Text);
    }
    for (index, outer) in model.dockerfile.instructions.iter().enumerate() {
        paint.instruction(outer);
        let inner = innermost(outer);
        if inner.keyword != outer.keyword {
            paint.instruction(inner);
        }
        for found in variables::uses_of(model, index) {
            paint.add(found.name_span.unwrap_or(found.span), TokenKind::Variable);
        }
    }
    for found in stages::uses(model) {
        paint.add(found.span, TokenKind::Stage);
    }
    for definition in variables::definitions(model) {
        paint.define(definition.span, TokenKind::Variable);
    }
    for stage in &model.stages {
        if let Some(span) = stages::definition(model, stage.id) {
            paint.define(span, TokenKind::Stage);
        }
    }
    for comment in &model.dockerfile.comments {
        paint.add(comment.span, TokenKind::Comment);
    }
    paint.finish()
}

/// Pieces in layers: a later one hides what it covers of those before.
struct Paint<'a> {
    model: &'a Model,
    layers: Vec<Token>,
}

impl Paint<'_> {
    fn add(&mut self, span: Span, kind: TokenKind) {
        self.layers.push(Token { span, kind, is_definition: false });
    }

    fn define(&mut self, span: Span, kind: TokenKind) {
        self.layers.push(Token { span, kind, is_definition: true });
    }

    fn instruction(&mut self, instruction: &Instruction) {
        self.add(instruction.keyword, TokenKind::Keyword);
        if let Kind::Invalid(_) = instruction.kind {
            return;
        }
        for flag in &instruction.flags {
            let end = flag.value.as_ref().map_or(flag.span.end, |value| value.span.start.max(flag.span.start));
            self.add(Span { start: flag.span.start, end }, TokenKind::Flag);
        }
        if let Kind::From(from) = &instruction.kind {
            from.as_keyword.into_iter().for_each(|span| self.add(span, TokenKind::Keyword));
        }
        for (role, word) in words(instruction) {
            let kind = match role {
                Role::Image => TokenKind::Image,
                Role::Source(_) | Role::Destination | Role::Workdir | Role::Volume => TokenKind::Path,
                Role::Mount("target" | "dst" | "destination" | "source" | "src") => TokenKind::Path,
                Role::Port => TokenKind::Number,
                Role::Key | Role::ArgName => TokenKind::Variable,
                _ => TokenKind::Text,
            };
            self.add(unquoted(self.model, word.span), kind);
        }
        match shell::form(instruction) {
            Some(Form::Exec(strings)) => strings.iter().for_each(|it| self.add(it.span, TokenKind::Text)),
            Some(Form::Shell(script)) => {
                for command in script.commands() {
                    let name = command.words.first().filter(|it| it.literal().is_some());
                    name.into_iter().for_each(|word| self.add(word.span, TokenKind::Program));
                }
            }
            None => {}
        }
        for heredoc in &instruction.heredocs {
            if !matches!(instruction.kind, Kind::Run(_)) {
                self.add(heredoc.body.span(), TokenKind::Text);
            }
            self.add(heredoc.opener, TokenKind::Operator);
            heredoc.terminator.into_iter().for_each(|span| self.add(span, TokenKind::Operator));
        }
    }

    /// Cuts the layers into pieces that do not overlap, and those at line ends.
    fn finish(self) -> Vec<Token> {
        let mut edges: Vec<(u32, usize, bool)> = Vec::new();
        for (layer, token) in self.layers.iter().enumerate().filter(|(_, it)| !it.span.is_empty()) {
            edges.push((token.span.start, layer, true));
            edges.push((token.span.end, layer, false));
        }
        edges.sort_by_key(|(at, layer, opens)| (*at, *opens, *layer));
        let mut open = std::collections::BTreeSet::new();
        let mut pieces: Vec<Token> = Vec::new();
        let mut from = 0;
        for (at, layer, opens) in edges {
            if let Some(top) = open.last().filter(|_| at > from) {
                let top: &Token = &self.layers[*top];
                pieces.push(Token { span: Span { start: from, end: at }, ..*top });
            }
            from = at;
            if opens {
                open.insert(layer);
            } else {
                open.remove(&layer);
            }
        }
        pieces.into_iter().flat_map(|it| lines(self.model, it)).collect()
    }
}

/// The pieces of a token line by line, without blanks at their ends.
fn lines(model: &Model, token: Token) -> Vec<Token> {
    let text = model.source.slice(token.span);
    let mut at = token.span.start as usize;
    let mut pieces = Vec::new();
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        if !trimmed.is_empty() {
            pieces.push(Token { span: Span::new(start..start + trimmed.len()), ..token });
        }
        at += line.len();
    }
    pieces
}
