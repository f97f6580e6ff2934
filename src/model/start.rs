//! What starts the container: ENTRYPOINT and CMD put together, wrappers seen through, and for every
//! program and script that they name what stands at its path.

use crate::evidence::Place;
use crate::facts::base::Start as BaseStart;
use crate::facts::commands::Arg;
use crate::source::Span;
use crate::syntax::ast::{Exec, Form, Text};
use crate::syntax::shell::{self, Dialect, Reach, Script, Step};

use super::Model;
use super::files::{Content, Look, StageId};
use super::path;
use super::stage::{Command, State};
use super::starters::{Argument, drops_privileges, is_builtin, is_system_tool, script_argument, wrapper};
use super::words;

/// A word of the command line that Docker starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartWord {
    /// `None` where it holds what is not known.
    pub text: Option<String>,
    /// `None`: from the base image.
    pub span: Option<Span>,
}

/// How a file is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Started by the kernel: must be there and executable.
    Program,
    /// Read by an interpreter: must be there.
    Script,
}

/// A file that must be there when the container starts.
#[derive(Clone, Debug)]
pub struct Needed {
    pub role: Role,
    /// As written.
    pub name: String,
    /// Where it is written; `None`: in the base image.
    pub span: Option<Span>,
    /// The paths that were tried, first the likeliest.
    pub tried: Vec<String>,
    pub look: Look,
    /// The interpreter that reads it, for a script.
    pub interpreter: Option<String>,
}

/// The command line of the container.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The words, wrappers included; for a shell form those of its main command.
    pub argv: Vec<StartWord>,
    pub needed: Vec<Needed>,
    /// The instruction whose shell form needs a shell, with the span to point at.
    pub shell_form: Option<(usize, Span)>,
    /// A wrapper or script that changes to another user before the program starts.
    pub drops_privileges: bool,
    /// Scripts of the context that are started, with their text.
    pub scripts: Vec<StartScript>,
}

/// A script that is started and whose text is known.
#[derive(Clone, Debug)]
pub struct StartScript {
    /// Relative to the context; `None`: the text is in the Dockerfile.
    pub name: Option<String>,
    pub text: String,
    /// Where the command line names it.
    pub span: Option<Span>,
    /// The path in the image.
    pub path: String,
    /// Started by the kernel, which reads its `#!` line; not by an interpreter that is named.
    pub by_kernel: bool,
}

impl Model {
    /// What `stage` starts; `None` where nothing does, or nothing is known.
    pub fn start(&self, stage: StageId) -> Option<Start> {
        if stage != self.target {
            return self.find_start(stage);
        }
        self.started.get_or_init(|| self.find_start(stage)).clone()
    }

    fn find_start(&self, stage: StageId) -> Option<Start> {
        let state = self.stages.get(stage)?.end();
        let mut resolver = Resolver { model: self, stage, state, start: Start::default() };
        let entrypoint = resolver.line(&state.entrypoint);
        let cmd = resolver.line(&state.cmd);
        match (entrypoint, cmd) {
            (Line::Unknown, _) | (Line::None, Line::Unknown | Line::None) => return None,
            (Line::Words(mut words), cmd) => {
                if let Line::Words(more) = cmd {
                    words.extend(more);
                }
                resolver.words(words);
            }
            (Line::Shell(instruction, exec), _) | (Line::None, Line::Shell(instruction, exec)) => {
                resolver.shell_form(instruction, &exec);
            }
            (Line::None, Line::Words(words)) => resolver.words(words),
        }
        Some(resolver.start)
    }

    /// What a HEALTHCHECK of `stage` needs.
    pub fn health(&self, stage: StageId) -> Option<Start> {
        let state = self.stages.get(stage)?.end();
        let mut resolver = Resolver { model: self, stage, state, start: Start::default() };
        match resolver.line(&state.healthcheck) {
            Line::Words(words) => resolver.words(words),
            Line::Shell(instruction, exec) => resolver.shell_form(instruction, &exec),
            Line::Unknown | Line::None => return None,
        }
        Some(resolver.start)
    }

