//! Paths of the image that words of an instruction name, and what stands there.

use std::path::PathBuf;

use crate::context::Context;
use crate::facts::commands::Arg;
use crate::model::files::{Content, EntryKind, Found, Look, StageId};
use crate::model::path;
use crate::model::run::Invocation;
use crate::model::start::Start;
use crate::model::{Model, copy};
use crate::source::Span;
use crate::syntax::ast::{Form, Instruction, JsonString, Kind};
use crate::syntax::expand::Value;

use super::{Target, innermost, stage_of};

/// A word that names a path of an image.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) span: Span,
    pub(super) stage: StageId,
    /// Absolute and clean.
    pub(super) path: String,
    pub(super) look: Look,
    /// RUN: it was there before, and the command takes it away.
    pub(super) is_removed: bool,
    /// Whether the word alone does not tell that it is a path: then nothing but what is there counts.
    pub(super) is_guess: bool,
}

/// The path that a word of a command at byte `at` names: in RUN, CMD, ENTRYPOINT or HEALTHCHECK.
pub(super) fn of_command(model: &Model, index: usize, at: u32) -> Option<Named> {
    let stage = stage_of(model, index)?;
    let instruction = innermost(model.instruction(index));
    match &instruction.kind {
        Kind::Run(_) => of_run(model, index, at),
        Kind::Cmd(_) | Kind::Entrypoint(_) | Kind::Healthcheck(_) => {
            let start = match &instruction.kind {
                Kind::Healthcheck(_) => model.health(stage.id),
                _ => model.start(stage.id),
            };
            start
                .and_then(|start| of_start(stage.id, &start, at))
                .or_else(|| of_strings(model, stage.id, instruction, at))
        }
        _ => None,
    }
}

fn of_start(stage: StageId, start: &Start, at: u32) -> Option<Named> {
    let mut here = start.needed.iter().filter(|it| it.via.is_none());
    let needed = here.find(|it| it.span.is_some_and(|span| super::holds(span, at)))?;
    let first = needed.tried.first()?.clone();
    let path = needed.look.found().map_or(first, |found| found.path.clone());
    let look = needed.look.clone();
    Some(Named { span: needed.span?, stage, path, look, is_removed: false, is_guess: false })
}

/// A string of an exec form that is an absolute path.
fn of_strings(model: &Model, stage: StageId, instruction: &Instruction, at: u32) -> Option<Named> {
    let string = strings(instruction)?.iter().find(|it| super::holds(it.span, at))?;
    let is_path = string.value.starts_with('/') && is_plain(&string.value);
    let path = is_path.then(|| path::clean(&string.value))?;
    let look = model.look(stage, &path);
    Some(Named { span: string.span, stage, path, look, is_removed: false, is_guess: false })
}

/// The strings of an exec form.
fn strings(instruction: &Instruction) -> Option<&[JsonString]> {
    match super::shell::form(instruction)? {
        Form::Exec(strings) => Some(strings),
        Form::Shell(_) => None,
    }
}

fn is_plain(text: &str) -> bool {
    !text.contains(['$', '*', '?', '[', '{', '\n', ' ', '\'', '"', '`', '<', '>', '|', ';', '&', '=', ','])
        && !text.contains("://")
}

fn of_run(model: &Model, index: usize, at: u32) -> Option<Named> {
    let all = model.invocations.iter().chain(&model.aside).filter(|it| it.instruction == index);
    let holds = |it: &&Invocation| it.words.iter().chain(&it.outputs).any(|word| super::holds(word.span, at));
    // A command that `sh -c` holds stands inside the word that it is.
    let invocation = all.rev().find(holds)?;
    if let Some(program) = program(model, invocation, at) {
        return Some(program);
    }
    let word = invocation.words.iter().skip(1).chain(&invocation.outputs).find(|it| super::holds(it.span, at))?;
    let text = word.text.as_str();
    if text.starts_with('-') || !is_plain(text) || text.is_empty() {
        return None;
    }
    let folder = invocation.folder.as_deref().or(text.starts_with('/').then_some("/"))?;
    let path = path::join(folder, text);
    let stage = model.stages.get(invocation.stage)?;
    if is_mounted(model, index, &path) {
        return None;
    }
    let after = stage.states.get(index.checked_sub(stage.instructions.start)?)?.changes;
    let before = model.look_at(stage.id, invocation.changes, &path);
    let look = model.look_at(stage.id, after, &path);
    let is_removed = before.is_present() && look.is_absent();
    let is_guess = !text.starts_with('/') && !text.starts_with("./");
    Some(Named { span: word.span, stage: stage.id, path, look, is_removed, is_guess })
}

/// Whether a path is in a mount of the RUN: what is there is gone afterwards.
fn is_mounted(model: &Model, index: usize, at_path: &str) -> bool {
    let (Kind::Run(run), Some(stage)) = (&model.instruction(index).kind, stage_of(model, index)) else { return false };
    let state = stage.before(index);
    let targets = run.mounts.iter().filter_map(|it| it.target()).map(|word| model.expand(word, state).value);
    let targets = targets.map(|it| it.known().map(|it| path::join(state.folder().unwrap_or("/"), it)));
    targets.into_iter().any(|it| it.is_none_or(|target| path::below(at_path, &target).is_some()))
}

