//! A version is declared as an ARG above an install that does not read it, and used below: a new value runs the
//! install again, as BuildKit puts every ARG in scope into the key of a RUN.
//!
//! Only names of versions count: other ARGs may be meant for the tools themselves, which read the environment.

use crate::cache::installs;
use crate::model::Model;
use crate::model::run::Invocation;
use crate::model::stage::Stage;
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::source::Span;
use crate::syntax::ast::Kind;

use super::later;

pub(super) const RULE: Rule = Rule { id: "argument-above-first-use", check };

const VERSIONS: [&str; 5] = ["VERSION", "RELEASE", "TAG", "BRANCH", "BUILD"];

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let stages = input.model.stages.iter().filter(|stage| needed[stage.id]);
    stages.flat_map(|stage| in_stage(input, stage)).collect()
}

fn in_stage(input: &Input, stage: &Stage) -> Vec<Finding> {
    let model = input.model;
    let own = model.invocations_in(stage.id).iter().filter(|it| !installs::compiles(it));
    let found: Vec<&Invocation> = own.filter(|it| installs::install(it).is_some()).collect();
    let mut findings = Vec::new();
    for (index, instruction) in model.instructions_of(stage) {
        let Kind::Arg(arguments) = &instruction.kind else { continue };
        for argument in arguments.iter().filter(|it| is_version(it.name.as_str())) {
            let name = argument.name.as_str();
            let Some(first) = uses(model, stage, index, name).next() else { continue };
            let Some(install) = found.iter().find(|it| it.instruction > index && it.instruction < first) else {
                continue;
            };
            let finding = finding(model, argument.name.span, name, install, first);
            findings.push(match later::fix(model, stage, index) {
                Some(fix) => finding.fix(fix),
                None => finding,
            });
        }
    }
    findings
}

fn finding(model: &Model, span: Span, name: &str, install: &Invocation, first: usize) -> Finding {
    let used = model.instruction(first);
    let message = format!("`{name}` stands above an install that does not read it: a new value runs it again");
    let finding = Finding::new(span, message).confidence(Confidence::Likely);
    let finding = finding.label(model.place(install.span), "this runs again with each new value");
    let line = model.source.line(used.span.start);
    finding.label(model.place(used.keyword), "it is first used here").help(format!("declare it above line {line}"))
}

/// The instructions of the stage below `index` that name the variable.
fn uses<'a>(model: &'a Model, stage: &'a Stage, index: usize, name: &'a str) -> impl Iterator<Item = usize> {
    let below = model.instructions_of(stage).filter(move |(at, _)| *at > index);
    below.filter(move |(_, it)| model.source.slice(it.span).contains(name)).map(|(at, _)| at)
}

fn is_version(name: &str) -> bool {
    let name = name.to_uppercase();
    VERSIONS.iter().any(|end| name == *end || name.strip_suffix(end).is_some_and(|rest| rest.ends_with('_')))
}
