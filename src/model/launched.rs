//! The command lines that the container comes to run: that of the Dockerfile, and what its scripts, `npm` scripts
//! and supervisors hand over to.
//!
//! A line of a branch, or one of several, is not sure to run. Nothing is run and nothing guessed: a word with a
//! variable whose value is not known stays unknown.

use std::collections::BTreeMap;

use crate::evidence::Place;
use crate::evidence::program::script_of;
use crate::facts::commands::Arg;
use crate::source::{Source, Span};
use crate::syntax::ast::Text;
use crate::syntax::expand::Value;
use crate::syntax::shell::{self, Command, Dialect, Part, Reach, ShellWord, Step};

use super::Model;
use super::files::{Content, Look, StageId};
use super::path;
use super::start::{Needed, Start, StartScript};
use super::words;

/// A command line that the container runs.
#[derive(Clone, Debug)]
pub struct Launched {
    pub words: Vec<LaunchedWord>,
    /// Programs and scripts that it names.
    pub needed: Vec<Needed>,
    scripts: Vec<StartScript>,
    /// The working directory, where known.
    pub folder: Option<String>,
    /// `NAME=value` in front of it.
    pub assigned: Vec<(String, String, Place)>,
    /// It runs whenever the container does.
    pub sure: bool,
    /// "the start command", "`entrypoint.sh`".
    pub of: String,
}

#[derive(Clone, Debug)]
pub struct LaunchedWord {
    pub text: Option<String>,
    /// `None`: from the base image.
    pub place: Option<Place>,
}

/// Lines of one container that are read; scripts that start each other in a circle end here.
const MOST_LINES: usize = 12;

impl Model {
    /// The command lines of `stage`, the one of the Dockerfile first.
    pub fn launched(&self, stage: StageId, start: &Start) -> Vec<Launched> {
        let words = start.argv.iter();
        let words = words.map(|it| LaunchedWord { text: it.text.clone(), place: it.span.map(|span| self.place(span)) });
        let mut all = vec![Launched {
            words: words.collect(),
            needed: start.needed.clone(),
            scripts: start.scripts.clone(),
            folder: self.stages.get(stage).and_then(|it| it.end().folder()).map(str::to_owned),
            assigned: Vec::new(),
            sure: true,
            of: "the start command".to_owned(),
        }];
        let mut at = 0;
        while at < all.len() {
            let line = all[at].clone();
            let scripts = line.scripts.iter().flat_map(|script| self.of_script(stage, &line, script));
            let more: Vec<Launched> = scripts.chain(self.of_package(stage, &line)).collect();
            let room = MOST_LINES.saturating_sub(all.len());
            let is_new = |it: &Launched| !all.iter().any(|old| old.text() == it.text());
            let more: Vec<Launched> = more.into_iter().filter(is_new).take(room).collect();
            all.extend(more);
            at += 1;
        }
        all
    }

    /// Tools of the system that the scripts of a start send to `https` addresses, with their names and places.
    pub fn calls_of_scripts(&self, start: &Start) -> Vec<(String, Place)> {
        let mut calls = Vec::new();
        for script in &start.scripts {
            let source = script.name.as_deref().and_then(|name| self.context.as_ref()?.read(name));
            let Some(source) = source else { continue };
            let text = Text { text: source.text().to_owned(), pieces: Vec::new() };
            for command in shell::parse(text, Dialect::Posix).commands() {
                let words: Vec<String> = command.words.iter().filter_map(ShellWord::literal).collect();
                let careless = ["-k", "--insecure", "--no-check-certificate", "--cacert"];
                let called = words.iter().any(|it| it.starts_with("https://") && !it.contains("://localhost"));
                let tool = words.first().filter(|it| matches!(it.as_str(), "curl" | "wget" | "git"));
                if let (Some(tool), true) = (tool, called && !words.iter().any(|it| careless.contains(&it.as_str()))) {
                    calls.push((tool.clone(), Place { source: source.clone(), span: command.span }));
                }
            }
        }
        calls
    }

    /// A line with what it needs. `None` where it has no words.
    fn line(
        &self,
        stage: StageId,
        words: Vec<LaunchedWord>,
        folder: Option<&str>,
        of: &str,
        sure: bool,
    ) -> Option<Launched> {
        let known: Vec<String> = words.iter().map(|it| it.text.clone().unwrap_or_else(|| "$?".to_owned())).collect();
        if known.is_empty() {
            return None;
        }
        let start = self.start_of(stage, &known, folder)?;
        let (folder, of) = (folder.map(str::to_owned), of.to_owned());
        Some(Launched { words, needed: start.needed, scripts: start.scripts, folder, assigned: Vec::new(), sure, of })
    }

