//! An instruction's keyword: what it does, and the state of the image after it.

use std::collections::BTreeSet;

use crate::facts::base::Start;
use crate::model::Model;
use crate::model::stage::{Base, Command, Exposed, Setting, Stage, State};
use crate::syntax::ast::{Exec, Form, Healthcheck, Instruction, Kind};
use crate::syntax::expand::Value;

use super::super::{code, docs, image_name, keyword, shortened, stage_of, title};

/// Variables that are listed at most.
const MOST_VARIABLES: usize = 6;
/// Characters of a value that are shown at most.
const LONGEST: usize = 80;

/// What `instruction` does and, where it stands in a stage, what is so after it.
pub(super) fn instruction(model: &Model, index: usize, instruction: &Instruction) -> Option<String> {
    let keyword = keyword(model, instruction);
    let said = docs::of(&docs::INSTRUCTIONS, &keyword)?;
    let mut out = format!("**{keyword}** {said}.\n");
    let is_outer = instruction.keyword == model.instruction(index).keyword;
    if let Some(stage) = stage_of(model, index).filter(|_| is_outer) {
        let state = match stage.from == Some(index) {
            true => &stage.start,
            false => stage.states.get(index - stage.instructions.start)?,
        };
        out += &format!("\nAfter it, in {}:\n\n{}", title(stage), after(model, stage, state));
    }
    Some(out)
}

/// The configuration as a list.
fn after(model: &Model, stage: &Stage, state: &State) -> String {
    let mut lines = vec![format!("user: {}", user(model, stage, state))];
    let folder = setting(&state.workdir, "/");
    lines.push(format!("working directory: {folder}{}", origin(model, stage, state.workdir.instruction)));
    lines.extend(environment(model, state));
    lines.extend(arguments(model, state));
    lines.extend(ports(model, state));
    if *state.shell != ["/bin/sh", "-c"] || state.shell_instruction.is_some() {
        let by = origin(model, stage, state.shell_instruction);
        lines.push(format!("shell: {}{by}", code(&state.shell.join(" "))));
    }
    for (what, command) in
        [("entry point", &state.entrypoint), ("command", &state.cmd), ("health check", &state.healthcheck)]
    {
        if let Some(text) = start(model, command) {
            lines.push(format!("{what}: {text}{}", origin(model, stage, command.instruction())));
        }
    }
    lines.into_iter().map(|line| format!("- {line}\n")).collect()
}

/// The user with what is known of its number, and who set it.
pub(super) fn user(model: &Model, stage: &Stage, state: &State) -> String {
    let by = origin(model, stage, state.user.instruction);
    let text = match &state.user.value {
        Value::Known(text) if text.is_empty() => "root".to_owned(),
        Value::Known(text) => text.clone(),
        Value::Unknown(why) => return format!("not known: {why}{by}"),
    };
    format!("{}{}{by}", code(&text), number(state, &text))
}

/// The number of an account where its name is written and that is known.
pub(super) fn number(state: &State, user: &str) -> String {
    let name = user.split(':').next().unwrap_or_default();
    if name.bytes().all(|it| it.is_ascii_digit()) {
        let named = name.parse().ok().and_then(|id: u32| {
            let same = state.accounts.iter().filter(|(_, account)| account.id == Some(id));
            same.map(|(name, _)| name).next()
        });
        return named.map_or_else(String::new, |name| format!(", which is {}", code(name)));
    }
    let known = state.accounts.get(name).map(|account| account.id);
    match known {
        Some(Some(id)) => format!(", id {id}"),
        Some(None) => String::new(),
        None if name == "root" => ", id 0".to_owned(),
        None if state.accounts_open.is_none() => ", which nothing makes".to_owned(),
        None => String::new(),
    }
}

fn setting(setting: &Setting, empty: &str) -> String {
    match &setting.value {
        Value::Known(text) if text.is_empty() => code(empty),
        Value::Known(text) => code(&shortened(text, LONGEST)),
        Value::Unknown(why) => format!("not known: {why}"),
    }
}

