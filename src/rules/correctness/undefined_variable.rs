//! A word names a variable that is surely not set: it becomes nothing.
//!
//! Silent where the base image is not known, on `X=...:$X`, which appends to what may be nothing, on `ARG X=$X`, and on
//! words that say themselves what to do (`${X:-default}`). A shell-form start command that reads an ARG
//! is told too: an ARG is gone when the container runs.

use std::collections::HashSet;

use crate::model::names as spelled;
use crate::model::{Model, Undefined};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, edits, is_root};
use crate::source::Span;
use crate::syntax::ast::{Exec, Form, Kind, Pair};
use crate::syntax::expand::{self, Use};
use crate::syntax::shell::{Part, ShellWord};

pub(super) const RULE: Rule = Rule { id: "undefined-variable", check };

/// What shells and the container runtime set.
const OF_THE_SHELL: [&str; 7] = ["HOME", "PWD", "OLDPWD", "HOSTNAME", "USER", "SHELL", "UID"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let written = model.undefined.iter().filter(|it| it.stage.is_some() && !appends(model, it));
    let found: Vec<Finding> = written.map(|it| finding(model, it)).collect();
    let beside = beside(model).into_iter().filter(|it| found.iter().all(|other| other.span != it.span));
    let beside: Vec<Finding> = beside.collect();
    found.into_iter().chain(at_run_time(model)).chain(beside).collect()
}

/// An ENV that uses a name which it sets itself, and which no ENV or ARG above it sets. The base image may do so,
/// or the word may stand there for a reason, so that it is only possible where the dry build does not know better.
fn beside(model: &Model) -> Vec<Finding> {
    let mut set: HashSet<&str> = HashSet::new();
    let mut findings = Vec::new();
    for instruction in &model.dockerfile.instructions {
        match &instruction.kind {
            Kind::Arg(arguments) => set.extend(arguments.iter().map(|it| it.name.as_str())),
            Kind::Env(pairs) => {
                findings.extend(of_siblings(pairs, model.dockerfile.escape).filter(|it| !set.contains(it.0)).map(
                    |it| {
                        let message =
                            format!("`{}` is set by this `ENV` itself, so the value from before it is used", it.0);
                        let finding =
                            Finding::new(it.1, message).help("set it with an `ENV` of its own, above this one");
                        finding.known_as(&["DL3044"]).confidence(Confidence::Possible)
                    },
                ));
                set.extend(pairs.iter().map(|it| it.key.as_str()));
            }
            _ => {}
        }
    }
    findings
}

/// The names of an ENV that the values of its other names use plainly, each with its first use.
fn of_siblings(pairs: &[Pair], escape: char) -> impl Iterator<Item = (&str, Span)> {
    let uses: Vec<Vec<Use>> = pairs.iter().map(|it| expand::uses(&it.value, escape)).collect();
    pairs.iter().enumerate().filter_map(move |(own, pair)| {
        let others = uses.iter().enumerate().filter(|(index, _)| *index != own).flat_map(|(_, it)| it);
        let mut plain = others.filter(|it| it.operator.is_empty() && it.name == pair.key.as_str());
        plain.next().map(|it| (pair.key.as_str(), it.span))
    })
}

/// What a use goes by elsewhere: hadolint tells only those of a name that the same ENV sets.
fn names(model: &Model, undefined: &Undefined) -> &'static [&'static str] {
    match &model.instruction(undefined.instruction).kind {
        Kind::Env(pairs) if of_siblings(pairs, model.dockerfile.escape).any(|it| it.0 == undefined.name) => {
            &["UndefinedVar", "DL3044"]
        }
        _ => &["UndefinedVar"],
    }
}

fn finding(model: &Model, undefined: &Undefined) -> Finding {
    let name = &undefined.name;
    let finding = Finding::new(undefined.span, format!("`{name}` is not set here, so it becomes nothing"));
    let finding = finding.confidence(Confidence::Likely).known_as(names(model, undefined));
    let near = spelled::nearest(name, undefined.known());
    let finding = match fix(model, undefined, near) {
        Some(fix) => finding.fix(fix),
        None => finding,
    };
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

/// What is surely meant: root's home, a name that is set, or the ARG from before the first FROM.
fn fix(model: &Model, undefined: &Undefined, near: Option<&str>) -> Option<Fix> {
    let (name, span) = (undefined.name.as_str(), undefined.span);
    let written = model.source.slice(span);
    let stage = model.stages.get(undefined.stage?)?;
    let one = |title: String, edit: Edit| Some(Fix::new(title, Safety::Unsafe, vec![edit]));
    let is_plain = written.trim_start_matches(['$', '{']).trim_end_matches('}') == name;
    if name == "HOME" {
        let user = &stage.before(undefined.instruction).user.value;
        let is_roots = is_plain && user.known().is_some_and(is_root) && !stage.windows;
        return if is_roots { one("write `/root`".to_owned(), Edit::replace(span, "/root")) } else { None };
    }
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    if OF_THE_SHELL.contains(&name) || !is_name {
        return None;
    }
    if declares_above(model, name) {
        // As low as can be: what stands between is not run again for another value.
        let of_stage = model.undefined.iter().filter(|it| it.stage == undefined.stage && it.name == name);
        let first = model.instruction(of_stage.map(|it| it.instruction).min()?);
        let edit = edits::above(model, first, &[format!("ARG {name}")], edits::Gap::None);
        return one(format!("declare `ARG {name}` in this stage"), edit);
    }
    let near = near.filter(|_| is_plain)?;
    one(format!("write `{near}`"), Edit::replace(span, written.replace(name, near)))
}

/// Whether an ARG before the first FROM declares the name: stages see it only where they ask for it.
fn declares_above(model: &Model, name: &str) -> bool {
    let above = model.dockerfile.instructions.iter().take_while(|it| !matches!(it.kind, Kind::From(_)));
    above.into_iter().any(|it| match &it.kind {
        Kind::Arg(arguments) => arguments.iter().any(|it| it.name.as_str() == name),
        _ => false,
    })
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
            let finding = Finding::new(span, message).own();
            let finding = finding.help(format!("write `ENV {name}=${{{name}}}` below the `ARG`"));
            let finding = match kept(model, name, argument.span) {
                Some(fix) => finding.fix(fix),
                None => finding,
            };
            findings.push(match argument.span {
                Some(place) => finding.label(model.place(place), "it is declared here, for the build only"),
                None => finding,
            });
        }
    }
    findings
}

/// An ENV below the ARG that the image keeps.
fn kept(model: &Model, name: &str, declared: Option<Span>) -> Option<Fix> {
    let declared = declared?;
    let mut instructions = model.dockerfile.instructions.iter().filter(|it| matches!(it.kind, Kind::Arg(_)));
    let argument = instructions.find(|it| it.span.contains(declared))?;
    let line = format!("ENV {name}=${{{name}}}");
    let title = format!("write `{line}` below the `ARG`");
    Some(Fix::new(title, Safety::Unsafe, vec![edits::below(model, argument, &[line])]))
}

fn plain_variables(word: &ShellWord) -> impl Iterator<Item = (&str, Span)> {
    word.parts.iter().filter_map(|part| match part {
        Part::Variable { name, operator: None, span, .. } => Some((name.as_str(), *span)),
        _ => None,
    })
}
