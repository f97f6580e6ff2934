//! RUN: its commands, one after the other, and what they do to the files of the stage.

use crate::facts::Tri;
use crate::facts::commands::{self, Arg, Call, Effect};
use crate::limits;
use crate::source::Span;
use crate::syntax::ast::{Form, JsonString, Text};
use crate::syntax::expand::{Binding, Value};
use crate::syntax::shell::{self, Command, Dialect, Failure, Link, Reach, RedirectKind, Script, ShellWord, Step};

use super::Model;
use super::apply::Change;
use super::files::{Content, StageId, What};
pub use super::invocation::{Assigned, Invocation, Origin, Word};
use super::path;
use super::shared::Map;
use super::stage::State;
use super::variables;
use super::words::{self, Field};

/// Scripts inside scripts (`sh -c`) that are read.
const DEPTH: u32 = 4;
/// Commands of one RUN that are read; real ones have a few dozen.
const COMMANDS: u32 = 5_000;

/// How a command stands in its script.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    pub(super) span: Span,
    pub(super) reach: Reach,
    pub(super) failure: Failure,
    pub(super) link: Link,
}

impl Standing {
    pub(super) fn of(command: &Command) -> Standing {
        Standing { span: command.span, reach: command.reach, failure: command.failure, link: command.link }
    }
}

/// The words of a command, each with its place, and the variables that it is given.
#[derive(Clone, Default)]
pub(super) struct Line {
    pub(super) words: Vec<(Field, Span)>,
    pub(super) assignments: Vec<Assigned>,
    pub(super) outputs: Vec<Word>,
}

impl Line {
    pub(super) fn argv(&self) -> Vec<Arg> {
        self.words.iter().map(|(field, _)| field.arg.clone()).collect()
    }
}

/// One RUN as it goes.
pub(super) struct Runner<'a> {
    pub(super) model: &'a mut Model,
    pub(super) stage: StageId,
    pub(super) instruction: usize,
    pub(super) state: &'a mut State,
    pub(super) folder: Option<String>,
    variables: Map<String, Value>,
    /// The command that is at work.
    pub(super) span: Span,
    /// Whether it is one that makes accounts, which are then known.
    makes_accounts: bool,
    pub(super) depth: u32,
    pub(super) budget: u32,
    /// The word that holds the script which is read: `sh -c '...'`.
    pub(super) within: Option<Span>,
    pub(super) origin: Origin,
}

