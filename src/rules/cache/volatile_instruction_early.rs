//! An ARG, ENV or COPY that changes with every build stands before a step that does not need it and is
//! expensive: the step runs again each time.
//!
//! An ARG counts by its name (commit, date, build number) and only where it is in scope of a RUN that installs
//! something: BuildKit puts every ARG in scope into the key of a RUN. A COPY of the whole context counts
//! before packages of the distribution are installed.

use crate::cache::installs::{self, Install};
use crate::context::Node;
use crate::model::copy::{Copy, CopyFrom, SourceState};
use crate::model::run::Invocation;
use crate::model::stage::Stage;
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::source::Span;
use crate::syntax::ast::{Form, Instruction, Kind};

use super::later;

pub(super) const RULE: Rule = Rule { id: "volatile-instruction-early", check };

/// Names that builds set anew each time.
const VOLATILE: [&str; 21] = [
    "GIT_SHA",
    "GIT_SHA1",
    "GIT_COMMIT",
    "GIT_HASH",
    "GIT_REV",
    "GIT_REVISION",
    "GIT_REF",
    "COMMIT",
    "COMMIT_SHA",
    "COMMIT_HASH",
    "COMMIT_ID",
    "SOURCE_COMMIT",
    "VCS_REF",
    "REVISION",
    "BUILD_DATE",
    "BUILD_TIME",
    "BUILD_TIMESTAMP",
    "BUILD_NUMBER",
    "BUILD_ID",
    "GITHUB_SHA",
    "CI_COMMIT_SHA",
];

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let stages = input.model.stages.iter().filter(|stage| needed[stage.id]);
    stages.flat_map(|stage| in_stage(input, stage)).collect()
}

fn in_stage(input: &Input, stage: &Stage) -> Vec<Finding> {
    let own = input.model.invocations_in(stage.id).iter().filter(|it| !installs::compiles(it));
    let installs: Vec<(&Invocation, Install)> =
        own.filter_map(|it| installs::install(it).map(|install| (it, install))).collect();
    let mut findings = variables(input, stage, &installs);
    findings.extend(early_copy(input, stage, &installs));
    findings
}

fn variables(input: &Input, stage: &Stage, installs: &[(&Invocation, Install)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, instruction) in input.model.instructions_of(stage) {
        for (name, span) in volatile(instruction) {
            let after = installs.iter().find(|(it, _)| it.instruction > index && !reads(input, it.instruction, &name));
            let Some((install, _)) = after else { continue };
            let message = format!("`{name}` changes with every build, and makes the steps below run again");
            let finding = finding(input, span, message, install, "move it below the steps that do not read it");
            findings.push(match later::fix(input.model, stage, index) {
                Some(fix) => finding.fix(fix),
                None => finding,
            });
        }
    }
    findings
}

fn early_copy(input: &Input, stage: &Stage, installs: &[(&Invocation, Install)]) -> Option<Finding> {
    let copies = input.model.copies_in(stage.id).iter();
    copies.into_iter().find_map(|copy| {
        let span = whole_context(copy)?;
        let after = installs.iter().find(|(it, kind)| *kind == Install::System && it.instruction > copy.instruction);
        let message = "all sources are copied before packages are installed: every change installs them again";
        Some(finding(input, span, message.to_owned(), after?.0, "install the packages above this line"))
    })
}

fn finding(input: &Input, span: Span, message: String, install: &Invocation, help: &str) -> Finding {
    let finding = Finding::new(span, message).confidence(Confidence::Likely);
    finding.label(input.model.place(install.span), "this runs again each time").help(help)
}

/// Names of variables that an instruction sets and that are made for each build.
fn volatile(instruction: &Instruction) -> Vec<(String, Span)> {
    let words = match &instruction.kind {
        Kind::Arg(arguments) => arguments.iter().map(|it| &it.name).collect(),
        Kind::Env(pairs) => pairs.iter().filter(|pair| pair.value.as_str().contains('$')).map(|it| &it.key).collect(),
        _ => Vec::new(),
    };
    let volatile = words.into_iter().filter(|word| is_volatile(word.as_str()));
    volatile.map(|word| (word.as_str().to_owned(), word.span)).collect()
}

fn is_volatile(name: &str) -> bool {
    let name = name.to_uppercase();
    let ends = ["_GIT_COMMIT", "_COMMIT_SHA", "_BUILD_DATE"];
    VOLATILE.contains(&name.as_str()) || ends.iter().any(|end| name.ends_with(end))
}

/// Whether the text of a RUN names the variable.
fn reads(input: &Input, instruction: usize, name: &str) -> bool {
    match &input.model.instruction(instruction).kind {
        Kind::Run(run) => match &run.form {
            Form::Shell(script) => script.text.text.contains(name),
            Form::Exec(_) => false,
        },
        _ => false,
    }
}

fn whole_context(copy: &Copy) -> Option<Span> {
    let is_root =
        |state: &SourceState| matches!(state, SourceState::Context { path, node: Node::Folder } if path.is_empty());
    let plain = matches!(copy.from, CopyFrom::Context) && copy.exclude.is_empty();
    copy.sources.iter().find(|source| plain && is_root(&source.state)).map(|source| source.span)
}
