//! An image without a label that the configuration asks for.
//!
//! The images that are built count, and what they inherit from other stages. Only possible for the other stages, except
//! those that others take files from, or that are built upon by one that has the label.

use crate::model::Model;
use crate::model::files::StageId;
use crate::model::stage::{Base, Stage};
use crate::rules::{Confidence, Finding, Input, Rule, label};
use crate::source::Span;
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "label-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings = Vec::new();
    for wanted in input.policy.label_schema.keys() {
        let mut has = vec![false; model.stages.len()];
        for (stage, state, pair) in label::all(model) {
            // What is not known may be the label.
            has[stage.id] |= label::key(model, state, pair).is_none_or(|key| key == *wanted);
        }
        let lacking = model.stages.iter().filter(|it| !model.chain(it.id).any(|it| has[it.id]));
        findings.extend(lacking.filter_map(|stage| finding(model, stage, wanted, &has)));
    }
    findings
}

fn finding(model: &Model, stage: &Stage, wanted: &str, has: &[bool]) -> Option<Finding> {
    let is_built = stage.id == model.target || model.also_built.contains(&stage.id);
    let is_taken_from = model.stages.iter().any(|it| it.uses.contains(&stage.id));
    let is_finished = model.stages.iter().any(|it| has[it.id] && builds_upon(model, it, stage.id));
    if !is_built && (is_taken_from || is_finished) {
        return None;
    }
    let finding = Finding::new(image(model, stage)?, format!("the image has no label `{wanted}`"));
    let finding = finding.help(format!("write `LABEL {wanted}=...`"));
    Some(finding.confidence(if is_built { Confidence::Likely } else { Confidence::Possible }))
}

fn builds_upon(model: &Model, stage: &Stage, parent: StageId) -> bool {
    model.chain(stage.id).any(|it| matches!(it.base, Base::Stage(base) if base == parent))
}

fn image(model: &Model, stage: &Stage) -> Option<Span> {
    match &model.instruction(stage.from?).kind {
        Kind::From(from) => Some(from.image.span),
        _ => None,
    }
}
