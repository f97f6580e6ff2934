//! The parser's words to [`ShellWord`]s: quotes and escapes are taken away here.

use shuck_ast::{
    BourneParameterExpansion, HeredocBody, HeredocBodyPart, LiteralText, ParameterOp, SourceText, Span as Place,
    StmtSeq, VarRef, Word, WordPart, WordPartNode,
};

use crate::source::Span;
use crate::syntax::ast::Text;

use super::{Part, ShellWord, Step};

/// How quotes around a piece of text change what a backslash means in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoting {
    None,
    Double,
    Heredoc,
}

/// Words of one script. `nested` flattens the body of a command substitution.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) text: &'a Text,
}

pub(super) type Nested<'n, 'a> = &'n mut dyn FnMut(&'a StmtSeq) -> Vec<Step>;

impl<'a> Reader<'a> {
    /// Where a part of the text stands in the file. What the parser read from rewritten text
    /// (backticks with escapes) may lie outside, and is cut off.
    pub(super) fn span(&self, place: Place) -> Span {
        let length = self.text.text.len();
        let end = place.end.offset().min(length);
        self.text.locate(place.start.offset().min(end)..end)
    }

    pub(super) fn slice(&self, place: Place) -> &str {
        self.text.text.get(place.start.offset()..place.end.offset()).unwrap_or_default()
    }

    pub(super) fn word(&self, word: &'a Word, nested: Nested<'_, 'a>) -> ShellWord {
        let span = self.span(word.span);
        // Only Bash expands braces, and to several words: neither is known here.
        if word.brace_syntax.iter().any(|brace| brace.expands()) {
            return ShellWord { span, parts: vec![Part::Unknown] };
        }
        let mut parts = Vec::new();
        self.add_parts(&mut parts, &word.parts, Quoting::None, nested);
        if parts.is_empty() {
            parts.push(Part::Literal { text: String::new(), glob: false });
        }
        ShellWord { span, parts }
    }

    /// The body of a heredoc, where nothing in it is expanded.
    pub(super) fn heredoc(&self, body: &HeredocBody, expands: bool) -> Option<String> {
        let mut text = String::new();
        for part in &body.parts {
            let HeredocBodyPart::Literal(literal) = &part.kind else { return None };
            let piece = self.literal(literal, part.span);
            if expands {
                text.push_str(&unescape(piece, Quoting::Heredoc).0);
            } else {
                text.push_str(piece);
            }
        }
        Some(text)
    }

    fn literal<'t>(&'t self, literal: &'t LiteralText, place: Place) -> &'t str {
        match literal {
            LiteralText::Source | LiteralText::CookedSource(_) => self.slice(place),
            LiteralText::Owned(text) => text,
        }
    }

    fn source_text<'t>(&'t self, text: &'t SourceText) -> &'t str {
        // `SourceText::slice` would panic on a span outside the text.
        if text.is_source_backed() { self.slice(text.span()) } else { text.slice("") }
    }

    fn add_parts(&self, into: &mut Vec<Part>, parts: &'a [WordPartNode], quoting: Quoting, nested: Nested<'_, 'a>) {
        for part in parts {
            match &part.kind {
                WordPart::Literal(literal) => {
                    let (text, glob) = unescape(self.literal(literal, part.span), quoting);
                    add_literal(into, text, glob);
                }
                WordPart::SingleQuoted { value, dollar } => {
                    let text = self.source_text(value);
                    if *dollar && value.is_source_backed() && text.contains('\\') {
                        into.push(Part::Unknown);
                    } else {
                        add_literal(into, text.to_owned(), false);
                    }
                }
                WordPart::DoubleQuoted { parts, .. } if parts.is_empty() => {
                    add_literal(into, String::new(), false);
                }
                WordPart::DoubleQuoted { parts, .. } => self.add_parts(into, parts, Quoting::Double, nested),
                WordPart::CommandSubstitution { body, .. } => {
                    into.push(Part::Substitution { steps: nested(body), span: self.span(part.span) });
                }
                _ => into.push(self.variable(part, quoting, nested)),
            }
        }
    }

