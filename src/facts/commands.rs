//! What a command writes: `mkdir`, `go build`, `apt-get install` and the others that matter.

use super::packages::Manager;

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
    /// `cp`: `from` to `to`. `into`: the destination is a folder that must receive it under its own name (`None`: as the destination turns out).
    Copy {
        from: Arg,
        to: String,
        contents_only: bool,
    },
    Move {
        from: Arg,
        to: String,
    },
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
    Install {
        manager: Manager,
        packages: Vec<Arg>,
        recommends: bool,
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
    /// Changes the working directory for the commands that follow in the same shell.
    Chdir(Arg),
}

/// What `call` does, in order; `None` where the command is not understood (then anything may have been written).
pub fn effects(call: &Call) -> Option<Vec<Effect>> {
    let _ = call;
    None
}

/// `argv` without `sudo`, `env A=b`, `exec` and the like in front.
pub fn unwrap_wrappers(argv: &[Arg]) -> &[Arg] {
    argv
}