/// Who set something: the line, or the base.
fn origin(model: &Model, stage: &Stage, instruction: Option<usize>) -> String {
    match instruction {
        Some(index) => format!(" (line {})", model.source.line(model.instruction(index).keyword.start)),
        None => match model.chain(stage.id).last().map(|it| &it.base) {
            Some(Base::Image { reference, facts: Some(_) }) => format!(" (from {})", image_name(reference)),
            Some(Base::Scratch) => " (by default)".to_owned(),
            _ => String::new(),
        },
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::Known(text) => text.clone(),
        Value::Unknown(_) => "?".to_owned(),
    }
}

/// What the Dockerfile sets, the latest first.
fn environment(model: &Model, state: &State) -> Option<String> {
    listed(model, "environment", state.env.iter())
}

fn arguments(model: &Model, state: &State) -> Option<String> {
    listed(model, "build arguments", state.args.iter())
}

fn listed<'a>(
    model: &Model,
    title: &str,
    variables: impl Iterator<Item = (&'a String, &'a crate::model::stage::Variable)>,
) -> Option<String> {
    let mut own: Vec<_> = variables.filter_map(|(name, it)| Some((it.span?, name, it))).collect();
    own.sort_by_key(|(span, ..)| std::cmp::Reverse(span.start));
    let shown = own.iter().take(MOST_VARIABLES).map(|(span, name, it)| {
        let text = format!("{name}={}", shortened(&value(&it.value), LONGEST));
        format!("{} (line {})", code(&text), model.source.line(span.start))
    });
    let shown: Vec<String> = shown.collect();
    let more = own.len().saturating_sub(shown.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!own.is_empty()).then(|| format!("{title}: {}{more}", shown.join(", ")))
}

fn ports(model: &Model, state: &State) -> Option<String> {
    let shown = state.ports.iter().map(|it| {
        let by = it.span.map(|span| format!(" (line {})", model.source.line(span.start))).unwrap_or_default();
        format!("{}{by}", port(it))
    });
    let shown: BTreeSet<String> = shown.collect();
    (!shown.is_empty()).then(|| format!("ports: {}", shown.into_iter().collect::<Vec<_>>().join(", ")))
}

/// `8080`, `8000-8010`, `53/udp`.
fn port(port: &Exposed) -> String {
    let protocol = if port.udp { "/udp" } else { "" };
    match &port.ports {
        Some(range) if range.start() == range.end() => format!("`{}{protocol}`", range.start()),
        Some(range) => format!("`{}-{}{protocol}`", range.start(), range.end()),
        None => "one that is not known".to_owned(),
    }
}

/// What is started; `None` where nothing is.
pub(super) fn start(model: &Model, command: &Command) -> Option<String> {
    match command {
        Command::Unset | Command::Unknown(_) => None,
        Command::Base(start) => Some(of_base(start)),
        Command::Instruction(index) => {
            let instruction = model.instruction(*index);
            let (Kind::Cmd(exec) | Kind::Entrypoint(exec) | Kind::Healthcheck(Healthcheck::Cmd(exec))) =
                &instruction.kind
            else {
                return None;
            };
            Some(written(exec, instruction))
        }
    }
}

fn written(exec: &Exec, instruction: &Instruction) -> String {
    match &exec.form {
        Form::Exec(words) => code(&shortened(&exec_form(words.iter().map(|it| it.value.as_str())), LONGEST)),
        Form::Shell(_) => code(&shortened(&instruction.arguments.text, LONGEST)),
    }
}

/// What a base image starts, as one would write it.
pub(super) fn of_base(start: &Start) -> String {
    match start {
        Start::Exec(words) => code(&exec_form(words.iter().map(String::as_str))),
        Start::Shell(text) => code(text),
    }
}

fn exec_form<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.map(|it| format!("\"{}\"", it.replace('"', "\\\""))).collect();
    format!("[{}]", quoted.join(", "))
}
