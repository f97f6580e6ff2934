//! Walks the instructions once and builds the stages.

use std::collections::HashMap;
use std::sync::Arc;

use crate::context::Context;
use crate::facts::base::{self, BaseFacts};
use crate::source::Source;
use crate::syntax::ast::{Dockerfile, From, Instruction, Kind, Word};
use crate::syntax::expand::{self, Binding, Value};
use crate::syntax::image;

use super::files::{Change, StageId, What};
use super::log::Log;
use super::path;
use super::shared::List;
use super::stage::{Account, Base, Command, Exposed, Setting, Stage, State, Variable, Variables};
use super::variables::{self, DEFAULT_PATH, Globals};
use super::{Model, Options, Undefined};

pub(super) fn build(source: Source, dockerfile: Dockerfile, context: Option<Context>, options: &Options) -> Model {
    let dockerfile = Arc::new(dockerfile);
    let model = Model {
        source,
        dockerfile: dockerfile.clone(),
        context,
        stages: Vec::new(),
        target: 0,
        also_built: Vec::new(),
        copies: Vec::new(),
        undefined: Vec::new(),
        invocations: Vec::new(),
        aside: Vec::new(),
        writes: Vec::new(),
        listening: std::sync::OnceLock::new(),
        started: std::sync::OnceLock::new(),
        shell_texts: std::sync::OnceLock::new(),
        visited: std::sync::atomic::AtomicU32::new(0),
        looked: super::looked::Looked::default(),
        words: std::sync::OnceLock::new(),
        releases: std::sync::OnceLock::new(),
        built: Vec::new(),
    };
    let mut builder = Builder { model, globals: Globals::default(), options, named: HashMap::new() };
    for (index, instruction) in dockerfile.instructions.iter().enumerate() {
        builder.instruction(index, instruction);
    }
    let mut model = builder.model;
    let last = model.stages.len().saturating_sub(1);
    model.target = options.target.as_ref().and_then(|wanted| stage_of(&model, wanted)).unwrap_or(last);
    model.also_built = options.also_built.iter().filter_map(|wanted| stage_of(&model, wanted)).collect();
    model.looked.keep();
    model
}

/// The stage that a target names, by name or number.
fn stage_of(model: &Model, wanted: &str) -> Option<StageId> {
    let wanted = wanted.to_lowercase();
    let named = model.stages.iter().find(|stage| stage.name.as_deref() == Some(wanted.as_str()));
    let numbered = || wanted.parse().ok().filter(|id| *id < model.stages.len());
    named.map(|stage| stage.id).or_else(numbered)
}

pub(super) struct Builder<'a> {
    pub(super) model: Model,
    pub(super) globals: Globals,
    pub(super) options: &'a Options,
    /// The last stage of each name.
    named: HashMap<String, StageId>,
}

