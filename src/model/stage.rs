//! Stages and the configuration of the image after each instruction.

use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use crate::facts::base::{BaseFacts, Start};
use crate::source::Span;
use crate::syntax::expand::Value;
use crate::syntax::image::ImageRef;

use super::files::StageId;
use super::log::Log;
use super::shared::{List, Map};

#[derive(Clone, Debug)]
pub struct Stage {
    pub id: StageId,
    /// Lower-cased.
    pub name: Option<String>,
    /// The FROM; `None` for a fragment without one.
    pub from: Option<usize>,
    pub base: Base,
    /// The instructions of the stage without its FROM: indexes into `Dockerfile::instructions`.
    pub instructions: Range<usize>,
    /// What the base brings: the state before the first instruction.
    pub start: State,
    /// The state after each of `instructions`.
    pub states: Vec<State>,
    /// The log of changes to the file system.
    pub changes: Log,
    /// Stages that COPY, ADD and mounts take from.
    pub uses: Vec<StageId>,
    pub windows: bool,
}

#[derive(Clone, Debug)]
pub enum Base {
    Scratch,
    Stage(StageId),
    Image {
        reference: ImageRef,
        /// `None`: the image is not in the table.
        facts: Option<Arc<BaseFacts>>,
    },
    /// The name holds a variable without a value, or there is no FROM.
    Unknown(String),
}

/// A value and the instruction that set it; `None`: the base image, or Docker's default.
#[derive(Clone, Debug)]
pub struct Setting {
    pub value: Value,
    pub instruction: Option<usize>,
}

/// What starts the container, or checks its health.
#[derive(Clone, Debug)]
pub enum Command {
    Unset,
    /// From the base image.
    Base(Start),
    /// The instruction that sets it.
    Instruction(usize),
    Unknown(String),
}

impl Command {
    pub fn instruction(&self) -> Option<usize> {
        match self {
            Command::Instruction(index) => Some(*index),
            _ => None,
        }
    }

    pub fn is_unset(&self) -> bool {
        matches!(self, Command::Unset)
    }
}

/// A variable of ENV or ARG.
#[derive(Clone, Debug)]
pub struct Variable {
    pub value: Value,
    /// The name in the instruction that sets it; `None` for the base's and the predefined ones.
    pub span: Option<Span>,
}

/// The variables in force, by name.
pub type Variables = Map<String, Variable>;

/// A word of EXPOSE.
#[derive(Clone, Debug)]
pub struct Exposed {
    /// `None` where the number is not known.
    pub ports: Option<RangeInclusive<u16>>,
    pub udp: bool,
    /// `None`: inherited from the base image.
    pub span: Option<Span>,
    pub instruction: Option<usize>,
}

/// The image's configuration at one point of a stage.
#[derive(Clone, Debug)]
pub struct State {
    pub env: Variables,
    /// Why names that are not in `env` may be set all the same; `None`: they are surely not.
    pub env_open: Option<String>,
    /// ARGs in scope.
    pub args: Variables,
    /// As USER wants it: `name`, `name:group`, `id`; empty for root.
    pub user: Setting,
    /// Absolute and clean where known.
    pub workdir: Setting,
    /// The words of SHELL.
    pub shell: Arc<Vec<String>>,
    /// The SHELL instruction in force.
    pub shell_instruction: Option<usize>,
    pub entrypoint: Command,
    pub cmd: Command,
    pub healthcheck: Command,
    pub ports: List<Exposed>,
    pub ports_open: bool,
    pub volumes: List<String>,
    /// Accounts that the stage's commands made, with their ids.
    pub accounts: Map<String, Account>,
    /// Why accounts may exist that are not listed; `None`: surely none but those of the base and `accounts`.
    pub accounts_open: Option<String>,
    /// How many entries of the stage's log had been made.
    pub changes: usize,
}

#[derive(Clone, Debug)]
pub struct Account {
    pub id: Option<u32>,
    /// The instruction that makes it; `None`: the base image has it.
    pub instruction: Option<usize>,
}

impl Stage {
    /// The state at the end of the stage.
    pub fn end(&self) -> &State {
        self.states.last().unwrap_or(&self.start)
    }

    /// The state before the instruction `index` of this stage.
    pub fn before(&self, index: usize) -> &State {
        match index.checked_sub(self.instructions.start + 1) {
            Some(at) => self.states.get(at).unwrap_or_else(|| self.end()),
            None => &self.start,
        }
    }

    /// The facts of the image that this stage starts from, not looked for through other stages.
    pub fn facts(&self) -> Option<&BaseFacts> {
        match &self.base {
            Base::Image { facts, .. } => facts.as_deref(),
            _ => None,
        }
    }
}

impl State {
    /// The value of a variable as RUN and the words of instructions see it: ENV wins over ARG.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        self.env.get(name).or_else(|| self.args.get(name))
    }

    /// The known value of an environment variable of the running container.
    pub fn env_value(&self, name: &str) -> Option<&str> {
        self.env.get(name).and_then(|variable| variable.value.known())
    }

    /// The folders of PATH; `None` where that is not known.
    pub fn search_path(&self) -> Option<Vec<String>> {
        let path = self.env.get("PATH")?.value.known()?;
        Some(path.split(':').filter(|folder| folder.starts_with('/')).map(super::path::clean).collect())
    }

    /// The working directory, where known.
    pub fn folder(&self) -> Option<&str> {
        self.workdir.value.known()
    }
}
