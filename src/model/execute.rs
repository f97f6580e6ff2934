//! One instruction of a stage: what it does to the configuration and the files.

use std::sync::Arc;

use crate::syntax::ast::{Exec, Form, Healthcheck, Instruction, Kind, Mount, Run, Transfer, Word};
use crate::syntax::expand::Value;

use super::build::Builder;
use super::copy::{self, CopyFrom};
use super::files::{Access, Change, Entry, EntryKind, Look, StageId, Tree, What};
use super::path;
use super::place;
use super::run::Runner;
use super::stage::{Base, Command, Exposed, Setting, State};
use super::variables;

impl Builder<'_> {
    pub(super) fn execute(&mut self, stage: StageId, index: usize, instruction: &Instruction, state: &mut State) {
        let at = (stage, index);
        match &instruction.kind {
            Kind::Arg(arguments) => {
                for argument in arguments {
                    let default = argument.default.as_ref().map(|word| self.expand(word, at, state));
                    let value = self.globals.argument(argument.name.as_str(), default, self.options);
                    variables::set_arg(state, argument.name.as_str(), value, argument.name.span);
                }
            }
            Kind::Env(pairs) => {
                // All values of one ENV see the state before it.
                let before = state.clone();
                for pair in pairs {
                    let value = self.expand(&pair.value, at, &before);
                    variables::set_env(state, pair.key.as_str(), value, pair.key.span);
                }
            }
            Kind::Label(pairs) => {
                for pair in pairs {
                    self.expand(&pair.value, at, state);
                }
            }
            Kind::User(word) => {
                state.user = Setting { value: self.expand(word, at, state), instruction: Some(index) };
            }
            Kind::Workdir(word) => self.workdir(word, at, state),
            Kind::Expose(words) => self.expose(words, at, state),
            Kind::Volume(words) => {
                for word in words {
                    if let Value::Known(volume) = self.expand(word, at, state) {
                        state.volumes.push(path::clean(&volume));
                    }
                }
            }
            Kind::Shell(words) => {
                state.shell = Arc::new(words.iter().map(|word| word.value.clone()).collect());
                state.shell_instruction = Some(index);
            }
            Kind::Cmd(_) => state.cmd = Command::Instruction(index),
            Kind::Entrypoint(_) => {
                // ENTRYPOINT resets a CMD that this stage did not set itself.
                let own = &self.model.stages[stage].instructions;
                if !state.cmd.instruction().is_some_and(|cmd| own.contains(&cmd)) {
                    state.cmd = Command::Unset;
                }
                state.entrypoint = Command::Instruction(index);
            }
            Kind::Healthcheck(Healthcheck::None) => state.healthcheck = Command::Unset,
            Kind::Healthcheck(Healthcheck::Cmd(_)) => state.healthcheck = Command::Instruction(index),
            Kind::Stopsignal(word) => {
                self.expand(word, at, state);
            }
            Kind::Run(run) => self.run(run, at, state),
            Kind::Copy(transfer) => self.transfer(transfer, instruction, at, false, state),
            Kind::Add(transfer) => self.transfer(transfer, instruction, at, true, state),
            Kind::Onbuild(inner) => self.onbuild(inner, at, state),
            Kind::Maintainer(_) | Kind::Invalid(_) | Kind::From(_) => {}
        }
    }

    /// Not run by this build; its commands are known all the same.
    fn onbuild(&mut self, inner: &Instruction, (stage, index): (StageId, usize), state: &mut State) {
        let Kind::Run(run) = &inner.kind else { return };
        if !self.model.stages[stage].windows && !is_windows_shell(&state.shell, &run.form) {
            Runner::new(&mut self.model, stage, index, state).note(&run.form);
        }
    }

    fn workdir(&mut self, word: &Word, at: (StageId, usize), state: &mut State) {
        let value = match (self.expand(word, at, state), state.folder()) {
            (Value::Known(folder), _) if folder.starts_with('/') => Value::Known(path::clean(&folder)),
            (Value::Known(folder), Some(before)) => Value::Known(path::join(before, &folder)),
            (Value::Known(_), None) => state.workdir.value.clone(),
            (unknown, _) => unknown,
        };
        let value = match value {
            // `WORKDIR a` again and again: no system has such a folder, and each path is looked up name by name.
            Value::Known(folder) if folder.len() > path::LONGEST => Value::Unknown("its path is too long".to_owned()),
            value => value,
        };
        if let Value::Known(folder) = &value
            && !self.model.look(at.0, folder).is_present()
        {
            let owner = state.user.value.known().map(|user| user.split(':').next().unwrap_or_default().to_owned());
            let owner = owner.map(|user| if matches!(user.as_str(), "" | "0") { "root".to_owned() } else { user });
            let entry = super::files::Entry { owner, ..super::files::Entry::folder() };
            self.push(at, What::Add { path: folder.clone(), entry });
        }
        state.workdir = Setting { value, instruction: Some(at.1) };
    }

    fn expose(&mut self, words: &[Word], at: (StageId, usize), state: &mut State) {
        for word in words {
            let value = self.expand(word, at, state);
            let texts = value.known().map(str::to_owned);
            // A variable may hold several ports.
            for text in texts.as_deref().map_or(vec![None], |it| it.split_whitespace().map(Some).collect()) {
                let (ports, udp) = text.map_or((None, false), exposed);
                let span = Some(word.span);
                state.ports.push(Exposed { ports, udp, span, instruction: Some(at.1) });
            }
        }
    }

    fn push(&mut self, at: (StageId, usize), what: What) {
        self.model.stages[at.0].changes.push(Change { instruction: at.1, what });
    }

    fn transfer(
        &mut self,
        transfer: &Transfer,
        instruction: &Instruction,
        at: (StageId, usize),
        add: bool,
        state: &mut State,
    ) {
        let from = match instruction.flag_value("from") {
            Some(word) if !add => {
                let value = self.expand(word, at, state);
                self.copy_from(&value, at.0)
            }
            _ => CopyFrom::Context,
        };
        let access = self.access(instruction, at, state);
        let mut values = Vec::new();
        let words = copy::words(transfer, instruction);
        for word in words {
            let value = self.expand(word, at, state);
            values.push((word.span, value));
        }
        let copy = copy::resolve(&self.model, at, instruction, transfer, add, from, state.folder(), &values);
        if let CopyFrom::Stage(other) = copy.from {
            self.model.stages[at.0].uses.push(other);
        }
        if writes_accounts(&copy) {
            state.accounts_open.get_or_insert_with(|| "an account file is copied in".to_owned());
        }
        let changes = place::changes(&self.model, &copy, instruction, &access);
        for what in changes {
            self.push(at, what);
        }
        self.model.copies.push(copy);
    }

    fn access(&mut self, instruction: &Instruction, at: (StageId, usize), state: &State) -> Access {
        let owner = instruction.flag_value("chown").map(|word| {
            let value = self.expand(word, at, state);
            value.known().map_or("*".to_owned(), |user| user.split(':').next().unwrap_or_default().to_owned())
        });
        let owner = owner.map(|user| if matches!(user.as_str(), "" | "0") { "root".to_owned() } else { user });
        let mode =
            instruction.flag_value("chmod").and_then(|word| self.expand(word, at, state).known().map(str::to_owned));
        let executable = mode.and_then(|mode| executable(&mode));
        Access { owner, executable }
    }

    /// What `--from` names: a stage by name or number, else an image.
    fn copy_from(&self, value: &Value, stage: StageId) -> CopyFrom {
        let text = match value {
            Value::Known(text) => text,
            Value::Unknown(why) => return CopyFrom::Unknown(why.clone()),
        };
        if let Some(id) = self.stage_named(text) {
            return CopyFrom::Stage(id);
        }
        match text.parse::<usize>() {
            Ok(id) if id < stage => CopyFrom::Stage(id),
            _ => CopyFrom::Image(text.clone()),
        }
    }

    fn run(&mut self, run: &Run, at: (StageId, usize), state: &mut State) {
        if self.model.stages[at.0].windows || is_windows_shell(&state.shell, &run.form) {
            let why = "what a Windows shell does is not read".to_owned();
            state.accounts_open.get_or_insert_with(|| why.clone());
            return self.push(at, What::Open { path: "/".to_owned(), why });
        }
        let before = self.model.stages[at.0].changes.len();
        let mounted = self.mounts(&run.mounts, at, state);
        let mounts = self.model.stages[at.0].changes.len();
        Runner::new(&mut self.model, at.0, at.1, state).run(&run.form);
        if mounts == before {
            return;
        }
        self.keep_copies(at, mounts, &mounted);
        // What is mounted, and what is written into a mount, is gone after the RUN.
        let log = &mut self.model.stages[at.0].changes;
        let written = log.split_off(mounts);
        log.split_off(before);
        log.extend(written.into_iter().filter(|change| !is_below(&change.what, &mounted)));
        self.shift_trees(at, before, mounts);
    }

    /// What `cp` takes out of a mount stays when the mount is gone: it is looked up while it is there.
    fn keep_copies(&mut self, at: (StageId, usize), since: usize, mounted: &[String]) {
        for index in since..self.model.stages[at.0].changes.len() {
            let what = &self.model.stages[at.0].changes[index].what;
            let What::Tree { path, from: Tree::Stage { stage, at: Some(then), path: source }, access } = what else {
                continue;
            };
            let (path, why) = (path.clone(), "it comes from a mount".to_owned());
            if *stage != at.0 {
                continue;
            }
            // A folder was copied, and a mount with it.
            let inside = mounted.iter().filter_map(|target| path::below(target, source)).find(|rest| !rest.is_empty());
            if let Some(rest) = inside {
                let path = path::child(&path, rest);
                self.push(at, What::Open { path, why });
            } else if mounted.iter().any(|target| path::below(source, target).is_some()) {
                let owner = access.owner.clone().or_else(|| Some("root".to_owned()));
                let kept = match self.model.look_at(at.0, *then, source) {
                    Look::Present(found) if found.entry.kind == EntryKind::File => {
                        What::Add { path, entry: Entry { owner, ..found.entry } }
                    }
                    _ => What::Open { path, why },
                };
                self.model.stages[at.0].changes.replace(index, kept);
            }
        }
    }

    /// `cp` notes how long the log was when it copied: taking the mounts out moves that point.
    fn shift_trees(&mut self, (stage, instruction): (StageId, usize), before: usize, mounts: usize) {
        let gone = mounts - before;
        for invocation in self.model.invocations.iter_mut().rev().take_while(|it| it.instruction == instruction) {
            if invocation.changes >= before + gone {
                invocation.changes -= gone;
            }
        }
        let log = &mut self.model.stages[stage].changes;
        for mut change in log.split_off(before) {
            if let What::Tree { from: Tree::Stage { at: Some(at), .. }, .. } = &mut change.what {
                *at = at.saturating_sub(gone).max(before);
            }
            log.push(change);
        }
    }

    /// Puts what `--mount` brings in place and returns the targets.
    fn mounts(&mut self, mounts: &[Mount], at: (StageId, usize), state: &State) -> Vec<String> {
        let mut targets = Vec::new();
        for mount in mounts {
            let from = mount.get("from").map(|word| self.expand(word, at, state));
            let from = from.map(|value| self.copy_from(&value, at.0));
            if let Some(CopyFrom::Stage(other)) = from {
                self.model.stages[at.0].uses.push(other);
            }
            let target = mount.target().map(|word| self.expand(word, at, state));
            let Some(target) = target.as_ref().and_then(Value::known) else { continue };
            let target = path::join(state.folder().unwrap_or("/"), target);
            let source = mount.source().map(|word| self.expand(word, at, state));
            let source = path::clean(source.as_ref().and_then(Value::known).unwrap_or_default());
            let tree = match (mount.kind(), from) {
                ("bind", None) => Tree::Context { path: source[1..].to_owned(), exclude: Vec::new() },
                ("bind", Some(CopyFrom::Stage(other))) => Tree::Stage { stage: other, at: None, path: source },
                _ => Tree::Image { name: "a mount".to_owned() },
            };
            self.push(at, What::Tree { path: target.clone(), from: tree, access: Access::default() });
            targets.push(target);
        }
        targets
    }
}