    /// What a script that `line` starts runs at its end, and what it hands over to by `exec`.
    fn of_script(&self, stage: StageId, line: &Launched, script: &StartScript) -> Vec<Launched> {
        let source = script.name.as_deref().and_then(|name| self.context.as_ref()?.read(name));
        let Some(source) = source else { return Vec::new() };
        let name = path::file_name(&script.path);
        let own = line.words.iter().position(|it| it.text.as_deref().is_some_and(|it| path::file_name(it) == name));
        let rest = own.map(|at| line.words[at + 1..].to_vec()).unwrap_or_default();
        let mut reading = Reading {
            source,
            rest,
            variables: BTreeMap::new(),
            folder: line.folder.clone(),
            env: self.stages[stage].end().env.iter().map(|(name, it)| (name.clone(), it.value.clone())).collect(),
        };
        let lines = reading.lines();
        let single = lines.len() == 1;
        let of = format!("`{name}`");
        let lines = lines.into_iter().filter_map(|(words, folder, sure)| {
            self.line(stage, words, folder.as_deref(), &of, line.sure && sure && single)
        });
        lines.collect()
    }

    /// What `npm start`, `yarn serve` and the like run, by the scripts of `package.json`.
    fn of_package(&self, stage: StageId, line: &Launched) -> Option<Launched> {
        let text = |at: usize| line.words.get(at).and_then(|it| it.text.as_deref()).unwrap_or_default();
        let names = ["npm", "yarn", "pnpm", "bun"];
        let at = (0..line.words.len()).find(|at| names.contains(&path::file_name(text(*at))))?;
        let mut folder = line.folder.clone()?;
        let mut rest = at + 1;
        while text(rest).starts_with('-') || matches!(text(rest), "run" | "run-script" | "exec") {
            match text(rest) {
                "--prefix" | "--cwd" | "--dir" | "-C" => {
                    folder = path::join(&folder, text(rest + 1));
                    rest += 1;
                }
                "-w" | "--workspace" | "--filter" | "-F" | "exec" | "-r" => return None,
                _ => {}
            }
            rest += 1;
        }
        let wanted = text(rest);
        let Look::Present(found) = self.look(stage, &path::child(&folder, "package.json")) else { return None };
        let Content::Context(name) = &found.entry.content else { return None };
        let manifest = self.context.as_ref()?.read(name)?;
        let (script, span) = script_of(&manifest, wanted)?;
        let more = line.words.get(rest + 1..).unwrap_or_default().iter();
        let more = more.filter(|it| it.text.as_deref() != Some("--")).cloned();
        let place = Place { source: manifest, span };
        self.of_text(stage, &script, &place, more.collect(), &folder, line.sure)
    }

    /// The last command of a text, with `more` words behind it.
    fn of_text(
        &self,
        stage: StageId,
        script: &str,
        place: &Place,
        more: Vec<LaunchedWord>,
        folder: &str,
        sure: bool,
    ) -> Option<Launched> {
        let script = shell::parse(Text { text: script.to_owned(), pieces: Vec::new() }, Dialect::Posix);
        let command = script.commands().filter(|it| !it.words.is_empty()).last()?;
        let env = |name: &str| self.stages[stage].end().env.get(name).map(|it| it.value.clone());
        let word = |word: &ShellWord| match words::joined(word, &env) {
            Arg::Known(text) | Arg::Glob(text) => Some(text),
            Arg::Unknown => None,
        };
        let values: Vec<Option<String>> = command.words.iter().map(word).collect();
        let is_assignment = |it: &&Option<String>| {
            it.as_deref().is_some_and(|it| matches!(it, "cross-env" | "env" | "cross-env-shell") || is_assignment(it))
        };
        let skip = values.iter().take_while(is_assignment).count();
        let mut assigned: Vec<_> = command
            .assignments
            .iter()
            .filter_map(|it| Some((it.name.clone(), word(&it.value)?, place.clone())))
            .collect();
        let in_words = values[..skip].iter().flatten().filter_map(|it| it.split_once('='));
        assigned.extend(in_words.map(|(name, value)| (name.to_owned(), value.to_owned(), place.clone())));
        let words = values.into_iter().skip(skip).map(|text| LaunchedWord { text, place: Some(place.clone()) });
        let words = words.chain(more).collect();
        let line = self.line(stage, words, Some(folder), "`package.json`", sure)?;
        Some(Launched { assigned, ..line })
    }
}

