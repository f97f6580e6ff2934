//! What a command writes: `mkdir`, `go build`, `apt-get install` and the others that matter.
//!
//! One file a family of tools. A family answers `None` for what it does not know.

mod accounts;
mod archives;
mod artifacts;
mod builds;
mod cargo;
mod conda;
mod copies;
mod crates;
mod dotnet;
mod entry_points;
mod files;
mod go;
mod harmless;
mod jvm;
mod managers;
mod node;
mod outputs;
mod python;
mod ruby_php;
#[cfg(test)]
mod tests;
mod tool;
mod wrappers;

use super::packages::Manager;

pub use managers::takes_value;
pub use wrappers::{Unwrapped, unwrap, unwrap_wrappers};

/// An argument as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    Known(String),
    /// Literal but for unquoted `*`, `?`, `[`.
    Glob(String),
    Unknown,
}

/// A command that is about to run: variables expanded, wrappers still there.
pub struct Call<'a> {
    /// Program and arguments.
    pub argv: &'a [Arg],
    /// The working directory: absolute and clean; `None` where it is not known.
    pub cwd: Option<&'a str>,
    /// The value of an environment or shell variable, where known.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// The text of a file in the stage (absolute path), where known: `go.mod`, `Cargo.toml`, `package.json`.
    pub read: &'a dyn Fn(&str) -> Option<String>,
    /// The names in a folder of the stage (absolute path), where all of them are known: empty where
    /// there is surely no such folder.
    pub list: &'a dyn Fn(&str) -> Option<Vec<String>>,
    /// What comes through a pipe from the command before is an archive, a script, ...: the argv of that command.
    pub piped_from: Option<&'a [Arg]>,
}

/// One thing that a command does to the image. Paths are absolute and clean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A folder, with its parents.
    Folder(String),
    /// A regular file that a tool makes; `executable` where the tool sets it (`go build`, `install -m 755`).
    File {
        path: String,
        executable: Option<bool>,
    },
    /// A dynamically linked program (`Some(true)`), a static one (`Some(false)`), not known: `go build`, `cargo build`.
    Program {
        path: String,
        language: &'static str,
        dynamic: Option<bool>,
        package: Option<String>,
    },
    Link {
        path: String,
        target: String,
    },
    /// `cp`: `from` to `to`. `into`: the destination is a folder that receives it under its own name
    /// (`None`: if the destination turns out to be a folder).
    /// `from` is absolute. `contents_only`: what is in the folder, not the folder (`cp -r a/. b`).
    Copy {
        from: Arg,
        to: String,
        into: Option<bool>,
        contents_only: bool,
    },
    /// Like `Copy`, and `from` is gone then.
    Move {
        from: Arg,
        to: String,
        into: Option<bool>,
    },
    /// `path` may hold `*`, `?` and `[`: what matches is gone.
    Remove {
        path: String,
    },
    /// `chmod`: the bits are set or taken for all who may run it.
    Executable {
        path: String,
        executable: bool,
        recursive: bool,
    },
    Owner {
        path: String,
        user: String,
        recursive: bool,
    },
    Mode {
        path: String,
        mode: String,
        recursive: bool,
    },
    Account {
        name: String,
        id: Option<u32>,
    },
    Group {
        name: String,
        id: Option<u32>,
    },
    /// `group`: the name under which `apk add --virtual` lets them be removed together.
    Install {
        manager: Manager,
        packages: Vec<Arg>,
        recommends: bool,
        group: Option<String>,
    },
    Uninstall {
        manager: Manager,
        packages: Vec<Arg>,
    },
    /// Anything may have been written at or below the path, why: "`make` may write there".
    Opens {
        path: String,
        why: String,
    },
    /// A build whose output is known by its configuration or its tool's default, and paths that it does not
    /// write although its like do. What it may write elsewhere is for `Opens` to say.
    Builds {
        path: String,
        /// As a message names it: `vite build`.
        by: String,
        said: Option<Setting>,
        rivals: Vec<Rival>,
    },
    /// Changes the working directory for the commands that follow in the same shell.
    Chdir(Arg),
}

/// Where a file of the stage says something: `text` stands in the file at `path`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub path: String,
    pub text: String,
}

/// A path that a build does not write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rival {
    /// This path and all below it.
    At(String),
    /// In `folder`, archives (`.jar`, `.war`) whose names do not start with `start`.
    Archives { folder: String, start: String },
    /// .NET assemblies that are entries of programs and not called `made`, in the output folder where it is known.
    Assemblies { folder: Option<String>, made: String },
    /// Programs below Cargo's `target` that are not `made`: of another name, profile or platform.
    Programs { target: String, made: Vec<String> },
}

/// What `call` does, in order; `None` where the command is not understood (then anything may have been written).
///
/// Sees through wrappers; the text of a `sh -c` is not read here (see [`unwrap`]).
pub fn effects(call: &Call) -> Option<Vec<Effect>> {
    if let Some(argv) = wrappers::spread(unwrap_wrappers(call.argv)) {
        // What `xargs` itself is wrapped by plays no part here; another `xargs` within is left alone.
        return single(&Call { argv: &argv, ..*call });
    }
    single(call)
}

fn single(call: &Call) -> Option<Vec<Effect>> {
    let unwrapped = unwrap(call.argv);
    if unwrapped.script.is_some() {
        return None;
    }
    let (program, args) = unwrapped.argv.split_first()?;
    let Arg::Known(program) = program else { return None };
    let given = |name: &str| {
        let own = unwrapped.assignments.iter().rev().find(|(known, _)| known == name);
        own.map_or_else(|| (call.env)(name), |(_, value)| value.clone())
    };
    let inner = Call { argv: unwrapped.argv, env: &given, ..*call };
    // Also of a program that nothing is known of: whether it starts is tried like that.
    if matches!(args, [Arg::Known(only)] if matches!(only.as_str(), "--version" | "--help")) {
        return Some(Vec::new());
    }
    let tool = tool::Tool::new(&inner, program, args)?;
    if tool.asks_for_version() {
        return Some(Vec::new());
    }
    let families = [
        files::effects,
        copies::effects,
        harmless::effects,
        managers::effects,
        accounts::effects,
        archives::effects,
        go::effects,
        cargo::effects,
        node::effects,
        python::effects,
        jvm::effects,
        dotnet::effects,
        ruby_php::effects,
        builds::effects,
    ];
    families.iter().find_map(|family| family(&tool))
}
