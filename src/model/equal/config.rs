//! The configuration of a stage's image as names and values.

use std::fmt::Debug;

use crate::facts::base::Start;
use crate::model::Model;
use crate::model::files::StageId;
use crate::model::stage::{Base, Command, Exposed, Setting, Stage, State, Variable};
use crate::syntax::ast::{Form, Healthcheck, Instruction, JsonString, Kind, Word};
use crate::syntax::expand::Value;

use super::Named;
use super::steps;

/// The arguments before the first FROM.
pub(super) fn globals(model: &Model) -> Vec<(String, String)> {
    let first = model.stages.iter().filter_map(|it| it.from).min().unwrap_or(0);
    let arguments = model.dockerfile.instructions[..first].iter().filter_map(|it| match &it.kind {
        Kind::Arg(arguments) => Some(arguments),
        _ => None,
    });
    let shown = |word: &Option<Word>| word.as_ref().map_or("without a default", Word::as_str).to_owned();
    arguments.flatten().map(|it| (format!("the argument `{}`", it.name.as_str()), shown(&it.default))).collect()
}

/// What the image has when the stage ends, what it is built from included.
pub(super) fn of(model: &Model, stage: StageId) -> Named {
    let mut named = Named::new();
    let Some(it) = model.stages.get(stage) else { return named };
    let end = it.end();
    let mut set = |name: &str, value: String| {
        named.insert(name.to_owned(), value);
    };
    set("the base", base(model, it));
    set("the user", setting(model, &end.user));
    set("the working directory", setting(model, &end.workdir));
    set("the shell", quoted(&end.shell));
    set("the entry point", command(model, &end.entrypoint, end));
    set("the command", command(model, &end.cmd, end));
    set("the health check", command(model, &end.healthcheck, end));
    set("the set of ports", sorted(end.ports.iter().map(|it| port(model, it))));
    set("the set of volumes", sorted(end.volumes.iter().map(|it| format!("`{it}`"))));
    for (name, variable) in end.env.iter() {
        set(&format!("the variable `{name}`"), value(model, variable));
    }
    for (name, variable) in end.args.iter() {
        set(&format!("the argument `{name}`"), value(model, variable));
    }
    let mut chain: Vec<&Stage> = model.chain(stage).take(model.stages.len()).collect();
    chain.reverse();
    let mut triggers = Vec::new();
    for part in chain {
        for (index, instruction) in model.instructions_of(part) {
            unkept(model, part.before(index), instruction, &mut named, &mut triggers);
        }
    }
    named.insert("the set of triggers".to_owned(), triggers.join(", "));
    named
}

/// What the model keeps no track of.
fn unkept(model: &Model, state: &State, instruction: &Instruction, named: &mut Named, triggers: &mut Vec<String>) {
    match &instruction.kind {
        Kind::Label(pairs) => {
            for pair in pairs {
                let key = word(model, &pair.key, state);
                named.insert(format!("the label {key}"), word(model, &pair.value, state));
            }
        }
        Kind::Stopsignal(name) => {
            named.insert("the stop signal".to_owned(), signal(&word(model, name, state)));
        }
        Kind::Maintainer(author) => {
            named.insert("the author".to_owned(), author.as_str().to_owned());
        }
        Kind::Onbuild(inner) => triggers.push(steps::written(model, inner)),
        _ => {}
    }
}

/// Numbers and names of the signals that people send to containers; the numbers are those of Linux on x86 and ARM
/// (signal(7)).
const SIGNALS: [(&str, &str); 9] = [
    ("1", "HUP"),
    ("2", "INT"),
    ("3", "QUIT"),
    ("6", "ABRT"),
    ("9", "KILL"),
    ("10", "USR1"),
    ("12", "USR2"),
    ("15", "TERM"),
    ("28", "WINCH"),
];

/// `SIGRTMIN` as programs on Linux see it.
const FIRST_OF_REAL_TIME: u32 = 34;

/// The number of a known signal, else the text.
fn signal(text: &str) -> String {
    let text = text.trim_matches('`').to_uppercase();
    let name = text.strip_prefix("SIG").unwrap_or(&text);
    let known = SIGNALS.iter().find(|(_, known)| *known == name).map(|(number, _)| (*number).to_owned());
    let offset =
        |start: u32, rest: &str| if rest.is_empty() { Some(start) } else { start.checked_add(rest.parse().ok()?) };
    let of_real_time = name.strip_prefix("RTMIN").and_then(|it| offset(FIRST_OF_REAL_TIME, it.trim_start_matches('+')));
    known.or(of_real_time.map(|it| it.to_string())).unwrap_or_else(|| name.to_owned())
}

