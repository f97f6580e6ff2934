//! What stands between the lines: values of variables, the user that starts, resolved paths. Few and useful.

use std::collections::BTreeSet;

use crate::model::Model;
use crate::model::stage::{Base, Stage};
use crate::source::Span;
use crate::syntax::ast::{Instruction, Kind, Word};
use crate::syntax::expand::Value;

use super::words::{Role, words};
use super::{shortened, stage_of};

/// Text that is shown behind byte `at`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    pub at: u32,
    pub text: String,
    pub tooltip: String,
}

/// Longer values are cut.
const LONGEST: usize = 50;

/// The hints for the part `within` of the file, in order.
pub fn hints(model: &Model, within: Span) -> Vec<Hint> {
    let mut hints = Vec::new();
    let mut folders = BTreeSet::new();
    for (index, instruction) in model.dockerfile.instructions.iter().enumerate() {
        let span = instruction.span;
        if span.start > within.end {
            break;
        }
        let Some(stage) = stage_of(model, index) else { continue };
        match &instruction.kind {
            Kind::From(_) => hints.extend(base(model, stage, index)),
            Kind::Copy(_) | Kind::Add(_) => {
                let found = destination(model, index);
                // One for each working directory is enough.
                let folder = stage.before(index).folder();
                hints.extend(
                    found.filter(|(_, is_plain)| !is_plain || folders.insert((stage.id, folder))).map(|it| it.0),
                );
            }
            Kind::Cmd(_) | Kind::Entrypoint(_) => hints.extend(starter(model, stage, index)),
            Kind::Workdir(word) => hints.extend(folder(stage, index, word)),
            _ => {}
        }
        if span.end >= within.start {
            hints.extend(values(model, stage, index, instruction));
        }
    }
    hints.retain(|it| within.start <= it.at && it.at <= within.end);
    hints.sort_by_key(|it| it.at);
    hints.dedup_by_key(|it| it.at);
    hints
}

/// Values of words with variables, where one text is known.
fn values(model: &Model, stage: &Stage, index: usize, instruction: &Instruction) -> Vec<Hint> {
    let mut hints = Vec::new();
    for (role, word) in words(instruction) {
        let is_wanted = matches!(
            role,
            Role::Source(_)
                | Role::User
                | Role::Port
                | Role::Volume
                | Role::Flag("from" | "chown")
                | Role::Mount("target")
        );
        let is_image = role == Role::Image;
        if !word.as_str().contains('$') || !(is_wanted || is_image) {
            continue;
        }
        let value = match (&stage.base, is_image) {
            (Base::Image { reference, .. }, true) => Value::Known(reference.to_string()),
            (_, true) => continue,
            (_, false) => model.expand(word, stage.before(index)).value,
        };
        if let Some(text) = value.known().filter(|it| !it.is_empty() && *it != word.as_str()) {
            hints.push(after(word.span, text, "the value of this word"));
        }
    }
    hints
}

fn after(span: Span, text: &str, tooltip: &str) -> Hint {
    Hint { at: span.end, text: format!("= {}", shortened(text, LONGEST)), tooltip: tooltip.to_owned() }
}

/// The user that the base image sets, where it is not root.
fn base(model: &Model, stage: &Stage, index: usize) -> Option<Hint> {
    let Base::Image { facts: Some(facts), .. } = &stage.base else { return None };
    let user = facts.user.as_deref().filter(|it| !matches!(*it, "" | "root" | "0" | "0:0" | "root:root"))?;
    let at = line_end(model, index);
    Some(Hint { at, text: format!("user {user}"), tooltip: "the base image sets this user".to_owned() })
}

/// Who starts the container, at the instruction that settles what is started.
fn starter(model: &Model, stage: &Stage, index: usize) -> Option<Hint> {
    let end = stage.end();
    let by = end.entrypoint.instruction().or(end.cmd.instruction());
    if stage.id != model.target || by != Some(index) {
        return None;
    }
    let user = end.user.value.known()?;
    let user = if user.is_empty() { "root" } else { user };
    let why = match end.user.instruction {
        Some(it) => format!("set on line {}", model.source.line(model.instruction(it).keyword.start)),
        None => "set by the base image".to_owned(),
    };
    Some(Hint {
        at: line_end(model, index),
        text: format!("as {user}"),
        tooltip: format!("the container's user, {why}"),
    })
}

/// The end of the first line of an instruction, or of the instruction where that is shorter.
fn line_end(model: &Model, index: usize) -> u32 {
    let span = model.instruction(index).span;
    span.end.min(model.source.line_span(model.source.line(span.start)).end)
}

/// The absolute path of a relative WORKDIR, or of one with a variable.
fn folder(stage: &Stage, index: usize, word: &Word) -> Option<Hint> {
    let state = stage.states.get(index.checked_sub(stage.instructions.start)?)?;
    let path = state.folder()?;
    let is_plain = word.as_str().trim_end_matches('/') == path.trim_end_matches('/');
    let differs = !is_plain && (!word.as_str().starts_with('/') || word.as_str().contains('$'));
    differs.then(|| after(word.span, path, "the working directory from here on"))
}

/// Where a relative destination, or one with a variable, is; and whether no variable stands in it.
fn destination(model: &Model, index: usize) -> Option<(Hint, bool)> {
    let copy = model.copy_at(index)?;
    let path = copy.destination.path.as_deref()?;
    let written = model.source.slice(copy.destination.span);
    let is_relative = !written.starts_with(['/', '"', '\'', '$']) && !written.is_empty();
    if !is_relative && !written.contains('$') {
        return None;
    }
    Some((after(copy.destination.span, path, "where this lands"), !written.contains('$')))
}
