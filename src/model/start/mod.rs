//! What starts the container: ENTRYPOINT and CMD put together, wrappers seen through, and for every
//! program and script that they name what stands at its path.

mod configured;
mod line;
mod modules;
mod node;
mod required;
mod scripts;
mod starters;
#[cfg(test)]
mod tests;

use crate::evidence::Place;
use crate::facts::releases;
use crate::source::Span;

use super::Model;
use super::files::{Look, StageId, What};
use super::path;
use super::stage::{Base, State};

use line::{Line, Resolver};
use starters::is_system_tool;

/// A word of the command line that Docker starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartWord {
    /// `None` where it holds what is not known.
    pub text: Option<String>,
    /// Its place in the Dockerfile; `None`: from the base image, or `given`.
    pub span: Option<Span>,
    /// The word of a command line from elsewhere that it is, or stands in.
    pub given: Option<Given>,
}

/// Which word of a [`CommandLine`], counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    Entrypoint(usize),
    Cmd(usize),
}

/// What a platform gives in place of the image's own command line.
///
/// The names are Docker's: Kubernetes calls them `command` and `args`, Compose `entrypoint` and `command`.
#[derive(Clone, Copy, Debug, Default)]
pub struct CommandLine<'a> {
    /// In place of ENTRYPOINT. The image's CMD falls away with it.
    pub entrypoint: Option<&'a [String]>,
    /// In place of CMD.
    pub cmd: Option<&'a [String]>,
    /// In place of WORKDIR.
    pub folder: Option<&'a str>,
}

/// How a file is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Started by the kernel: must be there and executable.
    Program,
    /// Read by an interpreter: must be there.
    Script,
    /// A Python module, found by its name in the folders that Python imports from.
    Module,
}

/// A file that must be there when the container starts.
#[derive(Clone, Debug)]
pub struct Needed {
    pub role: Role,
    /// As written.
    pub name: String,
    /// Where it is written in the Dockerfile; `None`: in the base image, or `given`.
    pub span: Option<Span>,
    /// Where it is written in a command line from elsewhere.
    pub given: Option<Given>,
    /// The paths that were tried, first the likeliest.
    pub tried: Vec<String>,
    pub look: Look,
    /// The interpreter that reads it, for a script.
    pub interpreter: Option<String>,
    /// The line of another file that names it; then `span` and `given` are those of the word that leads there.
    pub via: Option<Via>,
}

/// A place in a file of the context that is followed: a script, `package.json`, `supervisord.conf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    /// Relative to the context; `None`: the text stands in the Dockerfile.
    pub file: Option<String>,
    /// Its path in the image.
    pub path: String,
    /// In the text of the file.
    pub at: Span,
}

/// A script that `npm run` and the like name, and that `package.json` does not have.
#[derive(Clone, Debug)]
pub struct MissingScript {
    pub name: String,
    pub span: Option<Span>,
    pub given: Option<Given>,
    /// The `package.json` that was read, relative to the context.
    pub manifest: String,
    /// A script of nearly that name.
    pub near: Option<String>,
    pub via: Option<Via>,
}

/// A program that a script of `package.json` starts, of a package that the install step leaves out.
#[derive(Clone, Debug)]
pub struct OmittedTool {
    pub program: String,
    pub package: String,
    /// The script that runs it.
    pub script: String,
    pub span: Option<Span>,
    pub given: Option<Given>,
    /// The line of the script.
    pub via: Via,
    /// The instruction that installs without development dependencies.
    pub instruction: usize,
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
    /// What those scripts surely run and read themselves.
    pub inner: Vec<Needed>,
    pub missing_scripts: Vec<MissingScript>,
    pub omitted_tools: Vec<OmittedTool>,
}

/// A script that is started and whose text is known.
#[derive(Clone, Debug)]
pub struct StartScript {
    /// Relative to the context; `None`: the text is in the Dockerfile.
    pub name: Option<String>,
    pub text: String,
    /// Where the command line names it.
    pub span: Option<Span>,
    /// Where a command line from elsewhere names it.
    pub given: Option<Given>,
    /// The path in the image.
    pub path: String,
    /// Started by the kernel, which reads its `#!` line; not by an interpreter that is named.
    pub by_kernel: bool,
}

/// Where distributions keep programs.
const SYSTEM_FOLDERS: [&str; 6] = ["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"];

impl Model {
    /// What `stage` starts; `None` where nothing does, or nothing is known.
    pub fn start(&self, stage: StageId) -> Option<Start> {
        if stage != self.target {
            return self.start_with(stage, &CommandLine::default());
        }
        self.started.get_or_init(|| self.start_with(stage, &CommandLine::default())).clone()
    }

