//! A stage without a name in a file of several: others can only take from it by its number.
//!
//! Silent on the last stage, which the build ends with.

use crate::rules::{Finding, Input, Rule};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "unnamed-stage", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings = Vec::new();
    for stage in model.stages.iter().filter(|it| it.name.is_none() && it.id + 1 < model.stages.len()) {
        let Some(Kind::From(from)) = stage.from.map(|index| &model.instruction(index).kind) else { continue };
        let message = format!("this stage has no name but its number, {}", stage.id);
        findings.push(Finding::new(from.image.span, message).help("name it: `FROM ... AS build`"));
    }
    findings
}