fn is_below(what: &What, targets: &[String]) -> bool {
    let at = match what {
        What::Add { path, .. } | What::Remove { path } | What::Tree { path, .. } | What::Open { path, .. } => path,
        _ => return false,
    };
    targets.iter().any(|target| path::below(at, target).is_some())
}

/// `8080`, `8000-8010/udp`; also the host forms that BuildKit warns of.
fn exposed(text: &str) -> (Option<std::ops::RangeInclusive<u16>>, bool) {
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let ports = ports.rsplit(':').next().unwrap_or(ports);
    let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
    let range = first.parse().ok().zip(last.parse().ok()).map(|(first, last): (u16, u16)| first..=last);
    (range, protocol.eq_ignore_ascii_case("udp"))
}

/// Whether a `--chmod` sets the execute bit; `None` where the mode is symbolic and does not say.
fn executable(mode: &str) -> Option<bool> {
    if !mode.is_empty() && mode.bytes().all(|byte| byte.is_ascii_digit()) {
        return u32::from_str_radix(mode, 8).ok().map(|bits| bits & 0o111 != 0);
    }
    mode.contains('x').then_some(true)
}

fn writes_accounts(copy: &copy::Copy) -> bool {
    let place = copy.destination.path.as_deref().unwrap_or("/");
    let below_etc = matches!(place, "/" | "/etc" | "/etc/passwd") || place.starts_with("/etc/passwd");
    let brings = copy.sources.iter().any(|source| match &source.text {
        Value::Known(text) => {
            text.contains("passwd") || matches!(text.trim_end_matches('/'), "" | "/etc" | "etc" | ".")
        }
        Value::Unknown(_) => true,
    });
    below_etc && (brings || place == "/" || !matches!(copy.from, CopyFrom::Context))
}

/// `cmd`, PowerShell: by the SHELL in force, or by the first word of an exec form.
fn is_windows_shell(shell: &[String], form: &Form) -> bool {
    let first = match form {
        Form::Exec(words) => words.first().map(|word| word.value.as_str()),
        Form::Shell(_) => shell.first().map(String::as_str),
    };
    let name = first.unwrap_or_default().to_lowercase();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    matches!(name.trim_end_matches(".exe"), "cmd" | "powershell" | "pwsh")
}

impl super::Model {
    /// The exec or shell form of an instruction that starts something.
    pub fn exec(&self, command: &Command) -> Option<&Exec> {
        match &self.instruction(command.instruction()?).kind {
            Kind::Cmd(exec) | Kind::Entrypoint(exec) | Kind::Healthcheck(Healthcheck::Cmd(exec)) => Some(exec),
            _ => None,
        }
    }

    /// Whether the base of `stage`, looked for through its parents, is `scratch`.
    pub fn is_from_scratch(&self, stage: StageId) -> bool {
        self.chain(stage).last().is_some_and(|root| matches!(root.base, Base::Scratch))
    }
}