/// The program of a command, found through PATH.
fn program(model: &Model, invocation: &Invocation, at: u32) -> Option<Named> {
    let (word, Some(Arg::Known(name))) = (invocation.words.first()?, invocation.argv.first()) else { return None };
    if !super::holds(word.span, at) || name.is_empty() || !is_plain(name) || is_builtin(name) {
        return None;
    }
    let stage = model.stages.get(invocation.stage)?;
    let tried: Vec<String> = match name.contains('/') {
        true => vec![path::join(invocation.folder.as_deref()?, name)],
        false => {
            let folders = stage.before(invocation.instruction).search_path()?;
            folders.iter().map(|folder| path::child(folder, name)).collect()
        }
    };
    let looks = tried.iter().map(|it| (it, model.look_for_tool(stage.id, invocation.changes, it)));
    let mut doubt: Option<(String, Look)> = None;
    for (path, look) in looks {
        let is_better = look.is_present() || doubt.as_ref().is_none_or(|(_, old)| old.is_absent() && !look.is_absent());
        if is_better {
            doubt = Some((path.clone(), look.clone()));
        }
        if look.is_present() {
            break;
        }
    }
    let (path, look) = doubt?;
    let is_guess = !name.contains('/');
    Some(Named { span: word.span, stage: stage.id, path, look, is_removed: false, is_guess })
}

/// Words that the shell itself knows.
fn is_builtin(name: &str) -> bool {
    const BUILTINS: [&str; 22] = [
        ".", ":", "[", "alias", "cd", "command", "echo", "eval", "exec", "exit", "export", "false", "printf", "pwd",
        "read", "set", "shift", "source", "test", "trap", "true", "unset",
    ];
    BUILTINS.contains(&name)
}

/// The path of a source of `COPY --from=stage`.
pub(super) fn of_source(model: &Model, index: usize, span: Span) -> Option<Named> {
    let copy = model.copy_at(index)?;
    let source = copy.sources.iter().find(|it| it.span == span)?;
    let (copy::CopyFrom::Stage(stage), copy::SourceState::Stage { path, look }) = (&copy.from, &source.state) else {
        return None;
    };
    let (path, look) = (path.clone(), look.clone());
    Some(Named { span, stage: *stage, path, look, is_removed: false, is_guess: false })
}

/// The path that the word of WORKDIR, VOLUME or a mount's target means after the instruction.
pub(super) fn of_folder(model: &Model, index: usize, text: &Value, span: Span) -> Option<Named> {
    let stage = stage_of(model, index)?;
    let folder = stage.before(index).folder();
    let text = text.known().filter(|text| !text.is_empty())?;
    let path = match (text.starts_with('/'), folder) {
        (true, _) => path::clean(text),
        (false, Some(folder)) => path::join(folder, text),
        (false, None) => return None,
    };
    let after = stage.states.get(index.checked_sub(stage.instructions.start)?)?.changes;
    let look = model.look_at(stage.id, after, &path);
    Some(Named { span, stage: stage.id, path, look, is_removed: false, is_guess: false })
}

/// Where a path of an image came from: the instruction that made it, first, and the file of the context that it is.
pub(super) fn origins(model: &Model, found: &Found) -> Vec<Target> {
    let mut targets = Vec::new();
    if let Some(origin) = found.trail.last() {
        targets.push(Target::Here(made_by(model, origin.instruction, &origin.path)));
    }
    if let Content::Context(name) = &found.entry.content {
        targets.insert(0, context_file(model, name));
    }
    targets
}

/// The command of an instruction that names `path` or its last name; else the instruction.
pub(super) fn made_by(model: &Model, index: usize, path: &str) -> Span {
    let instruction = model.instruction(index);
    let name = path::file_name(path);
    let names = |it: &&Invocation| {
        it.instruction == index && it.words.iter().chain(&it.outputs).any(|word| path::file_name(&word.text) == name)
    };
    let commands: Vec<&Invocation> = model.invocations_of(index).iter().collect();
    let found = model.invocations.iter().rev().find(names);
    match (found, commands.as_slice()) {
        (Some(invocation), _) => invocation.span,
        (None, [only]) => only.span,
        _ => instruction.span,
    }
}

/// A file or folder of the build context.
pub(super) fn context_file(model: &Model, name: &str) -> Target {
    let root = model.context.as_ref().map_or_else(PathBuf::new, |context| context.root().to_owned());
    Target::File(if name.is_empty() { root } else { root.join(name) })
}

/// What kind of thing an entry is.
pub(super) fn kind(model: &Model, found: &Found) -> &'static str {
    match &found.entry.kind {
        EntryKind::Folder => "a folder",
        EntryKind::Link(_) => "a link",
        EntryKind::File if is_vague(model, found) => match found.path.contains("bin/") {
            true => "a program",
            false => "is there",
        },
        EntryKind::File => match &found.entry.content {
            Content::Program(_) => "a program",
            _ => "a file",
        },
    }
}

/// Whether no more is known than that something stands there: what is of a base image, or copied and not found.
pub(super) fn is_vague(model: &Model, found: &Found) -> bool {
    let is_copy = |index: usize| model.copy_at(index).is_some();
    let is_brought = found.trail.last().is_none_or(|origin| is_copy(origin.instruction));
    found.entry.kind == EntryKind::File && matches!(found.entry.content, Content::Unknown) && is_brought
}

/// The root of the build context as seen from the repository.
pub(super) fn root(context: &Context) -> String {
    match context.root().strip_prefix(context.repository()) {
        Ok(rest) if rest.as_os_str().is_empty() => ", the root of the repository".to_owned(),
        Ok(rest) => format!(" {}", super::code(&rest.display().to_string().replace('\\', "/"))),
        Err(_) => String::new(),
    }
}