fn base(model: &Model, stage: &Stage) -> String {
    let from = stage.from.map(|index| model.instruction(index));
    let text = from.map(|it| it.arguments.text.as_str()).unwrap_or_default();
    let name = match &stage.base {
        Base::Scratch => "`scratch`".to_owned(),
        Base::Stage(parent) => format!("stage {parent}"),
        Base::Image { reference, .. } => {
            let tag = reference.tag.as_deref().unwrap_or_default();
            let digest = reference.digest.as_deref().unwrap_or_default();
            format!("`{}:{tag}@{digest}`", reference.canonical)
        }
        Base::Unknown(_) => format!("`{}`", text.split_whitespace().next().unwrap_or_default()),
    };
    let platform = from.and_then(|it| it.flag_value("platform")).map(|it| it.as_str());
    // That is what it is without the flag.
    let is_default = platform.is_some_and(|it| ["$TARGETPLATFORM", "${TARGETPLATFORM}"].contains(&it));
    let without: &[&str] = if is_default { &["platform"] } else { &[] };
    let flags = from.map(|it| steps::flags(it, without)).unwrap_or_default();
    format!("{name}{flags}")
}

fn setting(model: &Model, setting: &Setting) -> String {
    match (&setting.value, setting.instruction) {
        (Value::Known(text), _) => format!("`{text}`"),
        (Value::Unknown(_), Some(index)) => unknown(&model.instruction(index).arguments.text),
        (Value::Unknown(_), None) => "that of the base".to_owned(),
    }
}

/// What is not known is what is written.
fn unknown(text: &str) -> String {
    format!("whatever `{text}` is")
}

/// The value of a variable.
pub(super) fn value(model: &Model, variable: &Variable) -> String {
    let text = match &variable.value {
        Value::Known(text) => return format!("`{text}`"),
        Value::Unknown(_) => variable.span.and_then(|span| assigned(model, span)),
    };
    unknown(&text.unwrap_or_default())
}

/// What is written behind the name that stands at `span`.
fn assigned(model: &Model, span: crate::source::Span) -> Option<String> {
    let instructions = &model.dockerfile.instructions;
    let at = instructions.partition_point(|it| it.span.start <= span.start).checked_sub(1)?;
    match &instructions[at].kind {
        Kind::Env(pairs) => Some(pairs.iter().find(|it| it.key.span == span)?.value.as_str().to_owned()),
        Kind::Arg(arguments) => {
            let default = arguments.iter().find(|it| it.name.span == span)?.default.as_ref();
            Some(default.map(|it| it.as_str().to_owned()).unwrap_or_default())
        }
        _ => None,
    }
}

/// The word as far as it is known, else as it is written.
pub(super) fn word(model: &Model, word: &Word, state: &State) -> String {
    match model.expand(word, state).value {
        Value::Known(text) => format!("`{text}`"),
        Value::Unknown(_) => unknown(word.as_str()),
    }
}

fn port(model: &Model, port: &Exposed) -> String {
    let protocol = if port.udp { "udp" } else { "tcp" };
    match (&port.ports, port.span) {
        (Some(range), _) => format!("{}-{}/{protocol}", range.start(), range.end()),
        (None, Some(span)) => model.source.slice(span).to_owned(),
        (None, None) => "one of the base".to_owned(),
    }
}

fn sorted(items: impl Iterator<Item = String>) -> String {
    let mut items: Vec<String> = items.collect();
    items.sort();
    items.dedup();
    items.join(", ")
}

fn command(model: &Model, command: &Command, state: &State) -> String {
    match command {
        Command::Unset => "unset".to_owned(),
        Command::Base(Start::Exec(words)) => quoted(words),
        Command::Base(Start::Shell(text)) => format!("`{text}`"),
        Command::Unknown(_) => "that of the base".to_owned(),
        Command::Instruction(index) => {
            let instruction = model.instruction(*index);
            let form = match &instruction.kind {
                Kind::Cmd(exec) | Kind::Entrypoint(exec) | Kind::Healthcheck(Healthcheck::Cmd(exec)) => {
                    Some(&exec.form)
                }
                _ => None,
            };
            let form = form.map(|it| self::form(it, instruction, state)).unwrap_or_default();
            format!("{form}{}", steps::flags(instruction, &unset(instruction)))
        }
    }
}

/// Flags of HEALTHCHECK that leave a setting as it is: nothing of a time or a number, and how often a health check is
/// made while the container starts where no time is given for that.
/// (docs.docker.com, Engine API: of `HealthConfig`, 0 means inherit)
fn unset(instruction: &Instruction) -> Vec<&'static str> {
    let is_zero = |name: &str| {
        let value = instruction.flag_value(name).map_or("", |it| it.as_str());
        let digits: String = value.chars().filter(char::is_ascii_digit).collect();
        !digits.is_empty() && digits.bytes().all(|it| it == b'0')
    };
    let mut unset: Vec<&str> = ["interval", "timeout", "retries", "start-period", "start-interval"]
        .into_iter()
        .filter(|it| is_zero(it))
        .collect();
    if instruction.flag("start-period").is_none() || is_zero("start-period") {
        unset.push("start-interval");
    }
    unset
}

/// The words of an exec form, or the text of a shell form and the shell that reads it.
pub(super) fn form(form: &Form, instruction: &Instruction, state: &State) -> String {
    match form {
        Form::Exec(words) => strings(words),
        Form::Shell(_) => format!("`{}` in {}", steps::script(instruction), quoted(&state.shell)),
    }
}

fn strings(words: &[JsonString]) -> String {
    quoted(&words.iter().map(|it| it.value.as_str()).collect::<Vec<_>>())
}

fn quoted(words: &[impl Debug]) -> String {
    format!("{words:?}")
}