impl<'a> Runner<'a> {
    pub(super) fn new(model: &'a mut Model, stage: StageId, instruction: usize, state: &'a mut State) -> Runner<'a> {
        let folder = state.folder().map(str::to_owned);
        Runner {
            model,
            stage,
            instruction,
            state,
            folder,
            variables: Map::default(),
            span: Span::default(),
            makes_accounts: false,
            depth: DEPTH,
            budget: COMMANDS,
            within: None,
            origin: Origin::Run,
        }
    }

    /// Runs the whole instruction.
    pub(super) fn run(&mut self, form: &Form) {
        match form {
            Form::Exec(words) => {
                let standing = standing(words);
                self.invoke(&exec(words), standing, None);
            }
            Form::Shell(script) => self.script(&script.clone()),
        }
    }

    fn script(&mut self, script: &Script) {
        self.steps(&script.steps);
        if !script.understood {
            self.opaque("its shell text is not understood");
        }
    }

    fn steps(&mut self, steps: &[Step]) {
        let mut scopes = Vec::new();
        let mut piped: Option<Vec<Arg>> = None;
        for step in steps {
            match step {
                Step::Enter => scopes.push((self.folder.clone(), self.variables.clone())),
                Step::Leave => {
                    if let Some((folder, variables)) = scopes.pop() {
                        self.folder = folder;
                        self.variables = variables;
                    }
                }
                Step::Command(command) => {
                    if self.budget == 0 {
                        let line = self.model.source.line(self.span.start);
                        limits::reached(
                            "only the first 5,000 commands of an instruction are read",
                            format_args!("{}:{line}", self.model.source.path().display()),
                        );
                        return self.opaque("it has too many commands");
                    }
                    self.budget -= 1;
                    let before = if command.link == Link::Pipe { piped.take() } else { None };
                    piped = Some(self.command(command, before));
                }
            }
        }
    }

    /// Runs one command and returns its words.
    fn command(&mut self, command: &Command, piped: Option<Vec<Arg>>) -> Vec<Arg> {
        let line = self.line(command);
        self.aside(command);
        let argv = line.argv();
        for assignment in &command.assignments {
            if !command.words.is_empty() && !assignment.exported {
                continue;
            }
            let value = match self.expand_one(&assignment.value) {
                Arg::Known(text) | Arg::Glob(text) if command.reach == Reach::Always => Value::Known(text),
                _ => Value::Unknown(format!("`{}` is computed by the shell", assignment.name)),
            };
            self.variables.insert(assignment.name.clone(), value);
        }
        self.redirects(command, &argv);
        if !argv.is_empty() {
            // `CGO_ENABLED=0 go build`: set for this command only.
            let before = self.variables.clone();
            for assignment in command.assignments.iter().filter(|it| !it.exported) {
                let value = match self.expand_one(&assignment.value) {
                    Arg::Known(text) | Arg::Glob(text) => Value::Known(text),
                    Arg::Unknown => Value::Unknown(format!("`{}` is computed by the shell", assignment.name)),
                };
                self.variables.insert(assignment.name.clone(), value);
            }
            self.invoke(&line, Standing::of(command), piped);
            self.variables = before;
        }
        argv
    }

    fn invoke(&mut self, line: &Line, standing: Standing, piped: Option<Vec<Arg>>) {
        let Standing { span, reach, .. } = standing;
        let argv = line.argv();
        let unwrapped = commands::unwrap(&argv);
        let bare = unwrapped.argv.to_vec();
        let invocation = self.invocation(line, &argv, &bare, standing);
        self.model.invocations.push(invocation);
        let invocation = self.model.invocations.len() - 1;
        if let Some(text) = unwrapped.script.map(str::to_owned).filter(|_| self.depth > 0) {
            self.inner(text, line, standing, |runner, inner| runner.script(inner));
            return;
        }
        let effects = self.effects(&argv, piped.as_deref());
        match effects {
            Some(effects) if is_raised(&argv) => effects.into_iter().for_each(|effect| self.effect(effect, reach)),
            Some(effects) => {
                self.span = span;
                self.makes_accounts =
                    effects.iter().any(|effect| matches!(effect, Effect::Account { .. } | Effect::Group { .. }));
                if reach == Reach::Always {
                    effects.iter().for_each(|effect| self.permission(effect));
                }
                effects.into_iter().for_each(|effect| self.effect(effect, reach));
                self.makes_accounts = false;
            }
            None => {
                self.model.invocations[invocation].understood = false;
                let name = bare.first().map_or("a command", |arg| match arg {
                    Arg::Known(name) => name.as_str(),
                    _ => "a command",
                });
                self.opaque(&format!("what `{name}` writes is not known"));
            }
        }
    }

    /// Whether the shell set PATH anew.
    pub(super) fn sets_path(&self) -> bool {
        self.variables.contains_key("PATH")
    }

    fn effects(&self, argv: &[Arg], piped: Option<&[Arg]>) -> Option<Vec<Effect>> {
        let env = |name: &str| self.value(name).and_then(|value| value.known().map(str::to_owned));
        let changes = self.model.stages[self.stage].changes.len();
        let read = |at: &str| self.model.text_at(self.stage, changes, at);
        let list = |folder: &str| {
            let listing = self.model.list(self.stage, changes, folder);
            listing.complete.then(|| listing.names.into_iter().collect())
        };
        let cwd = self.folder.as_deref();
        commands::effects(&Call { argv, cwd, env: &env, read: &read, list: &list, piped_from: piped })
    }

    /// The value of a shell or environment variable; `None` where nothing is said of it.
    fn value(&self, name: &str) -> Option<Value> {
        if let Some(value) = self.variables.get(name) {
            return Some(value.clone());
        }
        match variables::binding(self.state, name) {
            Binding::Value(value) => Some(value),
            Binding::Unset => None,
        }
    }

    pub(super) fn expand(&self, word: &ShellWord) -> Vec<Field> {
        words::fields(word, &|name| self.value(name))
    }

    pub(super) fn expand_one(&self, word: &ShellWord) -> Arg {
        words::joined(word, &|name| self.value(name))
    }

    fn redirects(&mut self, command: &Command, argv: &[Arg]) {
        for redirect in &command.redirects {
            if !matches!(redirect.kind, RedirectKind::Write | RedirectKind::Append) {
                continue;
            }
            match self.expand_one(&redirect.target) {
                Arg::Known(target) if target.starts_with("/dev/") || target.starts_with('&') => {}
                Arg::Known(target) => match self.absolute(&target) {
                    Some(at) => {
                        let content = printed(command, argv);
                        if let (Some(user), Reach::Always) = (self.user().filter(|user| user != "root"), command.reach)
                        {
                            self.span = command.span;
                            self.refuse(Some(&at), user);
                        }
                        self.write(at, content, command.reach);
                    }
                    None => self.opaque("the working directory is not known"),
                },
                Arg::Glob(_) | Arg::Unknown => {
                    let why = "the target of a redirection is not known".to_owned();
                    let at = self.folder.clone().unwrap_or_else(|| "/".to_owned());
                    self.push(What::Open { path: at, why });
                }
            }
        }
    }

    fn write(&mut self, at: String, content: Content, reach: Reach) {
        let owner = self.user();
        let mut entry = super::files::Entry { owner, ..super::files::Entry::file(Tri::No) };
        // What stands there keeps its mode; a new file has no execute bit.
        if self.look(&at).is_present() {
            entry.executable = Tri::Unknown;
        }
        entry.content = content;
        self.add(at, entry, reach);
    }

    /// A path of a command made absolute, where the working directory is known.
    pub(super) fn absolute(&self, text: &str) -> Option<String> {
        if text.starts_with('/') {
            return Some(path::clean(text));
        }
        if text.starts_with('~') {
            return None;
        }
        self.folder.as_deref().map(|folder| path::join(folder, text))
    }

    pub(super) fn user(&self) -> Option<String> {
        let user = self.state.user.value.known()?;
        let name = user.split(':').next().unwrap_or_default();
        Some(if matches!(name, "" | "0") { "root".to_owned() } else { name.to_owned() })
    }

    pub(super) fn look(&self, at: &str) -> super::files::Look {
        self.model.look(self.stage, at)
    }

    pub(super) fn push(&mut self, what: What) {
        let instruction = self.instruction;
        if let What::Add { path: at, .. } | What::Open { path: at, .. } | What::Tree { path: at, .. } = &what
            && !self.makes_accounts
            && path::below("/etc/passwd", at).is_some()
        {
            self.state.accounts_open.get_or_insert_with(|| "`/etc/passwd` is written".to_owned());
        }
        self.model.stages[self.stage].changes.push(super::files::Change { instruction, what });
    }

    /// From here on anything may have been written anywhere.
    fn opaque(&mut self, why: &str) {
        self.push(What::Open { path: "/".to_owned(), why: why.to_owned() });
        self.state.accounts_open.get_or_insert_with(|| why.to_owned());
    }

    pub(super) fn accounts(&mut self) -> &mut Map<String, super::stage::Account> {
        &mut self.state.accounts
    }

    fn effect(&mut self, effect: Effect, reach: Reach) {
        if let Effect::Chdir(to) = effect {
            self.folder = match to {
                Arg::Known(to) if reach == Reach::Always => self.absolute(&to),
                _ => None,
            };
            return;
        }
        self.apply(Change { effect, reach });
    }
}

