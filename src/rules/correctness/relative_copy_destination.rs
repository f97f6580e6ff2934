//! COPY to a relative path in a stage without a WORKDIR: the base image says where that is.
//!
//! Silent on destinations that begin with a variable, and on drives of Windows.

use crate::model::copy::Copy;
use crate::rules::{Finding, Input, Rule, froms};
use crate::syntax::ast::{Kind, Transfer};

pub(super) const RULE: Rule = Rule { id: "relative-copy-destination", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings = Vec::new();
    let mut is_set: Vec<bool> = Vec::new();
    for stage in &model.stages {
        let parent = model.chain(stage.id).nth(1);
        let mut set = parent.is_some_and(|parent| is_set.get(parent.id) == Some(&true));
        for (index, instruction) in model.instructions_of(stage) {
            match &instruction.kind {
                Kind::Workdir(_) => set = true,
                Kind::Copy(transfer) if !set => {
                    let copy = model.copies.iter().find(|copy| copy.instruction == index);
                    findings.extend(finding(transfer, copy));
                }
                _ => {}
            }
        }
        is_set.push(set);
    }
    findings
}

fn finding(transfer: &Transfer, copy: Option<&Copy>) -> Option<Finding> {
    let word = &transfer.destination;
    let text = froms::unquoted(word.as_str());
    if text.starts_with(['/', '$']) || froms::is_on_drive(text) {
        return None;
    }
    let path = copy.and_then(|copy| copy.destination.path.as_deref());
    let message = match path {
        Some(path) => format!("no `WORKDIR` is set, so the base image makes `{text}` mean `{path}`"),
        None => format!("no `WORKDIR` is set, so where `{text}` is depends on the base image"),
    };
    Some(Finding::new(word.span, message))
}
