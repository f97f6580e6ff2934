//! Variables, ports and users: the value at this place and where it comes from.

use crate::model::Model;
use crate::model::stage::Variable;
use crate::syntax::ast::{Kind, Word};
use crate::syntax::expand::Value;

use super::super::variables::{self, Means, Named, Reader};
use super::super::{code, docs, shortened, stage_of};
use super::{Hover, state};

/// Characters of a value that are shown at most.
const LONGEST: usize = 300;

/// The value of a variable, and which line sets it.
pub(super) fn variable(model: &Model, index: usize, named: &Named) -> Option<Hover> {
    match named {
        Named::Definition(definition) => {
            let variable = defined(model, definition)?;
            let what = match definition.means {
                Means::GlobalArg => "a build argument for FROM; a stage that declares it gets it too",
                Means::Arg => "a build argument; the container does not get it",
                Means::Env => "for the instructions below and the container",
            };
            let value = text(&definition.name, &variable.value);
            let from = taken_from(model, definition);
            let meaning = meaning(&definition.name).filter(|_| definition.means != Means::Env).unwrap_or_default();
            let markdown = format!("{value}{meaning}\n\nIt is {what}{from}");
            Some(Hover { span: definition.span, markdown })
        }
        Named::Use(found) => {
            let Some(variable) = variables::binding(model, index, found) else {
                return unset(model, index, found);
            };
            let value = text(&found.name, &variable.value);
            let by = match variable.span {
                Some(span) => format!("set on line {}", model.source.line(span.start)),
                None if found.name == "PATH" => "set by the base image, or Docker's default".to_owned(),
                None => "set by the base image".to_owned(),
            };
            Some(Hover { span: found.span, markdown: format!("{value}\n\n{by}") })
        }
    }
}

/// A use that nothing sets.
fn unset(model: &Model, index: usize, found: &variables::Use) -> Option<Hover> {
    let said = |text: String| Some(Hover { span: found.span, markdown: text });
    let name = code(&found.name);
    let stage = stage_of(model, index);
    let is_global = |it: &variables::Definition| it.means == Means::GlobalArg && it.name == found.name;
    if let Some(meaning) = meaning(&found.name).filter(|_| stage.is_none_or(|it| it.from == Some(index))) {
        return said(format!("{name}{meaning}"));
    }
    if found.reader != Reader::Builder {
        return None;
    }
    if stage.is_some_and(|it| it.from != Some(index)) && variables::definitions(model).iter().any(is_global) {
        let message =
            format!("{name} is not set here: `ARG {}` before the first FROM counts for FROM only", found.name);
        return said(message);
    }
    let is_missing = model.undefined.iter().any(|it| it.span == found.span);
    if is_missing { said(format!("{name} is not set here")) } else { None }
}

/// What the builder sets the ARG to.
fn meaning(name: &str) -> Option<String> {
    docs::of(&docs::PLATFORM, name).map(|text| format!(": {text}; the builder sets it"))
}

fn defined(model: &Model, definition: &variables::Definition) -> Option<Variable> {
    let instruction = model.instruction(definition.instruction);
    match (definition.means, definition.stage) {
        (Means::GlobalArg, _) => {
            let Kind::Arg(arguments) = &instruction.kind else { return None };
            let argument = arguments.iter().find(|it| it.name.span == definition.span)?;
            Some(Variable { value: variables::global_value(model, argument), span: Some(definition.span) })
        }
        (means, Some(stage)) => {
            let stage = model.stages.get(stage)?;
            let state = stage.states.get(definition.instruction - stage.instructions.start)?;
            let all = if means == Means::Env { &state.env } else { &state.args };
            all.get(&definition.name).cloned()
        }
        _ => None,
    }
}

/// Where an ARG without a default gets its value.
fn taken_from(model: &Model, definition: &variables::Definition) -> String {
    if definition.means != Means::Arg || definition.has_value {
        return String::new();
    }
    let mut globals = variables::definitions(model).into_iter().filter(|it| it.means == Means::GlobalArg);
    match globals.find(|it| it.name == definition.name) {
        Some(global) => format!(". Its value is that of line {}", model.source.line(global.span.start)),
        None => String::new(),
    }
}

fn text(name: &str, value: &Value) -> String {
    match value {
        Value::Known(text) => code(&format!("{name}={}", shortened(text, LONGEST))),
        Value::Unknown(why) => format!("{}: the value is not known: {why}", code(name)),
    }
}

/// A port of EXPOSE: what it comes to, and who listens there.
pub(super) fn port(model: &Model, index: usize, word: &Word) -> Option<String> {
    let stage = stage_of(model, index)?;
    let state = stage.states.get(index.checked_sub(stage.instructions.start)?)?;
    let exposed = state.ports.iter().find(|it| it.span == Some(word.span))?;
    let Some(range) = &exposed.ports else { return Some("The number of the port is not known".to_owned()) };
    let protocol = if exposed.udp { "UDP" } else { "TCP" };
    let numbers = match range.start() == range.end() {
        true => format!("port {}", range.start()),
        false => format!("ports {} to {}", range.start(), range.end()),
    };
    let mut out = format!("{protocol} {numbers}");
    if stage.id == model.target {
        out += &listeners(model, range);
    }
    Some(out)
}

fn listeners(model: &Model, range: &std::ops::RangeInclusive<u16>) -> String {
    let listening = model.listening();
    let here: Vec<String> = listening
        .ports
        .iter()
        .filter(|port| range.contains(&port.number))
        .map(|port| {
            let place = &port.place;
            let line = place.source.line(place.span.start);
            let host = port.host.as_deref().map(|it| format!(", on {}", code(it))).unwrap_or_default();
            format!("- {} ({}, line {line}){host}\n", port.why, code(&place.source.path().display().to_string()))
        })
        .collect();
    if !here.is_empty() {
        return format!(". The program listens here:\n\n{}", here.concat());
    }
    match listening.decided() {
        Some(port) => format!(". The program is seen to listen on {}: {}", port.number, port.why),
        None => String::new(),
    }
}

/// A user that USER or `--chown` names.
pub(super) fn user(model: &Model, index: usize, word: &Word) -> Option<String> {
    let stage = stage_of(model, index)?;
    let state = stage.before(index);
    match model.expand(word, state).value {
        Value::Known(text) => {
            let shown = if text.is_empty() { "root" } else { &text };
            let name = shown.split(':').next().unwrap_or_default();
            let made = state.accounts.get(name).and_then(|it| it.instruction);
            let made =
                made.map(|it| format!(", made on line {}", model.source.line(model.instruction(it).keyword.start)));
            Some(format!("{}{}{}", code(shown), state::number(state, shown), made.unwrap_or_default()))
        }
        Value::Unknown(why) => Some(format!("The user is not known: {why}")),
    }
}
