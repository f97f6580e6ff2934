//! What stands at a place: Markdown for a hover.

mod base;
mod copy;
mod files;
mod rule;
mod state;
mod value;

use crate::model::Model;
use crate::source::Span;
use crate::syntax::ast::{Instruction, Kind};

use super::words::{Role, words};
use super::{comments, docs, holds, innermost, instruction_at, keyword, stage_of, stages, variables};

/// What is known of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The part of the file that it is about.
    pub span: Span,
    pub markdown: String,
}

/// What is known of byte `at`: a rule in a comment, an instruction and the state of the image after it, a base image
/// or stage, a path, a variable, a port, a flag. `None` where there is nothing to say.
pub fn hover(model: &Model, at: u32) -> Option<Hover> {
    if let Some(name) = comments::rule_names(model).into_iter().find(|it| holds(it.span, at)) {
        return Some(Hover { span: name.span, markdown: rule::text(model, name.span, name.named?) });
    }
    if let Some(found) = directive(model, at) {
        return Some(found);
    }
    // A comment line inside of an instruction says nothing of it.
    if model.dockerfile.comments.iter().any(|it| holds(it.span, at)) {
        return None;
    }
    let index = instruction_at(model, at)?;
    let outer = model.instruction(index);
    let instruction = innermost(outer);
    for it in [outer, instruction] {
        if holds(it.keyword, at) {
            return Some(Hover { span: it.keyword, markdown: state::instruction(model, index, it)? });
        }
    }
    if let Some(named) = variables::at(model, at) {
        let found = value::variable(model, index, &named)?;
        return Some(with_image(model, index, instruction, found));
    }
    flag(model, instruction, at)
        .or_else(|| word(model, index, instruction, at))
        .or_else(|| files::command_word(model, index, at))
}

/// A variable that is the whole base of a stage: with what is known of the image.
fn with_image(model: &Model, index: usize, instruction: &Instruction, found: Hover) -> Hover {
    let Kind::From(from) = &instruction.kind else { return found };
    let image = stage_of(model, index).filter(|_| from.image.span == found.span).and_then(base::image);
    match image {
        Some(image) => Hover { markdown: format!("{}\n\n---\n\n{image}", found.markdown), ..found },
        None => found,
    }
}

fn directive(model: &Model, at: u32) -> Option<Hover> {
    let directive = model.dockerfile.directives.iter().find(|it| holds(it.span, at))?;
    let text = docs::of(&docs::DIRECTIVES, &directive.name)?;
    Some(Hover { span: directive.span, markdown: format!("**{}**: {text}.", directive.name) })
}

/// The name of a flag or of a field of `--mount`, and plain values of those.
fn flag(model: &Model, instruction: &Instruction, at: u32) -> Option<Hover> {
    let flag = instruction.flags.iter().find(|it| holds(it.span, at))?;
    let keyword = keyword(model, instruction);
    let said = docs::flags(&keyword).find(|(name, _)| *name == flag.name).map(|(_, text)| text)?;
    let name_end = flag.value.as_ref().map_or(flag.span.end, |value| value.span.start.saturating_sub(1));
    let name = Span { start: flag.span.start, end: name_end.clamp(flag.span.start, flag.span.end) };
    if holds(name, at) {
        return Some(Hover { span: name, markdown: format!("**--{}**: {said}.", flag.name) });
    }
    let Kind::Run(run) = &instruction.kind else { return None };
    let mount = run.mounts.iter().find(|it| it.span == flag.span)?;
    let (key, value) = mount.fields.iter().find(|(key, value)| {
        let start = value.span.start.saturating_sub(key.len() as u32 + 1);
        holds(Span { start, end: value.span.end }, at)
    })?;
    let of_type = docs::of(&docs::MOUNTS, value.as_str()).filter(|_| key == "type" && holds(value.span, at));
    if let Some(text) = of_type {
        return Some(Hover { span: value.span, markdown: format!("**{}**: {text}.", value.as_str()) });
    }
    if holds(value.span, at) && !value.span.is_empty() {
        return None;
    }
    let start = value.span.start.saturating_sub(key.len() as u32 + 1);
    let text = docs::of(&docs::FIELDS, docs::field(key))?;
    Some(Hover { span: Span { start, end: value.span.start }, markdown: format!("**{key}**: {text}.") })
}

/// A word of an instruction by what it is for.
fn word(model: &Model, index: usize, instruction: &Instruction, at: u32) -> Option<Hover> {
    let all = words(instruction);
    let (role, word) = all.into_iter().find(|(_, word)| !word.span.is_empty() && holds(word.span, at))?;
    let said = |markdown: String| Some(Hover { span: word.span, markdown });
    let is_stage = stages::at(model, at);
    if let Some((id, span)) = is_stage {
        return Some(Hover { span, markdown: base::stage(model, id)? });
    }
    let stage = stage_of(model, index)?;
    match role {
        Role::Image => said(base::image(stage)?),
        Role::Source(_) => said(copy::source(model, index, word.span)?),
        Role::Destination => said(copy::destination(model, index)?),
        Role::Port => said(value::port(model, index, word)?),
        Role::User | Role::Flag("chown") => said(value::user(model, index, word)?),
        Role::Workdir | Role::Volume | Role::Mount("target" | "dst" | "destination") => {
            said(files::folder(model, index, role, word)?)
        }
        Role::Flag("from") | Role::Mount("from") => said(base::foreign(word)?),
        _ => None,
    }
}
