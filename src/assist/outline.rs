//! The stages with their instructions, as an outline.

use crate::model::Model;
use crate::model::stage::Base;
use crate::source::Span;
use crate::syntax::ast::{Instruction, Kind};

use super::{keyword, shortened};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    Stage,
    Instruction,
    /// A name of ARG or ENV.
    Variable,
    Port,
    /// What the container starts.
    Start,
}

/// An entry of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    pub name: String,
    pub detail: String,
    pub kind: SymbolKind,
    /// All of it: a stage to its last instruction.
    pub span: Span,
    /// The part to go to; in `span`.
    pub name_span: Span,
    pub children: Vec<Symbol>,
}

/// Characters of the text of an instruction.
const LONGEST: usize = 60;

/// What stands before the first FROM, then every stage.
pub fn symbols(model: &Model) -> Vec<Symbol> {
    let all = &model.dockerfile.instructions;
    let first = model.stages.first().map_or(all.len(), |it| it.from.unwrap_or(it.instructions.start));
    let mut symbols: Vec<Symbol> = all[..first.min(all.len())].iter().map(|it| instruction(model, it)).collect();
    for stage in &model.stages {
        let children: Vec<Symbol> = model.instructions_of(stage).map(|(_, it)| instruction(model, it)).collect();
        let Some(from) = stage.from else {
            symbols.extend(children);
            continue;
        };
        let from = model.instruction(from);
        let end = children.last().map_or(from.span, |it| it.span);
        let image = match &from.kind {
            Kind::From(it) => model.source.slice(it.image.span).to_owned(),
            _ => String::new(),
        };
        let built = if stage.id == model.target && model.stages.len() > 1 { ", built" } else { "" };
        let (name, detail) = match (&stage.name, &stage.base) {
            (Some(name), Base::Stage(_)) => (name.clone(), format!("from stage {image}{built}")),
            (Some(name), _) => (name.clone(), format!("from {image}{built}")),
            (None, _) => (image, format!("stage {}{built}", stage.id)),
        };
        let name_span = super::stages::definition(model, stage.id).unwrap_or(from.span);
        let kind = SymbolKind::Stage;
        symbols.push(Symbol { name: named(&name), detail, kind, span: from.span.to(end), name_span, children });
    }
    symbols
}

/// Editors refuse an empty name.
fn named(name: &str) -> String {
    if name.trim().is_empty() { "?".to_owned() } else { name.to_owned() }
}

fn instruction(model: &Model, instruction: &Instruction) -> Symbol {
    let keyword = keyword(model, instruction);
    let words: Vec<&str> = instruction.arguments.text.split_whitespace().collect();
    let text = shortened(&words.join(" "), LONGEST);
    let (kind, children) = match &instruction.kind {
        Kind::Arg(arguments) => (SymbolKind::Variable, several(model, arguments.iter().map(|it| it.name.span))),
        Kind::Env(pairs) => (SymbolKind::Variable, several(model, pairs.iter().map(|it| it.key.span))),
        Kind::Expose(_) => (SymbolKind::Port, Vec::new()),
        Kind::Cmd(_) | Kind::Entrypoint(_) => (SymbolKind::Start, Vec::new()),
        _ => (SymbolKind::Instruction, Vec::new()),
    };
    let span = instruction.span;
    let keyword = shortened(&keyword, LONGEST);
    Symbol { name: named(&format!("{keyword} {text}")), detail: String::new(), kind, span, name_span: span, children }
}

/// The names of an instruction that sets more than one.
fn several(model: &Model, names: impl Iterator<Item = Span>) -> Vec<Symbol> {
    let names: Vec<Symbol> = names
        .map(|span| Symbol {
            name: named(model.source.slice(span)),
            detail: String::new(),
            kind: SymbolKind::Variable,
            span,
            name_span: span,
            children: Vec::new(),
        })
        .collect();
    if names.len() > 1 { names } else { Vec::new() }
}
