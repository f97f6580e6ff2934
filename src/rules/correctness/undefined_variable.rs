//! A word names a variable that is surely not set: it becomes nothing.
//!
//! Silent where the base image is not known, on `X=...:$X`, which appends to what may be nothing, on `ARG X=$X`, and on
//! words that say themselves what to do (`${X:-default}`). A shell-form start command that reads an ARG
//! is told too: an ARG is gone when the container runs.

use crate::model::names;
use crate::model::{Model, Undefined};
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::source::Span;
use crate::syntax::ast::{Exec, Form, Kind};
use crate::syntax::shell::{Part, ShellWord};

pub(super) const RULE: Rule = Rule { id: "undefined-variable", check };

/// What shells and the container runtime set.
const OF_THE_SHELL: [&str; 7] = ["HOME", "PWD", "OLDPWD", "HOSTNAME", "USER", "SHELL", "UID"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let written = model.undefined.iter().filter(|it| it.stage.is_some() && !appends(model, it));
    written.map(finding).chain(at_run_time(model)).collect()
}

fn finding(undefined: &Undefined) -> Finding {
    let name = &undefined.name;
    let finding = Finding::new(undefined.span, format!("`{name}` is not set here, so it becomes nothing"));
    let finding = finding.confidence(Confidence::Likely);
    let near = names::nearest(name, undefined.known.iter().map(String::as_str));
    match near {
        _ if OF_THE_SHELL.contains(&name.as_str()) => {
            finding.help(format!("`{name}` is set while a `RUN` works, and for no other instruction: write the value"))
        }
        _ if !name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') => {
            finding.help("write `\\$` for a dollar sign")
        }
        Some(near) => finding.help(format!("`{near}` is set: write `${{{near}}}`")),
        None => finding.help(format!("declare `ARG {name}` in this stage, or set it with `ENV`")),
    }
}

/// `ENV X=/more:$X`, `ARG X=$X`: appending to nothing is harmless.
fn appends(model: &Model, undefined: &Undefined) -> bool {
    match &model.instruction(undefined.instruction).kind {
        Kind::Env(pairs) => {
            pairs.iter().any(|pair| pair.key.as_str() == undefined.name && pair.value.span.contains(undefined.span))
        }
        Kind::Arg(arguments) => arguments.iter().any(|it| it.name.as_str() == undefined.name),
        _ => false,
    }
}

/// ARGs that the shell form of the start command reads.
fn at_run_time(model: &Model) -> Vec<Finding> {
    let Some(state) = model.image() else { return Vec::new() };
    let execs = [&state.entrypoint, &state.cmd].into_iter().filter_map(|it| model.exec(it));
    let scripts = execs.filter_map(|Exec { form, .. }| match form {
        Form::Shell(script) => Some(script),
        Form::Exec(_) => None,
    });
    let mut findings = Vec::new();
    for word in scripts.flat_map(|script| script.commands()).flat_map(|command| &command.words) {
        for (name, span) in plain_variables(word) {
            let (Some(argument), false) = (state.args.get(name), state.env.contains_key(name)) else { continue };
            let message = format!("`{name}` is an ARG, which is gone when the container runs");
            let finding = Finding::new(span, message).help(format!("write `ENV {name}=${{{name}}}` below the `ARG`"));
            findings.push(match argument.span {
                Some(place) => finding.label(model.place(place), "it is declared here, for the build only"),
                None => finding,
            });
        }
    }
    findings
}

fn plain_variables(word: &ShellWord) -> impl Iterator<Item = (&str, Span)> {
    word.parts.iter().filter_map(|part| match part {
        Part::Variable { name, operator: None, span, .. } => Some((name.as_str(), *span)),
        _ => None,
    })
}
