//! The commands of RUN as they are met.

use crate::facts::commands::Arg;
use crate::source::Span;
use crate::syntax::shell::{Failure, Link, Reach};

use super::files::StageId;
use super::path;

/// A command that a RUN surely or perhaps runs, wrappers such as `sudo` taken away.
#[derive(Clone, Debug)]
pub struct Invocation {
    pub stage: StageId,
    pub instruction: usize,
    pub span: Span,
    pub argv: Vec<Arg>,
    /// The words as they stand, `sudo` and the like included.
    pub written: Vec<Arg>,
    /// Absolute, where known.
    pub folder: Option<String>,
    pub reach: Reach,
    /// Whether it is known what it writes, or it is read itself (`sh -c`).
    pub understood: bool,
    /// Run as another user than the one in force: `sudo`.
    pub is_raised: bool,
    /// What becomes of the RUN if it fails.
    pub failure: Failure,
    /// How many entries of the stage's log had been made.
    pub changes: usize,
    /// Whether the shell set PATH anew before.
    pub sets_path: bool,
    /// The words of `argv` in the Dockerfile.
    pub words: Vec<Word>,
    /// The words before those: `sudo -E`.
    pub wrappers: Vec<Word>,
    /// Files that its output is redirected to.
    pub outputs: Vec<Word>,
    /// `NAME=value` before the command, or what `export` sets.
    pub assignments: Vec<Assigned>,
    pub link: Link,
    pub origin: Origin,
}

/// A word of a command.
#[derive(Clone, Debug)]
pub struct Word {
    /// What the shell makes of it, with `${NAME}` for each variable that is not known.
    pub text: String,
    /// Where it stands; several words can stand at one place (`$PACKAGES`).
    pub span: Span,
}

/// A variable that a command is given.
#[derive(Clone, Debug)]
pub struct Assigned {
    pub name: String,
    pub value: Arg,
    pub span: Span,
}

/// Where a command stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Run,
    /// `$( ... )`
    Substitution,
    /// The RUN of an ONBUILD: run by the images that are built upon this one.
    Onbuild,
}

/// What runs a project's own code: it writes to the project, and hardly ever installs programs of the system.
const OF_LANGUAGES: [&str; 24] = [
    "artisan",
    "bundle",
    "django-admin",
    "elixir",
    "erl",
    "flask",
    "gradle",
    "gradlew",
    "java",
    "mix",
    "mvn",
    "mvnw",
    "node",
    "npx",
    "perl",
    "php",
    "pnpm",
    "python",
    "python3",
    "rails",
    "rake",
    "ruby",
    "rustc",
    "yarn",
];

impl Invocation {
    /// Whether the program is a tool of a programming language.
    pub fn is_of_language(&self) -> bool {
        let name = match self.argv.first() {
            Some(Arg::Known(name)) => path::file_name(name),
            _ => return false,
        };
        OF_LANGUAGES.contains(&name)
    }
}
