//! Images that start nothing of their own: a distribution or a language, which others build upon.

use crate::facts::base::Start;
use crate::model::Model;
use crate::model::stage::{Command, State};
use crate::rules::{Input, evidence};
use crate::syntax::ast::Form;

/// Programs that wait for somebody to type, or for a project: an image that starts one is meant to be built upon.
const INTERACTIVE: [&str; 46] = [
    "ash",
    "bash",
    "clj",
    "clojure",
    "cmd",
    "dart",
    "deno",
    "elixir",
    "erl",
    "fish",
    "ghci",
    "gjs",
    "gradle",
    "groovysh",
    "guile",
    "haxe",
    "hy",
    "iex",
    "irb",
    "jruby",
    "jshell",
    "julia",
    "ksh",
    "lua",
    "mvn",
    "node",
    "ocaml",
    "octave",
    "perl",
    "php",
    "powershell",
    "pwsh",
    "pypy",
    "pypy3",
    "python",
    "python2",
    "python3",
    "R",
    "racket",
    "raku",
    "rakudo",
    "sbcl",
    "scala",
    "sh",
    "swipl",
    "zsh",
];

/// Whether the image starts nothing of its own: no program, a shell, or the interpreter of a language without a script.
pub(super) fn starts_nothing(input: &Input, state: &State) -> bool {
    let containers = input.workloads.iter().flat_map(|workload| &workload.containers);
    // A manifest says what it starts.
    if containers.into_iter().any(|it| it.command.is_some() || it.args.is_some()) {
        return false;
    }
    // What is started comes with the images that are built upon it, or is the base's own and not known.
    if evidence::is_base_for_others(input.model) || is_of_unknown_base(state) {
        return true;
    }
    let (entrypoint, cmd) = (words(input.model, &state.entrypoint), words(input.model, &state.cmd));
    match (entrypoint, cmd) {
        (Words::Known(entrypoint), Words::None) => is_interactive(&entrypoint) || runs_its_words(input.model),
        (Words::None, Words::Known(cmd)) => is_interactive(&cmd),
        // An entry point runs what follows it.
        (Words::Known(_) | Words::Unknown, Words::Known(cmd)) => is_interactive(&cmd),
        (Words::None, Words::None) => true,
        _ => false,
    }
}

/// Whether the file says nothing of what is started, and the base's command is not known.
fn is_of_unknown_base(state: &State) -> bool {
    let is_own = |command: &Command| matches!(command, Command::Instruction(_));
    matches!(state.cmd, Command::Unknown(_)) && !is_own(&state.entrypoint)
}

/// Whether the script that is started ends with `exec "$@"`: without a CMD it starts nothing.
fn runs_its_words(model: &Model) -> bool {
    let start = model.start(model.target);
    let script = start.as_ref().and_then(|start| start.scripts.first());
    script.is_some_and(|it| it.text.lines().rev().map(str::trim).find(|line| !line.is_empty()) == Some("exec \"$@\""))
}

/// The words of ENTRYPOINT or CMD.
enum Words {
    None,
    Known(Vec<String>),
    Unknown,
}

fn words(model: &Model, command: &Command) -> Words {
    let of_shell = |text: &str| Words::Known(text.split_whitespace().map(str::to_owned).collect());
    match command {
        Command::Unset => Words::None,
        Command::Base(Start::Exec(words)) if words.is_empty() => Words::None,
        Command::Base(Start::Exec(words)) => Words::Known(words.clone()),
        Command::Base(Start::Shell(text)) => of_shell(text),
        Command::Unknown(_) => Words::Unknown,
        Command::Instruction(index) => match model.exec(command).map(|it| &it.form) {
            Some(Form::Exec(words)) if words.is_empty() => Words::None,
            Some(Form::Exec(words)) => Words::Known(words.iter().map(|it| it.value.clone()).collect()),
            Some(Form::Shell(_)) => of_shell(&model.instruction(*index).arguments.text),
            None => Words::Unknown,
        },
    }
}

/// `bash`, `/bin/bash -l`, `php -a`: no script and no command behind it.
fn is_interactive(words: &[String]) -> bool {
    let Some((program, rest)) = words.split_first() else { return true };
    let name = program.rsplit('/').next().unwrap_or_default();
    let plain = name.trim_end_matches(|it: char| it.is_ascii_digit() || it == '.');
    let is_switch =
        |word: &String| matches!(word.as_str(), "-i" | "-l" | "-a" | "--login" | "--interactive" | "-il" | "-li");
    (INTERACTIVE.contains(&name) || INTERACTIVE.contains(&plain)) && rest.iter().all(is_switch)
}