    fn variable(&self, part: &'a WordPartNode, quoting: Quoting, nested: Nested<'_, 'a>) -> Part {
        let quoted = quoting != Quoting::None;
        let span = self.span(part.span);
        let (reference, operator, operand, colon) = match &part.kind {
            WordPart::Variable(name) => return Part::Variable { name: name.to_string(), operator: None, quoted, span },
            WordPart::ParameterExpansion { reference, operator, operand_word_ast, colon_variant, .. } => {
                (&**reference, &**operator, operand_word_ast, *colon_variant)
            }
            WordPart::Substring { reference, .. } => return self.substring(reference, part, quoted),
            WordPart::Parameter(parameter) => match parameter.bourne() {
                Some(BourneParameterExpansion::Access { reference }) if reference.subscript.is_none() => {
                    return Part::Variable { name: reference.name.to_string(), operator: None, quoted, span };
                }
                Some(BourneParameterExpansion::Slice { reference, .. }) => {
                    return self.substring(reference, part, quoted);
                }
                Some(BourneParameterExpansion::Operation {
                    reference,
                    operator,
                    operand_word_ast,
                    colon_variant,
                    ..
                }) => (reference, &**operator, operand_word_ast, *colon_variant),
                _ => return Part::Unknown,
            },
            _ => return Part::Unknown,
        };
        if reference.subscript.is_some() {
            return Part::Unknown;
        }
        let sign = sign(operator);
        let sign = if colon && matches!(sign, "-" | "=" | "+" | "?") { format!(":{sign}") } else { sign.to_owned() };
        let parts = match operator {
            ParameterOp::RemovePrefixShort { pattern }
            | ParameterOp::RemovePrefixLong { pattern }
            | ParameterOp::RemoveSuffixShort { pattern }
            | ParameterOp::RemoveSuffixLong { pattern } => self.raw(self.slice(pattern.span)),
            ParameterOp::ReplaceFirst { pattern, replacement, .. }
            | ParameterOp::ReplaceAll { pattern, replacement, .. } => {
                let (pattern, replacement) = (self.slice(pattern.span), self.source_text(replacement));
                self.raw(&format!("{pattern}/{replacement}"))
            }
            _ => operand.as_deref().map(|word| self.word(word, nested).parts).unwrap_or_default(),
        };
        Part::Variable { name: reference.name.to_string(), operator: Some((sign, parts)), quoted, span }
    }

    /// `${name:offset:length}`: operator `:`, the rest as it is written.
    fn substring(&self, reference: &VarRef, part: &WordPartNode, quoted: bool) -> Part {
        let written = self.slice(part.span);
        let rest = written.split_once(':').map_or("", |(_, rest)| rest.trim_end_matches('}'));
        let operator = Some((":".to_owned(), self.raw(rest)));
        Part::Variable { name: reference.name.to_string(), operator, quoted, span: self.span(part.span) }
    }

    /// A pattern as it is written; one that needs expansion itself is not known.
    fn raw(&self, written: &str) -> Vec<Part> {
        if written.contains(['$', '`', '"', '\'']) {
            return vec![Part::Unknown];
        }
        let glob = written.contains(['*', '?', '[']);
        vec![Part::Literal { text: written.to_owned(), glob }]
    }
}

fn sign(operator: &ParameterOp) -> &'static str {
    match operator {
        ParameterOp::UseDefault => "-",
        ParameterOp::AssignDefault => "=",
        ParameterOp::UseReplacement => "+",
        ParameterOp::Error => "?",
        ParameterOp::RemovePrefixShort { .. } => "#",
        ParameterOp::RemovePrefixLong { .. } => "##",
        ParameterOp::RemoveSuffixShort { .. } => "%",
        ParameterOp::RemoveSuffixLong { .. } => "%%",
        ParameterOp::ReplaceFirst { .. } => "/",
        ParameterOp::ReplaceAll { .. } => "//",
        ParameterOp::UpperFirst => "^",
        ParameterOp::UpperAll => "^^",
        ParameterOp::LowerFirst => ",",
        ParameterOp::LowerAll => ",,",
    }
}

/// Adjacent literals become one part, so that `"a"b` reads `ab`.
fn add_literal(into: &mut Vec<Part>, text: String, glob: bool) {
    if let Some(Part::Literal { text: before, glob: before_glob }) = into.last_mut() {
        before.push_str(&text);
        *before_glob |= glob;
    } else {
        into.push(Part::Literal { text, glob });
    }
}

/// Takes backslashes away; tells whether an unquoted glob character is left.
fn unescape(written: &str, quoting: Quoting) -> (String, bool) {
    let mut text = String::with_capacity(written.len());
    let mut glob = false;
    let last_bracket = written.rfind(']');
    let mut characters = written.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character != '\\' {
            glob |= match character {
                '*' | '?' => quoting == Quoting::None,
                '[' => quoting == Quoting::None && last_bracket.is_some_and(|last| last > at),
                _ => false,
            };
            text.push(character);
            continue;
        }
        let special = match (quoting, characters.peek().map(|(_, next)| next)) {
            (_, None) => false,
            (Quoting::None, Some(_)) => true,
            (Quoting::Double, Some(next)) => matches!(next, '$' | '`' | '"' | '\\' | '\n'),
            (Quoting::Heredoc, Some(next)) => matches!(next, '$' | '`' | '\\' | '\n'),
        };
        match characters.next_if(|_| special) {
            Some((_, '\n')) => (),
            Some((_, next)) => text.push(next),
            None => text.push('\\'),
        }
    }
    (text, glob)
}