/// Whether a command is run as another user than the one in force.
pub(super) fn is_raised(argv: &[Arg]) -> bool {
    matches!(argv.first(), Some(Arg::Known(name)) if matches!(name.as_str(), "sudo" | "doas" | "su" | "gosu" | "su-exec"))
}

/// What a command prints into its redirection, where that is plain text.
fn printed(command: &Command, argv: &[Arg]) -> Content {
    let body = command.redirects.iter().find(|it| it.kind == RedirectKind::Heredoc).and_then(|it| it.body.clone());
    let text = match argv.first() {
        Some(Arg::Known(name)) if name == "cat" && argv.len() == 1 => body,
        Some(Arg::Known(name)) if name == "echo" || name == "printf" => words::echoed(&argv[1..]),
        _ => None,
    };
    match text {
        Some(text) => Content::Text(Text { pieces: vec![(0, command.span.start)], text }),
        None => Content::Unknown,
    }
}

/// The words of the exec form.
pub(super) fn exec(words: &[JsonString]) -> Line {
    let field = |text: &str| Field { arg: Arg::Known(text.to_owned()), text: text.to_owned() };
    let words = words.iter().map(|word| (field(&word.value), word.span)).collect();
    Line { words, ..Line::default() }
}

pub(super) fn standing(words: &[JsonString]) -> Standing {
    let span = words.first().map_or(Span::default(), |word| word.span);
    Standing { span, reach: Reach::Always, failure: Failure::EndsScript, link: Link::Then }
}

/// The text that `sh -c` is given: each of its commands stands where the whole does, and is no surer.
pub(super) fn inner_script(text: Text, standing: Standing) -> Script {
    let mut script = shell::parse(text, Dialect::Posix);
    for step in &mut script.steps {
        let Step::Command(command) = step else { continue };
        command.span = standing.span;
        if standing.reach == Reach::Maybe {
            command.reach = Reach::Maybe;
        }
        if standing.failure == Failure::Unseen {
            command.failure = Failure::Unseen;
        }
    }
    script
}
