//! A stage that no build of the file runs.
//!
//! Silent on stages that anything in the repository names as a target, and of files where a stage is chosen by an
//! argument or the built stage is not the last one: another build may want what this one leaves out.

use crate::model::Model;
use crate::model::copy::CopyFrom;
use crate::model::stage::Base;
use crate::rules::{Finding, Input, Rule};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "unreachable-stage", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    if is_chosen(model) {
        return Vec::new();
    }
    let needed = model.needed();
    let mut findings = Vec::new();
    for stage in model.stages.iter().filter(|it| !needed[it.id]) {
        let Some(Kind::From(from)) = stage.from.map(|index| &model.instruction(index).kind) else { continue };
        let word = from.name_word.as_ref().unwrap_or(&from.image);
        let name = stage.name.clone().unwrap_or_else(|| stage.id.to_string());
        if model.context.as_ref().is_some_and(|context| context.is_targeted(&name)) {
            continue;
        }
        findings.push(Finding::new(word.span, format!("nothing takes from the stage `{name}`, so it is never built")));
    }
    findings
}

/// Whether somebody chooses what is built.
fn is_chosen(model: &Model) -> bool {
    let by_argument = model.dockerfile.instructions.iter().any(|it| match &it.kind {
        Kind::From(from) => from.image.as_str().contains('$') && !from.image.as_str().contains([':', '/']),
        Kind::Copy(_) => it.flag_value("from").is_some_and(|from| from.as_str().contains('$')),
        _ => false,
    });
    let is_open = model.stages.iter().any(|it| matches!(it.base, Base::Unknown(_)))
        || model.copies.iter().any(|it| matches!(it.from, CopyFrom::Unknown(_)));
    by_argument || is_open || model.target + 1 != model.stages.len() || !model.also_built.is_empty()
}
