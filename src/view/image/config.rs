//! The configuration of a stage's image at a point.

use serde::Serialize;

use crate::facts::base::Start;
use crate::model::stage::{self, Exposed, Setting};
use crate::syntax::ast::{Form, Healthcheck, Kind};
use crate::syntax::expand::Value;

use super::{Point, line};

#[derive(Clone, Debug, Serialize)]
pub(super) struct Config {
    pub(super) user: SettingView,
    pub(super) workdir: SettingView,
    pub(super) env: Vec<VariableView>,
    pub(super) ports: Vec<PortView>,
    pub(super) volumes: Vec<String>,
    /// What a shell form runs in.
    pub(super) shell: Vec<String>,
    pub(super) entrypoint: Option<CommandView>,
    pub(super) cmd: Option<CommandView>,
    pub(super) healthcheck: Option<CommandView>,
}

/// A value and where it is set; without a line it comes from the base image.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SettingView {
    pub(super) value: Option<String>,
    /// Why it is not known.
    pub(super) why: Option<String>,
    pub(super) line: Option<u32>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct VariableView {
    pub(super) name: String,
    #[serde(flatten)]
    pub(super) setting: SettingView,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct PortView {
    /// `8080`, `8000-8010`, `53/udp`; `None` where the number is not known.
    pub(super) port: Option<String>,
    pub(super) line: Option<u32>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct CommandView {
    /// The words of an exec form, the text of a shell form alone.
    pub(super) words: Vec<String>,
    /// `exec`, `shell` or `unknown`.
    pub(super) form: &'static str,
    /// `None`: from the base image.
    pub(super) line: Option<u32>,
}

impl Config {
    pub(super) fn of(point: Point) -> Config {
        let state = point.state;
        let mut env: Vec<VariableView> = state.env.iter().map(|(name, it)| variable(point, name, it)).collect();
        // What the Dockerfile sets is what people look for.
        env.sort_by_key(|it| (it.setting.line.is_none(), it.setting.line));
        let user = setting(point, &state.user);
        let user = match user.value.as_deref() {
            Some("") => SettingView { value: Some("root".to_owned()), ..user },
            _ => user,
        };
        Config {
            user,
            workdir: setting(point, &state.workdir),
            env,
            ports: state.ports.iter().map(|it| port(point, it)).collect(),
            volumes: state.volumes.iter().cloned().collect(),
            shell: state.shell.to_vec(),
            entrypoint: command(point, &state.entrypoint),
            cmd: command(point, &state.cmd),
            healthcheck: command(point, &state.healthcheck),
        }
    }
}

fn setting(point: Point, setting: &Setting) -> SettingView {
    let line = setting.instruction.map(|index| line(point.model, index));
    value(&setting.value, line)
}

fn value(value: &Value, line: Option<u32>) -> SettingView {
    match value {
        Value::Known(text) => SettingView { value: Some(text.clone()), why: None, line },
        Value::Unknown(why) => SettingView { value: None, why: Some(why.clone()), line },
    }
}

fn variable(point: Point, name: &str, variable: &stage::Variable) -> VariableView {
    let line = variable.span.map(|span| point.model.source.line(span.start));
    VariableView { name: name.to_owned(), setting: value(&variable.value, line) }
}

fn port(point: Point, port: &Exposed) -> PortView {
    let protocol = if port.udp { "/udp" } else { "" };
    let text = port.ports.as_ref().map(|range| match range.start() == range.end() {
        true => format!("{}{protocol}", range.start()),
        false => format!("{}-{}{protocol}", range.start(), range.end()),
    });
    PortView { port: text, line: port.span.map(|span| point.model.source.line(span.start)) }
}

fn command(point: Point, command: &stage::Command) -> Option<CommandView> {
    match command {
        stage::Command::Unset => None,
        stage::Command::Base(Start::Exec(words)) => {
            Some(CommandView { words: words.clone(), form: "exec", line: None })
        }
        stage::Command::Base(Start::Shell(text)) => {
            Some(CommandView { words: vec![text.clone()], form: "shell", line: None })
        }
        stage::Command::Unknown(why) => Some(CommandView { words: vec![why.clone()], form: "unknown", line: None }),
        stage::Command::Instruction(index) => {
            let instruction = point.model.instruction(*index);
            let exec = match &instruction.kind {
                Kind::Cmd(exec) | Kind::Entrypoint(exec) => Some(exec),
                Kind::Healthcheck(Healthcheck::Cmd(exec)) => Some(exec),
                _ => None,
            };
            let (words, form) = match exec.map(|it| &it.form) {
                Some(Form::Exec(words)) => (words.iter().map(|it| it.value.clone()).collect(), "exec"),
                Some(Form::Shell(_)) => (vec![instruction.arguments.text.clone()], "shell"),
                None => (vec!["NONE".to_owned()], "exec"),
            };
            Some(CommandView { words, form, line: Some(line(point.model, *index)) })
        }
    }
}
