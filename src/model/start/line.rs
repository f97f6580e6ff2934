//! A command line word by word: wrappers are seen through, texts for a shell are read.

use crate::facts::base::Start as BaseStart;
use crate::facts::commands::Arg;
use crate::syntax::ast::{Exec, Form, JsonString, Text};
use crate::syntax::shell::{self, Dialect, Reach, Script, Step};

use super::starters::{Argument, is_builtin, script_argument, wrapper};
use super::{Role, Start, StartWord};
use crate::model::Model;
use crate::model::files::StageId;
use crate::model::path;
use crate::model::stage::{Command, State};
use crate::model::words;

/// Command lines, one within the other or one after the other, that are read. Real ones have a dozen.
const MOST_LINES: u32 = 500;

pub(super) enum Line {
    None,
    Unknown,
    Words(Vec<StartWord>),
    Shell(usize, Exec),
}

/// One command line at work.
pub(super) struct Resolver<'a> {
    pub(super) model: &'a Model,
    pub(super) stage: StageId,
    pub(super) state: &'a State,
    /// The working directory, where known.
    pub(super) folder: Option<String>,
    pub(super) start: Start,
    /// Command lines that may still be read.
    budget: u32,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(model: &'a Model, stage: StageId, state: &'a State) -> Resolver<'a> {
        let folder = state.folder().map(str::to_owned);
        Resolver { model, stage, state, folder, start: Start::default(), budget: MOST_LINES }
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
        self.script(script, true, None);
    }

    /// The commands of a shell text that surely run.
    ///
    /// `within` is the word that holds the text, where that is no text of the Dockerfile itself: it is pointed at.
    fn script(&mut self, script: &Script, is_main: bool, within: Option<&StartWord>) {
        let mut folder = self.folder.clone();
        let lookup = |name: &str| self.state.env.get(name).map(|variable| variable.value.clone());
        let mut lines = Vec::new();
        for step in &script.steps {
            let Step::Command(command) = step else { continue };
            let mut words = Vec::new();
            for word in &command.words {
                for arg in words::fields(word, &lookup) {
                    let text = match arg {
                        Arg::Known(text) => Some(text),
                        Arg::Glob(_) | Arg::Unknown => None,
                    };
                    let (span, given) = within.map_or((Some(word.span), None), |it| (it.span, it.given));
                    words.push(StartWord { text, span, given });
                }
            }
            match words.first().and_then(|word| word.text.as_deref()) {
                Some("cd") if command.reach == Reach::Always => {
                    let to = words.get(1).and_then(|word| word.text.clone());
                    folder = to.zip(folder).map(|(to, folder)| path::join(&folder, &to));
                }
                Some("cd") => folder = None,
                _ if command.reach == Reach::Always && !words.is_empty() => lines.push((words, folder.clone())),
                _ => {}
            }
        }
        if is_main {
            self.start.argv = lines.last().map(|(words, _)| words.clone()).unwrap_or_default();
        }
        for (words, folder) in lines {
            self.line_of_words(&words, folder.as_deref(), true);
        }
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
            if in_shell && is_builtin(name) {
                match name {
                    "exec" | "command" | "time" => {
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

    /// What follows the name of an interpreter, or of a script that starts its arguments.
    fn interpreted(&mut self, name: &str, program: &StartWord, rest: &[StartWord], folder: Option<&str>) {
        match script_argument(name, rest) {
            Some(Argument::Script(at)) => self.need(Role::Script, &rest[at], folder, Some(name)),
            Some(Argument::Shell(at)) => {
                let Some(text) = rest[at].text.clone() else { return };
                let script = shell::parse(Text { text, pieces: Vec::new() }, Dialect::Posix);
                if script.understood {
                    // Inside a JSON string escapes shift the places: the whole word is pointed at.
                    self.script(&script, true, Some(&rest[at]));
                }
            }
            None => self.after_script(program, rest, folder),
        }
    }
}
