//! CMD gives arguments to a script that never looks at its arguments.
//!
//! Silent on scripts whose text is not known, and on those that hand anything to another file.

use crate::model::stage::Command;
use crate::model::start::StartScript;
use crate::rules::{Finding, Input, Rule};
use crate::syntax::ast::{Exec, Form, Kind};

pub(super) const RULE: Rule = Rule { id: "command-ignored-by-entrypoint", check };

/// What reads the arguments of a script.
const READS: [&str; 14] =
    ["$@", "$*", "$#", "${@", "${*", "$1", "${1", "$2", "${2", "shift", "getopts", "source ", "\n. ", "BASH_ARGV"];

fn check(input: &Input) -> Vec<Finding> {
    finding(input).into_iter().collect()
}

fn finding(input: &Input) -> Option<Finding> {
    let state = input.model.image()?;
    let (Command::Instruction(entrypoint), Command::Instruction(cmd)) = (&state.entrypoint, &state.cmd) else {
        return None;
    };
    let Kind::Cmd(Exec { form: Form::Exec(arguments), .. }) = &input.model.instruction(*cmd).kind else { return None };
    let Kind::Entrypoint(Exec { form: Form::Exec(words), .. }) = &input.model.instruction(*entrypoint).kind else {
        return None;
    };
    let first = arguments.first()?;
    let start = input.model.start(input.model.target)?;
    let last = words.last()?.span;
    let script = start.scripts.iter().find(|script| script.span == Some(last))?;
    if !is_shell(script) || READS.iter().any(|read| script.text.contains(read)) {
        return None;
    }
    let message = format!("`{}` never looks at its arguments: this `CMD` has no effect", script.path);
    let place = input.model.place(input.model.instruction(*entrypoint).span);
    let finding = Finding::new(first.span, message).label(place, "this script starts the container");
    Some(finding.help("end the script with `exec \"$@\"`, or remove `CMD`"))
}

fn is_shell(script: &StartScript) -> bool {
    let first = script.text.lines().next().unwrap_or_default().trim_end();
    first.starts_with("#!") && first.ends_with("sh") && !script.text.contains("\n#!")
}
