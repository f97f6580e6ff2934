//! COPY to a relative path in a stage without a WORKDIR: the base image says where that is.
//!
//! Silent on destinations that begin with a variable, and on drives of Windows.

use crate::model::Model;
use crate::model::copy::Copy;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, froms};
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
                    let copy = model.copy_at(index);
                    findings.extend(finding(model, transfer, copy));
                }
                _ => {}
            }
        }
        is_set.push(set);
    }
    findings
}

fn finding(model: &Model, transfer: &Transfer, copy: Option<&Copy>) -> Option<Finding> {
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
    let finding = Finding::new(word.span, message);
    Some(match copy.and_then(|copy| fix(model, transfer, copy)) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

/// The whole path. What was a folder stays one.
fn fix(model: &Model, transfer: &Transfer, copy: &Copy) -> Option<Fix> {
    let word = &transfer.destination;
    let path = copy.destination.path.as_deref()?;
    let is_plain = model.source.slice(word.span) == word.as_str() && !transfer.json;
    let is_windows = model.stages.get(copy.stage).is_none_or(|stage| stage.windows);
    if !is_plain || is_windows || path.contains(['"', '\'', '\\', '$', ' ', '\t']) {
        return None;
    }
    let end = if copy.destination.is_folder && !path.ends_with('/') { "/" } else { "" };
    let whole = format!("{path}{end}");
    let title = format!("copy to `{whole}`");
    Some(Fix::new(title, Safety::Safe, vec![Edit::replace(word.span, whole)]))
}
