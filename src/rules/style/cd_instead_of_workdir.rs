//! A RUN begins with `cd`, which is forgotten at its end.
//!
//! Only `possible` where `cd` stands among other commands, or in a stage that does not ship: a build that goes through
//! several folders reads no better with `WORKDIR`.

use crate::model::run::{Invocation, Origin};
use crate::rules::commands;
use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "cd-instead-of-workdir", check };

fn check(input: &Input) -> Vec<Finding> {
    let mut before = None;
    let mut first_of_run = commands::of(input.model, &["cd"]);
    first_of_run.retain(|it| before.replace(it.instruction) != Some(it.instruction));
    first_of_run.into_iter().map(|it| finding(input, it)).collect()
}

fn finding(input: &Input, invocation: &Invocation) -> Finding {
    let model = input.model;
    let mut around = commands::beside(model, invocation);
    let is_first = around.all(|other| other.span.start >= invocation.span.start);
    let target = invocation.words.get(1).map(|word| word.text.as_str()).filter(|it| it.starts_with('/'));
    let message = "`cd` holds for this `RUN` only";
    let finding = Finding::new(commands::place(invocation), message);
    let finding = match target.filter(|it| is_first && !it.contains("${") && invocation.origin == Origin::Run) {
        Some(target) => finding.confidence(Confidence::Likely).help(format!("write `WORKDIR {target}` above it")),
        None => finding.confidence(Confidence::Possible),
    };
    if commands::is_plain(model, invocation) && invocation.origin != Origin::Onbuild { finding } else { finding.own() }
}