    /// What `stage` starts when a platform gives `line`; `None` where that is not known.
    ///
    /// Words of the image that stay in force have spans, those of `line` say in `given` which they are. With
    /// an empty `line` this is [`Model::start`].
    pub fn start_with(&self, stage: StageId, line: &CommandLine) -> Option<Start> {
        let state = self.stages.get(stage)?.end();
        let mut resolver = Resolver::new(self, stage, state);
        resolver.folder = line.folder.map(path::clean).or(resolver.folder);
        let given = |words: &[String], at: fn(usize) -> Given| {
            let word = |(index, text): (usize, &String)| StartWord {
                text: Some(text.clone()),
                span: None,
                given: Some(at(index)),
            };
            Line::Words(words.iter().enumerate().map(word).collect())
        };
        let cmd = match line.cmd {
            Some(words) => given(words, Given::Cmd),
            None if line.entrypoint.is_some() => Line::None,
            None => resolver.line(&state.cmd),
        };
        let entrypoint = match line.entrypoint {
            // An empty one takes the image's away.
            Some([]) => Line::None,
            Some(words) => given(words, Given::Entrypoint),
            None => resolver.line(&state.entrypoint),
        };
        match (entrypoint, cmd) {
            (Line::Unknown, _) | (Line::None, Line::Unknown | Line::None) => return None,
            (Line::Words(mut words), cmd) => {
                match cmd {
                    Line::Words(more) => words.extend(more),
                    Line::Shell(_, exec) => words.extend(resolver.shell_words(&exec)),
                    Line::None | Line::Unknown => {}
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

    /// What running `argv` in a container of `stage` needs: an exec probe, a hook.
    ///
    /// `folder` is the working directory where it is not that of the image; words are `Given::Entrypoint`.
    pub fn start_of(&self, stage: StageId, argv: &[String], folder: Option<&str>) -> Option<Start> {
        self.start_with(stage, &CommandLine { entrypoint: Some(argv), cmd: None, folder })
    }

    /// What a HEALTHCHECK of `stage` needs.
    pub fn health(&self, stage: StageId) -> Option<Start> {
        let state = self.stages.get(stage)?.end();
        let mut resolver = Resolver::new(self, stage, state);
        match resolver.line(&state.healthcheck) {
            Line::Words(words) => resolver.words(words),
            Line::Shell(instruction, exec) => resolver.shell_form(instruction, &exec),
            Line::Unknown | Line::None => return None,
        }
        Some(resolver.start)
    }

    /// Whether the script that names `needed` may make it itself: its path stands there more than once.
    pub fn writes_by_hand(&self, start: &Start, needed: &Needed) -> bool {
        let Some(via) = &needed.via else { return false };
        let script = start.scripts.iter().find(|script| script.path == via.path);
        let name = path::file_name(&needed.name);
        needed.name.contains('/') && script.is_none_or(|script| script.text.matches(name).count() > 1)
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
            let look = match (is_system_tool(name), SYSTEM_FOLDERS.contains(&path::parent(at))) {
                (true, true) => self.look_for_tool(stage, changes, at),
                // A base image keeps no tool of the system where gems or modules go.
                (true, false) => match self.look_for_tool(stage, changes, at) {
                    Look::Unknown(_) => self.look_own(stage, at),
                    look => look,
                },
                (false, _) => self.look(stage, at),
            };
            match look {
                Look::Present(found) => return (tried.clone(), Look::Present(found)),
                Look::Unknown(why) => doubt = doubt.or(Some(why)),
                Look::Absent => {}
            }
        }
        let lacks = doubt.is_some() && self.base_lacks(stage, name);
        if lacks && tried.iter().all(|at| self.look_own(stage, at).is_absent()) {
            return (tried, Look::Absent);
        }
        (tried, doubt.map_or(Look::Absent, Look::Unknown))
    }

    /// Whether a package is installed that may bring programs of other names: `telnet` of `busybox-extras`.
    fn has_other_packages(&self, stage: StageId) -> bool {
        const ALONE: [&str; 12] = [
            "bash",
            "ca-certificates",
            "curl",
            "dumb-init",
            "git",
            "gosu",
            "jq",
            "libc6-compat",
            "su-exec",
            "tini",
            "tzdata",
            "wget",
        ];
        self.chain(stage).flat_map(|stage| &stage.changes).any(|change| match &change.what {
            What::Packages(packages) => packages.names.iter().any(|name| !ALONE.contains(&name.as_str())),
            _ => false,
        })
    }

    /// Whether the base image that `stage` stands on surely has no program of this name.
    fn base_lacks(&self, stage: StageId, name: &str) -> bool {
        match self.chain(stage).last().map(|stage| &stage.base) {
            Some(Base::Image { facts: Some(facts), reference }) => {
                facts.surely_lacks(releases::of(reference), name)
                    || facts.never_has(name) && !self.has_other_packages(stage)
            }
            _ => false,
        }
    }
}

impl Via {
    /// The place to show; `None` where the text is not that of a file.
    pub fn place(&self, model: &Model) -> Option<Place> {
        let source = model.context.as_ref()?.read(self.file.as_deref()?)?;
        (self.at.end as usize <= source.text().len()).then_some(Place { source, span: self.at })
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