impl Launched {
    /// A line of these words, of which nothing else is known.
    #[cfg(test)]
    pub(super) fn of_words<'a>(words: impl Iterator<Item = &'a str>) -> Launched {
        let word = |text: &str| LaunchedWord { text: Some(text.to_owned()), place: None };
        Launched {
            words: words.map(word).collect(),
            needed: Vec::new(),
            scripts: Vec::new(),
            folder: None,
            assigned: Vec::new(),
            sure: true,
            of: String::new(),
        }
    }

    /// The words with `?` for those that are not known.
    pub fn text(&self) -> Vec<&str> {
        self.words.iter().map(|it| it.text.as_deref().unwrap_or("?")).collect()
    }

    /// Whether one of its words is the program `name`, with or without a folder.
    pub fn runs(&self, name: &str) -> bool {
        self.words.iter().filter_map(|it| it.text.as_deref()).any(|text| path::file_name(text) == name)
    }

    /// The value that the line gives to a variable.
    pub fn assigned(&self, name: &str) -> Option<(&str, &Place)> {
        self.assigned.iter().find(|(it, ..)| it == name).map(|(_, value, place)| (value.as_str(), place))
    }
}

fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map_or("", |(name, _)| name);
    !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
}

/// A script at work.
struct Reading {
    source: Source,
    /// What stands behind the script's name: `"$@"`.
    rest: Vec<LaunchedWord>,
    variables: BTreeMap<String, Value>,
    folder: Option<String>,
    env: BTreeMap<String, Value>,
}

type Line = (Vec<LaunchedWord>, Option<String>, bool);

impl Reading {
    /// What the script hands over to, each with its folder and whether it is not in a branch.
    fn lines(&mut self) -> Vec<Line> {
        let text = Text { text: self.source.text().to_owned(), pieces: Vec::new() };
        let script = shell::parse(text, Dialect::Posix);
        let (mut handed, mut last): (Vec<Line>, Option<Line>) = (Vec::new(), None);
        for step in &script.steps {
            let Step::Command(command) = step else { continue };
            self.assign(command);
            let name = command.name().unwrap_or_default();
            let always = command.reach == Reach::Always;
            match name.as_str() {
                "cd" => {
                    let to = command.words.get(1).and_then(ShellWord::literal).filter(|_| always);
                    self.folder = to.zip(self.folder.take()).map(|(to, folder)| path::join(&folder, &to));
                }
                "exec" => {
                    let words = self.words(&command.words[1..]);
                    if !words.is_empty() {
                        handed.push((words, self.folder.clone(), always));
                    }
                    // What follows is not reached.
                    if always && command.words.len() > 1 {
                        return handed;
                    }
                }
                "" | ":" | "set" | "echo" | "export" | "trap" | "wait" | "exit" | "source" | "." | "true" => {}
                _ => last = Some((self.words(&command.words), self.folder.clone(), always)),
            }
        }
        handed.extend(last.filter(|(words, ..)| !words.is_empty()));
        handed
    }

    fn assign(&mut self, command: &Command) {
        for it in &command.assignments {
            let value = match self.value(&it.value) {
                Some(text) if command.reach == Reach::Always => Value::Known(text),
                _ => Value::Unknown(format!("`{}` is computed by the shell", it.name)),
            };
            self.variables.insert(it.name.clone(), value);
        }
        // `: "${PORT:=8080}"` sets a variable that has no value.
        if command.name().as_deref() == Some(":") && command.reach == Reach::Always {
            for part in command.words.iter().skip(1).flat_map(|it| &it.parts) {
                let Part::Variable { name, operator: Some((operator, _)), .. } = part else { continue };
                if matches!(operator.as_str(), ":=" | "=") {
                    let word = ShellWord { span: Span::default(), parts: vec![part.clone()] };
                    if let Some(value) = self.value(&word) {
                        self.variables.insert(name.clone(), Value::Known(value));
                    }
                }
            }
        }
    }

    fn lookup(&self, name: &str) -> Option<Value> {
        self.variables.get(name).or_else(|| self.env.get(name)).cloned()
    }

    fn value(&self, word: &ShellWord) -> Option<String> {
        match words::joined(word, &|name: &str| self.lookup(name)) {
            Arg::Known(text) | Arg::Glob(text) => Some(text),
            Arg::Unknown => None,
        }
    }

    fn words(&self, words: &[ShellWord]) -> Vec<LaunchedWord> {
        let mut out = Vec::new();
        for word in words {
            let written = self.source.text().get(word.span.range()).unwrap_or_default();
            if ["\"$@\"", "$@", "\"${@}\"", "$*", "${@}"].contains(&written) {
                out.extend(self.rest.iter().cloned());
                continue;
            }
            let place = Some(Place { source: self.source.clone(), span: word.span });
            let fields = words::fields(word, &|name: &str| self.lookup(name));
            out.extend(fields.into_iter().map(|it| match it.arg {
                Arg::Known(text) | Arg::Glob(text) => LaunchedWord { text: Some(text), place: place.clone() },
                Arg::Unknown => LaunchedWord { text: None, place: place.clone() },
            }));
        }
        out
    }
}
