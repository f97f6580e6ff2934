//! A base image that is named by a tag alone: whoever owns it can put another image there.

use crate::model::stage::Base;
use crate::rules::{Finding, Input, Rule};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "image-without-digest", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings = Vec::new();
    for stage in &model.stages {
        let (Base::Image { reference, .. }, Some(index)) = (&stage.base, stage.from) else { continue };
        let Kind::From(from) = &model.instruction(index).kind else { continue };
        if reference.digest.is_none() {
            findings.push(Finding::new(from.image.span, format!("`{reference}` is not pinned by a digest")));
        }
    }
    findings
}
