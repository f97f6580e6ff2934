//! A shell form where no shell is: RUN fails the build, CMD and ENTRYPOINT the start, HEALTHCHECK the check.
//!
//! Silent where anything unread could have brought the shell.

use crate::model::stage::Stage;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, evidence};
use crate::syntax::ast::{Exec, Form, Healthcheck, Instruction, Kind};
use crate::syntax::shell::Script;

use super::shell_form_start_command::array;

pub(super) const RULE: Rule = Rule { id: "shell-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let stages = input.model.stages.iter().filter(|stage| needed[stage.id] && !stage.windows);
    stages.flat_map(|stage| in_stage(input, stage)).collect()
}

fn in_stage(input: &Input, stage: &Stage) -> Vec<Finding> {
    let model = input.model;
    let mut findings = Vec::new();
    for (index, instruction) in model.instructions_of(stage) {
        let Some((script, at_build)) = shell_form(instruction) else { continue };
        let span = instruction.arguments.span();
        // What starts the container is looked for in the finished stage.
        let changes = if at_build { stage.before(index).changes } else { stage.changes.len() };
        let state = stage.before(index);
        let Some(shell) = state.shell.first().filter(|shell| shell.starts_with('/')) else { continue };
        if stage.id != model.target && !at_build || !model.look_for_tool(stage.id, changes, shell).is_absent() {
            continue;
        }
        let message = format!("the shell form runs `{shell}`, which the image does not have");
        let finding = Finding::new(span, message).confidence(evidence::absence(model, stage.id));
        let finding = match stage.from {
            Some(from) => finding.label(model.place(model.instruction(from).span), "this base has no shell"),
            None => finding,
        };
        let fix = exec_form(script, instruction).filter(|_| has_program(input, stage, script, at_build));
        findings.push(finding.help("write the exec form: `[\"program\", \"argument\"]`").fixes(fix));
    }
    findings
}

/// The shell text, and whether it runs at build time.
fn shell_form(instruction: &Instruction) -> Option<(&Script, bool)> {
    let (form, at_build) = match &instruction.kind {
        Kind::Run(run) => (&run.form, true),
        Kind::Cmd(Exec { form, .. })
        | Kind::Entrypoint(Exec { form, .. })
        | Kind::Healthcheck(Healthcheck::Cmd(Exec { form, .. })) => (form, false),
        _ => return None,
    };
    let Form::Shell(script) = form else { return None };
    Some((script, at_build))
}

/// Whether what the text starts may be in the image at all: without a shell there are mostly no other tools.
fn has_program(input: &Input, stage: &Stage, script: &Script, at_build: bool) -> bool {
    let name = script.commands().next().and_then(|it| it.words.first()).and_then(|it| it.literal());
    let Some(name) = name.filter(|it| it != "exec") else { return !at_build };
    let state = stage.end();
    !input.model.find_program(stage.id, state, state.folder(), &name).1.is_absent()
}

/// The same words as an array, where they need no shell; a leading `exec` is the shell's own.
fn exec_form(script: &Script, instruction: &Instruction) -> Option<Fix> {
    if !instruction.heredocs.is_empty() {
        return None;
    }
    let array = array(script)?;
    let array = array.strip_prefix("[\"exec\", ").map_or_else(|| array.clone(), |rest| format!("[{rest}"));
    // What the shell itself does stands in no file.
    const OF_SHELL: [&str; 8] = ["cd", "export", "set", "source", ".", "eval", "trap", "umask"];
    if OF_SHELL.iter().any(|it| array.starts_with(&format!("[\"{it}\""))) {
        return None;
    }
    let edit = Edit::replace(script.text.span(), &array);
    Some(Fix::new(format!("write `{array}`"), Safety::Unsafe, vec![edit]))
}
