//! What ShellCheck says of a shell script, under its codes.
//!
//! Most of it is the work of `shuck-linter`, a re-implementation in Rust, behind the cargo feature
//! `shellcheck`; the codes that it lacks are found here. Silent on scripts that do not parse clean.

mod code;
#[cfg(feature = "shellcheck")]
mod linter;
#[cfg(feature = "shellcheck")]
mod own;
mod signs;
#[cfg(all(test, feature = "shellcheck"))]
mod tests;
#[cfg(feature = "shellcheck")]
mod tree;

use std::collections::BTreeSet;

use crate::source::Span;
use crate::syntax::shell::Script;

pub use code::Code;
pub use signs::may_need_bash;

/// Whether this program was built with the linter: without it nothing is found.
pub const IS_THERE: bool = cfg!(feature = "shellcheck");

/// The dialects that ShellCheck knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shell {
    /// What POSIX says of `sh`.
    Sh,
    Bash,
    /// Dash, and the `ash` of busybox.
    Dash,
    Ksh,
}

/// How bad ShellCheck finds it. Ordered from the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Style,
    Info,
    Warning,
    Error,
}

/// One thing that is said of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    pub code: Code,
    pub level: Level,
    /// Lower case, no full stop.
    pub message: String,
    /// What to write instead, where that is known; as the message.
    pub help: Option<String>,
    /// In the file that the script stands in.
    pub span: Span,
    /// What to write there, and beside it; empty where that is not known.
    pub edits: Vec<(Span, String)>,
}

impl Shell {
    /// The dialect of the program `name`, which may be a path; `None` for what ShellCheck does not read.
    pub fn of_program(name: &str) -> Option<Shell> {
        match name.rsplit('/').next().unwrap_or_default() {
            "sh" => Some(Shell::Sh),
            "bash" => Some(Shell::Bash),
            "dash" | "ash" => Some(Shell::Dash),
            "ksh" => Some(Shell::Ksh),
            _ => None,
        }
    }

    /// The dialect that the `#!` line of a script asks for; `None` where it has one and ShellCheck does not read it.
    ///
    /// `otherwise` is the answer for a script without such a line.
    pub fn of_script(text: &str, otherwise: Option<Shell>) -> Option<Shell> {
        let Some(line) = text.lines().next().and_then(|line| line.strip_prefix("#!")) else { return otherwise };
        let mut words = line.split_whitespace();
        let program = words.next().unwrap_or_default();
        if program.rsplit('/').next() != Some("env") {
            return Shell::of_program(program);
        }
        Shell::of_program(words.find(|word| !word.starts_with('-') && !word.contains('=')).unwrap_or_default())
    }
}

/// Lints `script`, which `shell` reads, where the variables `exported` are set.
///
/// In the order of the text; nothing for a script that was not understood.
pub fn lint(script: &Script, shell: Shell, exported: &BTreeSet<String>) -> Vec<Lint> {
    if !script.understood || starts_windows_shell(script) {
        return Vec::new();
    }
    let mut lints = found(script, shell, exported);
    lints.sort_by(|left, right| (left.span, left.code, &left.message).cmp(&(right.span, right.code, &right.message)));
    lints.dedup_by(|left, right| (left.span, left.code) == (right.span, right.code));
    lints
}

#[cfg(feature = "shellcheck")]
fn found(script: &Script, shell: Shell, exported: &BTreeSet<String>) -> Vec<Lint> {
    linter::lint(&script.text, shell, exported)
}

#[cfg(not(feature = "shellcheck"))]
fn found(_: &Script, _: Shell, _: &BTreeSet<String>) -> Vec<Lint> {
    Vec::new()
}

/// How bad ShellCheck finds `code`; `None` where that is not known.
#[cfg(feature = "shellcheck")]
pub fn level(code: Code) -> Option<Level> {
    linter::level_of(code)
}

/// How bad ShellCheck finds `code`; `None` where that is not known.
#[cfg(not(feature = "shellcheck"))]
pub fn level(_: Code) -> Option<Level> {
    None
}

/// Whether the text is meant for PowerShell or `cmd`: what follows the program's name is not for a POSIX shell.
fn starts_windows_shell(script: &Script) -> bool {
    let name = script.commands().next().and_then(|command| command.name()).unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    matches!(name.strip_suffix(".exe").unwrap_or(&name), "powershell" | "pwsh" | "cmd")
}