    /// The program `name` found through the PATH of `state`, or at its path.
    pub fn find_program(&self, stage: StageId, state: &State, folder: Option<&str>, name: &str) -> (Vec<String>, Look) {
        if name.contains('/') {
            let at = match (name.starts_with('/'), folder) {
                (true, _) => path::clean(name),
                (false, Some(folder)) => path::join(folder, name),
                (false, None) => return (Vec::new(), Look::Unknown("the working directory is not known".to_owned())),
            };
            let look = self.look(stage, &at);
            return (vec![at], look);
        }
        let Some(folders) = state.search_path() else {
            return (Vec::new(), Look::Unknown("`PATH` is not known".to_owned()));
        };
        let tried: Vec<String> = folders.iter().map(|folder| path::child(folder, name)).collect();
        let changes = self.stages[stage].changes.len();
        let mut doubt = None;
        for at in &tried {
            let look = if is_system_tool(name) { self.look_for_tool(stage, changes, at) } else { self.look(stage, at) };
            match look {
                Look::Present(found) => return (tried.clone(), Look::Present(found)),
                Look::Unknown(why) => doubt = doubt.or(Some(why)),
                Look::Absent => {}
            }
        }
        (tried, doubt.map_or(Look::Absent, Look::Unknown))
    }
}

impl StartScript {
    /// The first line of the script, where it is a file of the context.
    pub fn source(&self, model: &Model) -> Option<Place> {
        let source = model.context.as_ref()?.read(self.name.as_deref()?)?;
        let span = source.line_span(1);
        Some(Place { source, span })
    }
}

enum Line {
    None,
    Unknown,
    Words(Vec<StartWord>),
    Shell(usize, Exec),
}

struct Resolver<'a> {
    model: &'a Model,
    stage: StageId,
    state: &'a State,
    start: Start,
}

