//! Programs that start others: wrappers, interpreters, and the shell's own commands.

use crate::syntax::ast::Text;
use crate::syntax::shell::{self, Dialect};

use super::StartWord;
use crate::model::path;
use crate::model::stage::State;

/// Flags of `setpriv` whose value may stand apart (util-linux, setpriv(1)).
const SETPRIV: [&str; 14] = [
    "--ruid",
    "--euid",
    "--reuid",
    "--rgid",
    "--egid",
    "--regid",
    "--groups",
    "--inh-caps",
    "--ambient-caps",
    "--bounding-set",
    "--securebits",
    "--pdeathsig",
    "--selinux-label",
    "--apparmor-profile",
];

/// How many words after a wrapper's name belong to it; `None`: it is no wrapper.
pub(super) fn wrapper(name: &str, rest: &[StartWord]) -> Option<usize> {
    let text = |at: usize| rest.get(at).and_then(|word| word.text.as_deref()).unwrap_or_default();
    let flags = |with_value: &[&str]| {
        let mut at = 0;
        while text(at).starts_with('-') {
            if text(at) == "--" {
                return at + 1;
            }
            at += if with_value.contains(&text(at)) { 2 } else { 1 };
        }
        at
    };
    match name {
        "tini" | "tini-static" | "docker-init" | "catatonit" => Some(flags(&["-p", "-e"])),
        "dumb-init" => Some(flags(&["-r", "--rewrite"])),
        "gosu" | "su-exec" | "setuidgid" | "s6-setuidgid" | "chpst" if rest.len() > 1 => Some(flags(&["-u"]).max(1)),
        "doas" => Some(flags(&["-u"])),
        "setpriv" => Some(flags(&SETPRIV)),
        "nice" => Some(flags(&["-n", "--adjustment"])),
        "stdbuf" => Some(flags(&["-i", "-o", "-e", "--input", "--output", "--error"])),
        "nohup" | "catchsegv" | "with-contenv" => Some(flags(&[])),
        "env" => {
            let mut at = flags(&["-u", "-C"]);
            while text(at).contains('=') {
                at += 1;
            }
            Some(at)
        }
        "docker-php-entrypoint" => Some(0),
        "bundle" if text(0) == "exec" => Some(1),
        "opentelemetry-instrument" => {
            let mut at = 0;
            // Each of its flags has a value, which may stand apart.
            while text(at).starts_with('-') {
                at += if text(at).contains('=') { 1 } else { 2 };
            }
            Some(at)
        }
        "ddtrace-run" => Some(flags(&[])),
        _ => None,
    }
}

pub(super) enum Argument {
    Script(usize),
    /// The text of `sh -c`.
    Shell(usize),
}

/// Which argument of an interpreter is the script that it runs.
pub(super) fn script_argument(name: &str, rest: &[StartWord]) -> Option<Argument> {
    let text = |at: usize| rest.get(at).and_then(|word| word.text.as_deref());
    let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    match stem {
        "sh" | "bash" | "ash" | "dash" => {
            let at = (0..rest.len()).find(|at| text(*at).is_none_or(|it| !it.starts_with(['-', '+'])))?;
            let is_text = rest[..at]
                .iter()
                .any(|word| word.text.as_deref().is_some_and(|flag| !flag.starts_with("--") && flag.ends_with('c')));
            Some(if is_text { Argument::Shell(at) } else { Argument::Script(at) })
        }
        "node" | "nodejs" => first_operand(
            rest,
            &["-r", "--require", "--import", "--loader", "-C"],
            &["-e", "-p", "--eval", "--print", "--run", "--test"],
        ),
        "python" | "pypy" => first_operand(rest, &["-X", "-W", "-Q"], &["-m", "-c"]),
        "ruby" => first_operand(rest, &["-I", "-r", "-C"], &["-e", "-S"]),
        "perl" => first_operand(rest, &["-I"], &["-e", "-E"]),
        "java" => {
            let at = (0..rest.len()).find(|at| text(*at) == Some("-jar"))? + 1;
            let ends_before =
                rest[..at - 1].iter().all(|word| word.text.as_deref().is_some_and(|it| it.starts_with('-')));
            (at < rest.len() && ends_before).then_some(Argument::Script(at))
        }
        "php" => first_operand(rest, &["-d", "-c"], &["-S", "-r", "-a", "-B", "-R"]),
        "dotnet" => text(0).is_some_and(|it| it.ends_with(".dll")).then_some(Argument::Script(0)),
        _ => None,
    }
}

/// The first argument that is no flag, unless a flag of `ends` comes before it.
fn first_operand(rest: &[StartWord], with_value: &[&str], ends: &[&str]) -> Option<Argument> {
    let mut at = 0;
    while let Some(word) = rest.get(at) {
        let text = word.text.as_deref()?;
        if ends.iter().any(|end| text == *end || text.starts_with(&format!("{end}="))) {
            return None;
        }
        if !text.starts_with('-') {
            return Some(Argument::Script(at));
        }
        at += if with_value.contains(&text) { 2 } else { 1 };
    }
    None
}

/// Programs that come with the operating system or a package of it, and not with a project.
pub(super) fn is_system_tool(name: &str) -> bool {
    const NAMES: [&str; 24] = [
        "ash",
        "bash",
        "curl",
        "dash",
        "dumb-init",
        "git",
        "gosu",
        "jq",
        "mysqladmin",
        "nc",
        "ncat",
        "netcat",
        "openssl",
        "perl",
        "pg_isready",
        "ps",
        "redis-cli",
        "sh",
        "ssh",
        "su-exec",
        "tini",
        "unzip",
        "wget",
        "zsh",
    ];
    NAMES.contains(&name)
}

/// Commands that the shell runs itself.
pub(super) fn is_builtin(name: &str) -> bool {
    const NAMES: [&str; 40] = [
        ".", ":", "[", "[[", "alias", "bg", "break", "case", "cd", "command", "continue", "declare", "echo", "eval",
        "exec", "exit", "export", "false", "fg", "getopts", "hash", "jobs", "kill", "local", "printf", "pwd", "read",
        "readonly", "return", "set", "shift", "source", "test", "time", "times", "trap", "true", "umask", "unset",
        "wait",
    ];
    NAMES.contains(&name) || matches!(name, "type" | "ulimit" | "shopt" | "let" | "unalias")
}

/// Whether a script changes to another user before it starts the program. A user that is a variable which
/// neither the image nor the script sets is none: `gosu "$PUID"` is for those who set it.
pub(super) fn drops_privileges(text: &str, state: &State) -> bool {
    let script = shell::parse(Text { text: text.to_owned(), pieces: Vec::new() }, Dialect::Posix);
    let tools = ["gosu", "su-exec", "setpriv", "runuser", "su", "doas", "s6-setuidgid", "chroot", "setuidgid"];
    let assigned = |name: &str| script.commands().flat_map(|it| &it.assignments).any(|it| it.name == name);
    let unset = |word: &shell::ShellWord| match word.parts.as_slice() {
        [shell::Part::Variable { name, operator: None, .. }] => !state.env.contains_key(name) && !assigned(name),
        _ => false,
    };
    script.commands().any(|command| {
        let at = command
            .words
            .iter()
            .take(3)
            .position(|word| word.literal().is_some_and(|word| tools.contains(&path::file_name(&word))));
        at.is_some_and(|at| !command.words.get(at + 1).is_some_and(unset))
    })
}
