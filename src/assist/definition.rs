//! Where something is made, and who uses it.

use crate::model::Model;
use crate::model::copy::SourceState;
use crate::source::Span;
use crate::syntax::ast::{Form, Instruction, Kind};

use super::variables::{self, Means, Named};
use super::words::{Role, words};
use super::{Target, holds, innermost, instruction_at, paths, shell, stage_of, stages};

/// Files that one pattern leads to, at most.
const MOST_TARGETS: usize = 50;

/// What stands at a place, and where it comes from.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The word that was asked for.
    pub origin: Span,
    /// Best first; never empty.
    pub targets: Vec<Target>,
}

/// Whether the place that makes a thing counts as one that uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declaration {
    Included,
    LeftOut,
}

/// Where what stands at byte `at` is made: a stage its FROM, a variable its ARG or ENV, a source of COPY its file, a
/// path of the image the instruction that made it, a user the command that made the account, shell text its SHELL.
pub fn definition(model: &Model, at: u32) -> Option<Definition> {
    if let Some((id, origin)) = stages::at(model, at) {
        return Some(Definition { origin, targets: vec![Target::Here(stages::place(model, id)?)] });
    }
    if let Some(named) = variables::at(model, at) {
        return variable(model, &named);
    }
    let index = instruction_at(model, at)?;
    let instruction = innermost(model.instruction(index));
    if holds(instruction.keyword, at) {
        return keyword(model, index, instruction);
    }
    let word = words(instruction).into_iter().find(|(_, word)| !word.span.is_empty() && holds(word.span, at));
    let Some((role, word)) = word else { return command(model, index, at) };
    let targets = match role {
        Role::Source(_) => source(model, index, word.span),
        Role::User | Role::Flag("chown") => account(model, index, word.as_str()),
        Role::Workdir => {
            let stage = stage_of(model, index)?;
            let value = model.expand(word, stage.before(index)).value;
            let named = paths::of_folder(model, index, &value, word.span)?;
            named.look.found().map(|found| paths::origins(model, found)).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    (!targets.is_empty()).then_some(Definition { origin: word.span, targets })
}

fn variable(model: &Model, named: &Named) -> Option<Definition> {
    let (origin, target) = match named {
        Named::Use(found) => (found.span, found.definition?),
        Named::Definition(it) => {
            let of_stage = it.means == Means::Arg && !it.has_value;
            let all = variables::definitions(model);
            let global = all.iter().find(|other| other.means == Means::GlobalArg && other.name == it.name);
            (it.span, global.filter(|_| of_stage).map_or(it.span, |global| global.span))
        }
    };
    Some(Definition { origin, targets: vec![Target::Here(target)] })
}

/// Shell text: the SHELL that reads it.
fn keyword(model: &Model, index: usize, instruction: &Instruction) -> Option<Definition> {
    let Form::Shell(_) = shell::form(instruction)? else { return None };
    let set = stage_of(model, index)?.before(index).shell_instruction?;
    let target = Target::Here(model.instruction(set).span);
    Some(Definition { origin: instruction.keyword, targets: vec![target] })
}

fn source(model: &Model, index: usize, span: Span) -> Vec<Target> {
    if let Some(named) = paths::of_source(model, index, span) {
        return named.look.found().map(|found| paths::origins(model, found)).unwrap_or_default();
    }
    let copy = model.copy_at(index);
    let state = copy.and_then(|it| it.sources.iter().find(|it| it.span == span)).map(|it| &it.state);
    match state {
        Some(SourceState::Context { path, .. } | SourceState::Ignored { path }) => {
            vec![paths::context_file(model, path)]
        }
        Some(SourceState::Glob { matches, .. }) => {
            matches.iter().take(MOST_TARGETS).map(|it| paths::context_file(model, it)).collect()
        }
        _ => Vec::new(),
    }
}

/// The command that makes an account.
fn account(model: &Model, index: usize, user: &str) -> Vec<Target> {
    let name = user.split(':').next().unwrap_or_default();
    let account = stage_of(model, index).and_then(|stage| stage.before(index).accounts.get(name).cloned());
    let made = account.and_then(|it| it.instruction);
    made.map(|it| Target::Here(paths::made_by(model, it, name))).into_iter().collect()
}

/// A path in a command: the file of the context that it is, and the instruction that made it.
fn command(model: &Model, index: usize, at: u32) -> Option<Definition> {
    let named = paths::of_command(model, index, at)?;
    let targets = paths::origins(model, named.look.found()?);
    (!targets.is_empty()).then_some(Definition { origin: named.span, targets })
}

/// Every place of the Dockerfile that means the stage or variable at byte `at`, in order.
pub fn references(model: &Model, at: u32, declaration: Declaration) -> Vec<Span> {
    let is_wanted = declaration == Declaration::Included;
    let mut spans = Vec::new();
    if let Some((id, _)) = stages::at(model, at) {
        spans.extend(stages::uses(model).iter().filter(|it| it.stage == id).map(|it| it.span));
        spans.extend(stages::place(model, id).filter(|_| is_wanted));
    } else if let Some(named) = variables::at(model, at) {
        let group = variables::group(model, &named);
        spans.extend(group.uses.iter().map(|it| it.name_span.unwrap_or(it.span)));
        spans.extend(group.definitions.iter().map(|it| it.span).filter(|_| is_wanted));
    }
    spans.sort();
    spans.dedup();
    spans
}

/// The instruction that is a start command whose script stands in the context, for links.
pub(super) fn start_scripts(model: &Model) -> Vec<(Span, String)> {
    let Some(start) = model.start(model.target) else { return Vec::new() };
    let scripts = start.scripts.iter().filter_map(|it| Some((it.span?, it.name.clone()?)));
    let is_exec = |span: &Span| {
        let index = instruction_at(model, span.start);
        index.is_some_and(|it| matches!(model.instruction(it).kind, Kind::Cmd(_) | Kind::Entrypoint(_)))
    };
    scripts.filter(|(span, _)| is_exec(span)).collect()
}