impl Resolver<'_> {
    fn line(&self, command: &Command) -> Line {
        match command {
            Command::Unset => Line::None,
            Command::Unknown(_) => Line::Unknown,
            Command::Base(BaseStart::Exec(words)) => {
                let word = |text: &String| StartWord { text: Some(text.clone()), span: None };
                Line::Words(words.iter().map(word).collect())
            }
            Command::Base(BaseStart::Shell(_)) => Line::Unknown,
            Command::Instruction(index) => match self.model.exec(command) {
                Some(Exec { form: Form::Exec(words), .. }) => {
                    let words = words.iter();
                    let words = words.map(|it| StartWord { text: Some(it.value.clone()), span: Some(it.span) });
                    Line::Words(words.collect())
                }
                Some(exec) => Line::Shell(*index, exec.clone()),
                None => Line::Unknown,
            },
        }
    }

    fn shell_form(&mut self, instruction: usize, exec: &Exec) {
        let Form::Shell(script) = &exec.form else { return };
        let span = script.text.span();
        self.start.shell_form = Some((instruction, span));
        self.script(script, true);
    }

    /// The commands of a shell text that surely run.
    fn script(&mut self, script: &Script, is_main: bool) {
        let mut folder = self.state.folder().map(str::to_owned);
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
                    words.push(StartWord { text, span: Some(word.span) });
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

    fn words(&mut self, words: Vec<StartWord>) {
        self.start.argv = words.clone();
        let folder = self.state.folder().map(str::to_owned);
        self.line_of_words(&words, folder.as_deref(), false);
    }

    /// One command line: wrappers are programs of their own, and what they start is the next.
    fn line_of_words(&mut self, words: &[StartWord], folder: Option<&str>, in_shell: bool) {
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
                // Inside a JSON string escapes shift the places: the whole word is pointed at.
                let span = rest[at].span.unwrap_or_default();
                let mut script = shell::parse(Text { text, pieces: Vec::new() }, Dialect::Posix);
                for step in &mut script.steps {
                    if let Step::Command(command) = step {
                        command.words.iter_mut().for_each(|word| word.span = span);
                    }
                }
                if script.understood {
                    self.script(&script, true);
                }
            }
            None => self.after_script(program, rest, folder),
        }
    }

    /// An entry script that ends in `exec "$@"` starts what follows it.
    fn after_script(&mut self, program: &StartWord, rest: &[StartWord], folder: Option<&str>) {
        let own = self.start.scripts.iter().rev().find(|script| script.span == program.span);
        let passes_on = match own {
            Some(script) => script.text.lines().any(|line| line.contains("exec") && line.contains("$@")),
            // The entry scripts of official images do so with what is no flag.
            None => program.span.is_none() && program.text.as_deref().is_some_and(|it| it.ends_with("entrypoint.sh")),
        };
        let first = rest.first().and_then(|word| word.text.as_deref()).unwrap_or_default();
        if passes_on && program.span.is_none() && [".js", ".mjs", ".cjs"].iter().any(|end| first.ends_with(end)) {
            return self.need(Role::Script, &rest[0], folder, Some("node"));
        }
        if passes_on && !first.is_empty() && !first.starts_with('-') {
            let rest = rest.to_vec();
            self.line_of_words(&rest, folder, false);
        }
    }

    /// Whether a supervisor or server gives up root by its own configuration: s6, uwsgi with a `uid`.
    fn is_init(&self, name: &str, words: &[StartWord], folder: Option<&str>) -> bool {
        if name == "init" || name.starts_with("s6-") {
            return true;
        }
        let texts = || words.iter().filter_map(|word| word.text.as_deref());
        let configures = |file: &str| {
            let at = path::join(folder.unwrap_or("/"), file);
            let text = self.model.text_at(self.stage, self.model.stages[self.stage].changes.len(), &at);
            text.is_some_and(|text| text.lines().any(|line| line.trim_start().starts_with("uid")))
        };
        name == "uwsgi"
            && (texts().any(|it| it.starts_with("--uid")) || texts().filter(|it| it.ends_with(".ini")).any(configures))
    }

    fn need(&mut self, role: Role, word: &StartWord, folder: Option<&str>, interpreter: Option<&str>) {
        let Some(name) = word.text.clone() else { return };
        if name.is_empty() || name.contains('$') {
            return;
        }
        let (tried, look) = match role {
            Role::Program => self.model.find_program(self.stage, self.state, folder, &name),
            Role::Script => self.find_script(&name, folder, interpreter),
        };
        if let Look::Present(found) = &look {
            let (file, text) = match &found.entry.content {
                Content::Context(file) => {
                    let text = self.model.context.as_ref().and_then(|context| context.read(file));
                    (Some(file.clone()), text.map(|source| source.text().to_owned()))
                }
                Content::Text(text) => (None, Some(text.text.clone())),
                Content::Program(_) | Content::Unknown => (None, None),
            };
            let is_shell = interpreter.is_none_or(|it| matches!(it, "sh" | "bash" | "ash" | "dash" | "zsh"));
            if let Some(text) = text.filter(|_| is_shell) {
                self.start.drops_privileges |= drops_privileges(&text, self.state);
                let by_kernel = role == Role::Program;
                let path = found.path.clone();
                self.start.scripts.push(StartScript { name: file, text, span: word.span, path, by_kernel });
            }
        }
        let interpreter = interpreter.map(str::to_owned);
        self.start.needed.push(Needed { role, name, span: word.span, tried, look, interpreter });
    }

    /// A script argument: relative to the working directory, with the endings its interpreter adds.
    fn find_script(&self, name: &str, folder: Option<&str>, interpreter: Option<&str>) -> (Vec<String>, Look) {
        let at = match (name.starts_with('/'), folder) {
            (true, _) => path::clean(name),
            (false, Some(folder)) => path::join(folder, name),
            (false, None) => return (Vec::new(), Look::Unknown("the working directory is not known".to_owned())),
        };
        let mut tried = vec![at.clone()];
        if matches!(interpreter, Some("node" | "nodejs" | "bun")) {
            let endings = [".js", ".mjs", ".cjs", ".json", ".ts", "/index.js", "/package.json", "/index.mjs"];
            tried.extend(endings.iter().map(|ending| format!("{at}{ending}")));
        }
        let mut doubt = None;
        for at in &tried {
            match self.model.look(self.stage, at) {
                Look::Present(found) => return (tried, Look::Present(found)),
                Look::Unknown(why) => doubt = doubt.or(Some(why)),
                Look::Absent => {}
            }
        }
        (tried, doubt.map_or(Look::Absent, Look::Unknown))
    }
}
