//! An ARG that hands a secret to one step, as a mount of that step: nothing of it is kept.

use crate::model::Model;
use crate::model::stage::Stage;
use crate::rules::{Fix, Safety, edits};
use crate::syntax::ast::{Argument, Form, Instruction, Kind};

/// Takes the ARG `index` out and mounts the secret in the one RUN that names it; `None` where anything else does, or
/// where an old frontend is asked for.
pub(super) fn fix(model: &Model, stage: &Stage, index: usize, name: &str) -> Option<Fix> {
    let instruction = model.instruction(index);
    let Kind::Arg(arguments) = &instruction.kind else { return None };
    let [Argument { default: None, .. }] = arguments.as_slice() else { return None };
    let names = |it: &Instruction| model.source.slice(it.span).contains(name);
    let others = model.dockerfile.instructions.iter().enumerate().filter(|(at, it)| *at != index && names(it));
    let users: Vec<(usize, &Instruction)> = others.collect();
    let [(at, user)] = users.as_slice() else { return None };
    let Kind::Run(run) = &user.kind else { return None };
    let is_shell = matches!(run.form, Form::Shell(_)) && stage.instructions.contains(at) && *at > index;
    let is_mounted = run.mounts.iter().any(|mount| matches!(mount.kind(), "secret" | "ssh"));
    if !is_shell || is_mounted || is_old(model) || stage.windows {
        return None;
    }
    let mount = format!("--mount=type=secret,id={name},env={name}");
    let edits = vec![edits::without(model, instruction), edits::with_flag(user, &mount)];
    Some(Fix::new(format!("mount `{name}` as a secret in the step that reads it"), Safety::Unsafe, edits))
}

/// Whether the file asks for a frontend that knows no `env` of secrets: one before 1.10.
fn is_old(model: &Model) -> bool {
    let syntax = model.dockerfile.directives.iter().find(|it| it.name == "syntax");
    let version = syntax.and_then(|it| it.value.rsplit_once(':')).map(|(_, version)| version.to_owned());
    let Some(version) = version else { return false };
    let mut parts = version.split(['.', '-']).map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(1)), Some(Ok(minor))) => minor < 10,
        (Some(Ok(major)), _) => major < 1,
        _ => true,
    }
}
