//! Two RUN instructions of one command each, one behind the other.
//!
//! A step of its own has a cache of its own, so that most of these are `possible` only. What surely wastes is a step
//! that removes, moves or changes the files of the step before it: the image holds both states of them.

use std::collections::BTreeSet;

use crate::model::Model;
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety};
use crate::rules::{commands, edits, lists};
use crate::source::Span;
use crate::syntax::ast::{Form, Instruction, Kind, Run, Text};
use crate::syntax::shell::{self, Command, Dialect, Link, Part, Reach, Step};

pub(super) const RULE: Rule = Rule { id: "consecutive-run", check };

/// What changes the shell itself, and so what stands behind it in the same one.
const OF_THE_SHELL: [&str; 15] = [
    ".", "alias", "cd", "eval", "exec", "exit", "export", "popd", "pushd", "set", "shopt", "source", "trap", "umask",
    "unset",
];
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
    let of_run = model.invocations_of(index).first();
    let changes = of_run.filter(|it| commands::ships(model, it.stage)).and_then(commands::program);
    let finding = match changes.filter(|name| CHANGES.contains(name)) {
        Some(name) => {
            let message = format!("`{name}` in a step of its own: the step before it keeps the files as they were");
            let finding = Finding::new(instruction.keyword, message).confidence(Confidence::Likely);
            finding.label(model.place(above.keyword), "write both as one `RUN`")
        }
        None => {
            let message = "this `RUN` and the one before it could be one";
            Finding::new(instruction.keyword, message).confidence(Confidence::Possible)
        }
    };
    match joined(model, index) {
        Some(edit) => finding.fix(Fix::new("join it to the `RUN` above", Safety::Unsafe, vec![edit])),
        None => finding,
    }
}

/// A RUN as the end of the one above it; `None` where one of them does not just run commands that can follow each other.
fn joined(model: &Model, index: usize) -> Option<Edit> {
    let (above, below) = (model.instruction(index.checked_sub(1)?), model.instruction(index));
    let source = &model.source;
    let between = Span { start: above.span.end, end: below.arguments.span().start };
    let comments: Vec<&str> =
        source.slice(between).lines().map(str::trim).filter(|line| line.starts_with('#')).collect();
    // Those are read where they stand.
    let is_read = |it: &&str| ["hadolint", "dockvet", "check="].iter().any(|tool| it.contains(tool));
    if !can_be_followed(model, above) || !can_follow(model, below) || comments.iter().any(is_read) {
        return None;
    }
    let (escape, end) = (model.dockerfile.escape, edits::line_end(source));
    let lines: Vec<&str> = source.slice(above.span).lines().collect();
    let blanks = |line: &str| line[..line.len() - line.trim_start().len()].to_owned();
    let continued: Vec<&str> = lines.iter().skip(1).copied().filter(|it| !it.trim_start().starts_with('#')).collect();
    let indent = continued.last().map_or_else(|| "    ".to_owned(), |line| blanks(line));
    let trails = lines.iter().any(|line| line.trim_end().trim_end_matches(escape).trim_end().ends_with("&&"));
    let comments: String = comments.iter().map(|it| format!("{indent}{it}{end}")).collect();
    let text = match trails {
        true => format!(" && {escape}{end}{comments}{indent}"),
        false => format!(" {escape}{end}{comments}{indent}&& "),
    };
    Some(Edit::replace(between, text))
}

/// Whether what follows the commands runs as it would in a shell of its own.
fn can_be_followed(model: &Model, run: &Instruction) -> bool {
    let Some(script) = lists::script(run).filter(|_| run.heredocs.is_empty()) else { return false };
    let changes = |it: &Command| match it.name() {
        Some(name) => OF_THE_SHELL.contains(&name.as_str()),
        None => it.words.is_empty(),
    };
    let Some(last) = script.commands().map(|it| it.span.end).max() else { return false };
    let tail = Span { start: last, end: script.text.span().end.max(last) };
    !script.commands().any(changes) && model.source.slice(tail).trim().is_empty()
}

/// Whether `&&` before the commands leaves them as they are.
fn can_follow(model: &Model, run: &Instruction) -> bool {
    let Some(script) = lists::script(run).filter(|_| run.heredocs.is_empty()) else { return false };
    let mut commands = script.commands();
    let Some(first) = commands.next() else { return false };
    let head = Span { start: script.text.span().start, end: first.span.start };
    let is_plain = |it: &Command| it.reach == Reach::Always && matches!(it.link, Link::And | Link::Pipe);
    first.reach == Reach::Always && model.source.slice(head).is_empty() && commands.all(is_plain)
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