impl Builder<'_> {
    fn instruction(&mut self, index: usize, instruction: &Instruction) {
        match &instruction.kind {
            Kind::From(from) => self.from(index, instruction, from),
            Kind::Arg(arguments) if self.model.stages.is_empty() => {
                for argument in arguments {
                    let default = argument.default.as_ref().map(|word| self.expand_global(word, index));
                    let name = argument.name.as_str();
                    self.globals.declare(name, default, argument.name.span, self.options);
                }
            }
            Kind::Invalid(_) if self.model.stages.is_empty() => {}
            _ => {
                if self.model.stages.is_empty() {
                    self.fragment(index);
                }
                self.in_stage(index, instruction);
            }
        }
    }

    /// Instructions without a FROM: a fragment of another file.
    fn fragment(&mut self, index: usize) {
        let why = "the file has no FROM".to_owned();
        self.open_stage(None, None, index, Base::Unknown(why));
    }

    fn from(&mut self, index: usize, instruction: &Instruction, from: &From) {
        let value = self.expand_global(&from.image, index);
        if let Some(platform) = instruction.flag_value("platform") {
            self.expand_global(platform, index);
        }
        let base = self.base(&value, from);
        self.open_stage(Some(index), from.name.clone(), index + 1, base);
    }

    fn base(&self, value: &Value, from: &From) -> Base {
        let text = match value {
            Value::Known(text) => text,
            Value::Unknown(why) => return Base::Unknown(why.clone()),
        };
        if text.eq_ignore_ascii_case("scratch") && self.stage_named(text).is_none() {
            return Base::Scratch;
        }
        if let Some(stage) = self.stage_named(text) {
            return Base::Stage(stage);
        }
        let reference = from.reference.clone().or_else(|| image::parse(text));
        match reference {
            Some(reference) => {
                let facts = base::lookup_stated(&reference, &self.options.base_images).map(Arc::new);
                Base::Image { reference, facts }
            }
            None => Base::Unknown(format!("`{text}` is no image reference")),
        }
    }

    pub(super) fn stage_named(&self, name: &str) -> Option<StageId> {
        self.named.get(&name.to_lowercase()).copied()
    }

    fn open_stage(&mut self, from: Option<usize>, name: Option<String>, first: usize, base: Base) {
        let id = self.model.stages.len();
        let start = match &base {
            Base::Stage(parent) => {
                let parent = &self.model.stages[*parent];
                // A stage inherits the ARGs of its parent stage too.
                State { changes: 0, ..parent.end().clone() }
            }
            Base::Scratch => start_state(None, None),
            Base::Image { facts: Some(facts), .. } => start_state(Some(facts), None),
            Base::Image { facts: None, reference } => {
                start_state(None, Some(format!("the image `{}` is not known", reference.name)))
            }
            Base::Unknown(why) => start_state(None, Some(why.clone())),
        };
        let windows = is_windows(&base) || matches!(&base, Base::Stage(parent) if self.model.stages[*parent].windows);
        self.named.extend(name.clone().map(|name| (name, id)));
        let mut changes = Log::default();
        if let Base::Image { facts: Some(facts), reference } = &base
            && facts.has_onbuild
        {
            let why = format!("`{}` runs ONBUILD instructions", reference.name);
            changes
                .push(Change { instruction: from.unwrap_or_default(), what: What::Open { path: "/".to_owned(), why } });
        }
        let stage = Stage {
            id,
            name,
            from,
            base,
            instructions: first..first,
            start,
            states: Vec::new(),
            changes,
            uses: Vec::new(),
            windows,
        };
        self.model.stages.push(stage);
    }

    fn in_stage(&mut self, index: usize, instruction: &Instruction) {
        let id = self.model.stages.len() - 1;
        let mut state = self.model.stages[id].end().clone();
        self.execute(id, index, instruction, &mut state);
        let stage = &mut self.model.stages[id];
        state.changes = stage.changes.len();
        stage.states.push(state);
        stage.instructions.end = index + 1;
    }

    /// Expands a word of a FROM or a global ARG, and notes names that nothing defines.
    fn expand_global(&mut self, word: &Word, index: usize) -> Value {
        let globals = &self.globals;
        let expanded = expand::expand(word, self.model.dockerfile.escape, &|name| globals.binding(name));
        let is_from = matches!(self.model.instruction(index).kind, Kind::From(_));
        let missing = expanded.uses.iter().filter(|it| globals.binding(&it.name) == Binding::Unset);
        let missing = missing.filter(|it| is_from && !has_fallback(it.operator));
        let undefined: Vec<Undefined> = missing
            .map(|it| Undefined {
                name: it.name.clone(),
                span: it.span,
                instruction: index,
                stage: None,
                known: [globals.declared.clone(), Variables::default()],
            })
            .collect();
        self.model.undefined.extend(undefined);
        expanded.value
    }

    /// Expands a word of an instruction in a stage.
    pub(super) fn expand(&mut self, word: &Word, at: (StageId, usize), state: &State) -> Value {
        let expanded = expand::expand(word, self.model.dockerfile.escape, &|name| variables::binding(state, name));
        let missing = expanded.uses.iter().filter(|it| !has_fallback(it.operator));
        // An ARG of before the first FROM is for FROMs alone; that the base sets a variable of that name is rare.
        let globals = &self.globals.declared;
        let is_out_of_scope =
            |name: &str| globals.contains_key(name) && !state.args.contains_key(name) && !state.env.contains_key(name);
        let missing =
            missing.filter(|it| variables::binding(state, &it.name) == Binding::Unset || is_out_of_scope(&it.name));
        let undefined: Vec<Undefined> = missing
            .map(|it| Undefined {
                name: it.name.clone(),
                span: it.span,
                instruction: at.1,
                stage: Some(at.0),
                known: [state.env.clone(), state.args.clone()],
            })
            .collect();
        self.model.undefined.extend(undefined);
        expanded.value
    }
}

