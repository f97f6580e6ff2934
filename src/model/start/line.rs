//! A command line word by word: wrappers are seen through, texts for a shell are read.

use std::collections::BTreeSet;

use crate::facts::base::Start as BaseStart;
use crate::facts::commands::Arg;
use crate::source::Span;
use crate::syntax::ast::{Exec, Form, JsonString, Text};
use crate::syntax::shell::{self, Dialect, Reach, Script, Step};

use super::starters::{Argument, is_builtin, script_argument, wrapper};
use super::{Role, Start, StartWord, Via};
use crate::model::Model;
use crate::model::files::StageId;
use crate::model::path;
use crate::model::stage::{Command, State};
use crate::model::words;

/// Command lines, one within the other or one after the other, that are read. Real ones have a dozen.
const MOST_LINES: u32 = 500;

/// Scripts that run scripts: real ones go three deep.
const DEEPEST: u32 = 6;

pub(super) enum Line {
    None,
    Unknown,
    Words(Vec<StartWord>),
    Shell(usize, Exec),
}

/// A command line of a shell text.
pub(super) struct ShellLine {
    pub(super) words: Vec<StartWord>,
    pub(super) folder: Option<String>,
    /// In that text.
    pub(super) span: Span,
}

/// One command line at work.
pub(super) struct Resolver<'a> {
    pub(super) model: &'a Model,
    pub(super) stage: StageId,
    pub(super) state: &'a State,
    /// The working directory, where known.
    pub(super) folder: Option<String>,
    pub(super) start: Start,
    /// The line of another file that is at work.
    pub(super) via: Option<Via>,
    /// Whether that is a line of a shell script, which may go on where the line fails.
    pub(super) is_inner: bool,
    /// The script that the last look for a program found, as an index into those of `start`.
    pub(super) entered: Option<usize>,
    /// How many files, one named by the other, may still be followed.
    pub(super) depth: u32,
    /// Command lines that may still be read.
    budget: u32,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(model: &'a Model, stage: StageId, state: &'a State) -> Resolver<'a> {
        let folder = state.folder().map(str::to_owned);
        Resolver {
            model,
            stage,
            state,
            folder,
            start: Start::default(),
            via: None,
            is_inner: false,
            entered: None,
            depth: DEEPEST,
            budget: MOST_LINES,
        }
    }

    pub(super) fn line(&self, command: &Command) -> Line {
        match command {
            Command::Unset => Line::None,
            Command::Unknown(_) => Line::Unknown,
            Command::Base(BaseStart::Exec(words)) => {
                let word = |text: &String| StartWord { text: Some(text.clone()), span: None, given: None };
                Line::Words(words.iter().map(word).collect())
            }
            Command::Base(BaseStart::Shell(_)) => Line::Unknown,
            Command::Instruction(index) => match self.model.exec(command) {
                Some(Exec { form: Form::Exec(words), .. }) => {
                    let words = words.iter();
                    let word =
                        |it: &JsonString| StartWord { text: Some(it.value.clone()), span: Some(it.span), given: None };
                    Line::Words(words.map(word).collect())
                }
                Some(exec) => Line::Shell(*index, exec.clone()),
                None => Line::Unknown,
            },
        }
    }

    pub(super) fn shell_form(&mut self, instruction: usize, exec: &Exec) {
        let Form::Shell(script) = &exec.form else { return };
        let span = script.text.span();
        self.start.shell_form = Some((instruction, span));
        let folder = self.folder.clone();
        self.script(script, None, folder.as_deref());
    }

    /// What Docker makes of a shell form that follows an ENTRYPOINT: the shell, `-c` and the text.
    pub(super) fn shell_words(&self, exec: &Exec) -> Vec<StartWord> {
        let Form::Shell(script) = &exec.form else { return Vec::new() };
        let word = |text: &String| StartWord { text: Some(text.clone()), span: None, given: None };
        let text = StartWord { span: Some(script.text.span()), ..word(&script.text.text) };
        self.state.shell.iter().map(word).chain([text]).collect()
    }

    /// The commands of a shell text that surely run.
    ///
    /// `within` is the word that holds the text, where that is no text of the Dockerfile itself: it is pointed at.
    fn script(&mut self, script: &Script, within: Option<&StartWord>, folder: Option<&str>) {
        let lines = self.commands(script, within, folder);
        if !self.is_inner {
            self.start.argv = lines.last().map(|line| line.words.clone()).unwrap_or_default();
        }
        for line in lines {
            self.line_of_words(&line.words, line.folder.as_deref(), true);
        }
    }

    /// The command lines of a shell text that surely run in `folder`, as long as `PATH` stays what it is.
    pub(super) fn commands(&self, script: &Script, within: Option<&StartWord>, folder: Option<&str>) -> Vec<ShellLine> {
        let assigned: BTreeSet<&str> =
            script.commands().flat_map(|it| &it.assignments).map(|it| it.name.as_str()).collect();
        let lookup = |name: &str| {
            let own = self.state.env.get(name).filter(|_| !assigned.contains(name));
            own.map(|variable| variable.value.clone())
        };
        let mut folder = folder.map(str::to_owned);
        let mut scopes = Vec::new();
        let mut lines = Vec::new();
        for step in &script.steps {
            let command = match step {
                Step::Enter => {
                    scopes.push(folder.clone());
                    continue;
                }
                Step::Leave => {
                    folder = scopes.pop().unwrap_or(folder);
                    continue;
                }
                Step::Command(command) => command,
            };
            if command.assignments.iter().any(|it| it.name == "PATH") {
                break;
            }
            let mut words = Vec::new();
            for word in &command.words {
                for arg in words::fields(word, &lookup) {
                    let text = match arg.arg {
                        Arg::Known(text) => Some(text),
                        Arg::Glob(_) | Arg::Unknown => None,
                    };
                    let (span, given) = within.map_or((Some(word.span), None), |it| (it.span, it.given));
                    words.push(StartWord { text, span, given });
                }
            }
            match words.first().and_then(|word| word.text.as_deref()) {
                Some("cd" | "pushd") if command.reach == Reach::Always => {
                    let to = words.get(1).and_then(|word| word.text.clone());
                    folder = to.zip(folder).map(|(to, folder)| path::join(&folder, &to));
                }
                Some("cd" | "pushd" | "popd") => folder = None,
                _ if command.reach == Reach::Always && !words.is_empty() => {
                    lines.push(ShellLine { words, folder: folder.clone(), span: command.span });
                }
                _ => {}
            }
        }
        lines
    }

    pub(super) fn words(&mut self, words: Vec<StartWord>) {
        self.start.argv = words.clone();
        let folder = self.folder.clone();
        self.line_of_words(&words, folder.as_deref(), false);
    }

    /// One command line: wrappers are programs of their own, and what they start is the next.
    pub(super) fn line_of_words(&mut self, words: &[StartWord], folder: Option<&str>, in_shell: bool) {
        if self.budget == 0 {
            return;
        }
        self.budget -= 1;
        let mut rest = words;
        // Every wrapper takes at least one word away.
        while let Some(first) = rest.first() {
            let Some(text) = first.text.as_deref() else { return };
            let name = path::file_name(text);
            if in_shell && is_builtin(text) && !(self.is_inner && matches!(name, "." | "source")) {
                // `command -v` asks for a program and runs none.
                let asks = rest.get(1).and_then(|word| word.text.as_deref()).is_some_and(|it| it.starts_with('-'));
                match name {
                    "exec" | "command" | "time" if !asks => {
                        rest = &rest[1..];
                        continue;
                    }
                    _ => return,
                }
            }
            if text.contains('=') && in_shell {
                rest = &rest[1..];
                continue;
            }
            if self.is_inner && matches!(name, "." | "source") {
                return self.sourced(&rest[1..], folder);
            }
            self.need(Role::Program, first, folder, None);
            self.start.drops_privileges |= self.is_init(name, rest, folder);
            let Some(skip) = wrapper(name, &rest[1..]) else {
                return self.interpreted(name, first, &rest[1..], folder);
            };
            if self.is_init(name, rest, folder)
                || matches!(name, "gosu" | "su-exec" | "setpriv" | "doas" | "setuidgid" | "s6-setuidgid" | "chpst")
            {
                self.start.drops_privileges = true;
            }
            rest = rest.get(1 + skip..).unwrap_or_default();
        }
    }

    /// What package managers, servers and supervisors find by another name than a path.
    fn run_by_name(&mut self, name: &str, program: &StartWord, rest: &[StartWord], folder: Option<&str>) {
        let Some(folder) = folder else { return };
        self.package_manager(name, program, rest, folder);
        self.python_module(name, rest, folder);
        self.configured(name, program, rest, folder);
    }

    /// What follows the name of an interpreter, or of a script that starts its arguments.
    fn interpreted(&mut self, name: &str, program: &StartWord, rest: &[StartWord], folder: Option<&str>) {
        self.run_by_name(name, program, rest, folder);
        match script_argument(name, rest) {
            Some(Argument::Script(at)) => self.need(Role::Script, &rest[at], folder, Some(name)),
            Some(Argument::Shell(at)) => {
                let Some(text) = rest[at].text.clone() else { return };
                let script = shell::parse(Text { text, pieces: Vec::new() }, Dialect::Posix);
                if script.understood {
                    // Inside a JSON string escapes shift the places: the whole word is pointed at.
                    self.script(&script, Some(&rest[at]), folder);
                }
            }
            None => self.after_script(program, rest, folder),
        }
    }
}
