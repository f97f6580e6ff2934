//! A shell form where no shell is: RUN fails the build, CMD and ENTRYPOINT the start, HEALTHCHECK the check.
//!
//! Silent where anything unread could have brought the shell.

use crate::model::stage::Stage;
use crate::rules::{Finding, Input, Rule, evidence};
use crate::source::Span;
use crate::syntax::ast::{Exec, Form, Healthcheck, Instruction, Kind};

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
        let Some((span, at_build)) = shell_form(instruction) else { continue };
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
        findings.push(finding.help("write the exec form: `[\"program\", \"argument\"]`"));
    }
    findings
}

/// The shell text to point at, and whether it runs at build time.
fn shell_form(instruction: &Instruction) -> Option<(Span, bool)> {
    let (form, at_build) = match &instruction.kind {
        Kind::Run(run) => (&run.form, true),
        Kind::Cmd(Exec { form, .. })
        | Kind::Entrypoint(Exec { form, .. })
        | Kind::Healthcheck(Healthcheck::Cmd(Exec { form, .. })) => (form, false),
        _ => return None,
    };
    matches!(form, Form::Shell(_)).then(|| (instruction.arguments.span(), at_build))
}