/// Operators that say themselves what happens where the variable is not set.
fn has_fallback(operator: &str) -> bool {
    matches!(operator, ":-" | "-" | ":+" | "+" | "?" | ":?")
}

fn is_windows(base: &Base) -> bool {
    let Base::Image { reference, .. } = base else { return false };
    let name = reference.canonical.to_lowercase();
    let tag = reference.tag.as_deref().unwrap_or_default().to_lowercase();
    ["windows", "nanoserver", "servercore"].iter().any(|word| name.contains(word) || tag.contains(word))
}

/// The configuration before the first instruction. `open`: nothing is known, and why.
fn start_state(facts: Option<&BaseFacts>, open: Option<String>) -> State {
    let known_or = |value: Option<String>, what: &str| match (value, &open) {
        (Some(value), _) => Value::Known(value),
        (None, Some(why)) => Value::Unknown(why.clone()),
        (None, None) if facts.is_some() => Value::Unknown(format!("the base image's {what} is not known")),
        (None, None) => Value::Known(String::new()),
    };
    let setting = |value| Setting { value, instruction: None };
    let workdir = match known_or(facts.and_then(|it| it.workdir.clone()), "working directory") {
        Value::Known(folder) => Value::Known(path::clean(&folder)),
        unknown => unknown,
    };
    let start = |it: Option<Option<base::Start>>, what: &str| match (it, &open) {
        (Some(Some(start)), _) => Command::Base(start),
        (Some(None), _) => Command::Unset,
        (None, Some(why)) => Command::Unknown(why.clone()),
        (None, None) if facts.is_some() => Command::Unknown(format!("the base image's {what} is not known")),
        (None, None) => Command::Unset,
    };
    let healthcheck = match (facts.map(|it| it.healthcheck), &open) {
        (Some(Some(false)), _) | (None, None) => Command::Unset,
        (_, Some(why)) => Command::Unknown(why.clone()),
        _ => Command::Unknown("the base image has its own".to_owned()),
    };
    let shell = facts
        .and_then(|it| it.shell.clone())
        .filter(|words| !words.is_empty())
        .unwrap_or_else(|| vec!["/bin/sh".to_owned(), "-c".to_owned()]);
    let accounts = facts.map(|it| &it.accounts).into_iter().flatten();
    let accounts = accounts.map(|(name, id)| (name.clone(), Account { id: *id, instruction: None }));
    State {
        env: environment(facts, open.is_some()),
        env_open: open
            .clone()
            .or_else(|| facts.filter(|it| !it.env_complete).map(|_| "the base image may set it".to_owned())),
        args: Variables::default(),
        user: setting(known_or(facts.and_then(|it| it.user.clone()), "user")),
        workdir: setting(workdir),
        shell: Arc::new(shell),
        shell_instruction: None,
        entrypoint: start(facts.and_then(|it| it.entrypoint.clone()), "entry point"),
        cmd: start(facts.and_then(|it| it.cmd.clone()), "command"),
        healthcheck,
        ports: ports(facts),
        ports_open: open.is_some() || facts.is_some_and(|it| it.expose.is_none()),
        volumes: facts.and_then(|it| it.volumes.clone()).unwrap_or_default().into_iter().collect(),
        accounts: accounts.collect(),
        accounts_open: open.or_else(|| {
            facts.filter(|it| it.accounts_open).map(|_| "the base image may have other accounts".to_owned())
        }),
        changes: 0,
    }
}

fn environment(facts: Option<&BaseFacts>, open: bool) -> Variables {
    let mut env = Variables::default();
    if !open {
        let value = Value::Known(DEFAULT_PATH.to_owned());
        env.insert("PATH".to_owned(), Variable { value, span: None });
    }
    for (name, value) in facts.map(|it| &it.env).into_iter().flatten() {
        let value = match value {
            Some(value) => Value::Known(value.clone()),
            None => Value::Unknown(format!("`{name}` changes with the base image")),
        };
        env.insert(name.clone(), Variable { value, span: None });
    }
    env
}

fn ports(facts: Option<&BaseFacts>) -> List<Exposed> {
    let words = facts.and_then(|it| it.expose.clone()).unwrap_or_default();
    let exposed = words.iter().filter_map(|word| {
        let (number, protocol) = word.split_once('/').unwrap_or((word, "tcp"));
        let number = number.parse().ok()?;
        Some(Exposed { ports: Some(number..=number), udp: protocol == "udp", span: None, instruction: None })
    });
    exposed.collect()
}
