//! Two RUN instructions of one command each, one behind the other.
//!
//! A step of its own has a cache of its own, so that most of these are `possible` only. What surely wastes is a step
//! that removes, moves or changes the files of the step before it: the image holds both states of them.

use std::collections::BTreeSet;

use crate::model::Model;
use crate::rules::commands;
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::source::Span;
use crate::syntax::ast::{Form, Instruction, Kind, Run, Text};
use crate::syntax::shell::{self, Command, Dialect, Part, Step};

pub(super) const RULE: Rule = Rule { id: "consecutive-run", check };

/// What leaves the files before it in the layer below.
const CHANGES: [&str; 6] = ["rm", "mv", "chmod", "chown", "chgrp", "strip"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut before: Option<(&Instruction, usize)> = None;
    let mut findings = Vec::new();
    for (index, instruction) in model.dockerfile.instructions.iter().enumerate() {
        let Kind::Run(run) = &instruction.kind else {
            before = None;
            continue;
        };
        let count = count(run);
        match before {
            // A chain of commands was put together on purpose.
            Some((above, commands))
                if flags(model, above) == flags(model, instruction) && commands < 2 && count < 2 =>
            {
                findings.push(finding(model, index, above, instruction));
            }
            _ => before = Some((instruction, count)),
        }
    }
    findings
}

fn finding(model: &Model, index: usize, above: &Instruction, instruction: &Instruction) -> Finding {
    let of_run = model.invocations.iter().find(|it| it.instruction == index);
    let changes = of_run.filter(|it| commands::ships(model, it.stage)).and_then(commands::program);
    match changes.filter(|name| CHANGES.contains(name)) {
        Some(name) => {
            let message = format!("`{name}` in a step of its own: the step before it keeps the files as they were");
            let finding = Finding::new(instruction.keyword, message).confidence(Confidence::Likely);
            finding.label(model.place(above.keyword), "write both as one `RUN`")
        }
        None => {
            let message = "this `RUN` and the one before it could be one";
            Finding::new(instruction.keyword, message).confidence(Confidence::Possible)
        }
    }
}

/// The flags as they are written, in any order.
fn flags<'a>(model: &'a Model, instruction: &Instruction) -> BTreeSet<&'a str> {
    instruction.flags.iter().map(|flag| model.source.slice(flag.span)).collect()
}

/// How many commands with a name a RUN holds, each once.
fn count(run: &Run) -> usize {
    let read = |text: String| shell::parse(Text { pieces: vec![(0, 0)], text }, Dialect::Posix).steps;
    let steps = match &run.form {
        // The text of `sh -c` counts as the commands that it is.
        Form::Exec(words) => read(words.iter().map(|word| word.value.as_str()).collect::<Vec<_>>().join(" ")),
        // A Windows shell joins commands by the same signs.
        Form::Shell(script) if script.steps.is_empty() => read(script.text.text.clone()),
        Form::Shell(script) => script.steps.clone(),
    };
    let mut places = BTreeSet::new();
    collect(&steps, &mut places);
    places.len()
}

fn collect(steps: &[Step], places: &mut BTreeSet<(usize, usize)>) {
    for step in steps {
        let Step::Command(command) = step else { continue };
        let is_test = |name: &str| matches!(name, "[" | "[[" | "((");
        if command.name().is_some_and(|name| !is_test(&name)) {
            let Span { start, end } = command.span;
            places.insert((start as usize, end as usize));
        }
        inner(command).for_each(|steps| collect(steps, places));
    }
}

/// The commands of the substitutions in a command.
fn inner(command: &Command) -> impl Iterator<Item = &[Step]> {
    let words = command.words.iter().chain(command.assignments.iter().map(|it| &it.value));
    words.flat_map(|word| &word.parts).filter_map(|part| match part {
        Part::Substitution { steps, .. } => Some(steps.as_slice()),
        _ => None,
    })
}
