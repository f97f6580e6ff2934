//! A tag and a digest together: the digest alone counts, and the tag says what may be long past.

use crate::model::stage::Base;
use crate::rules::{Finding, Input, Rule};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "tag-with-digest", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings = Vec::new();
    for stage in &model.stages {
        let (Base::Image { reference, .. }, Some(index)) = (&stage.base, stage.from) else { continue };
        let Kind::From(from) = &model.instruction(index).kind else { continue };
        if let (Some(tag), Some(_)) = (&reference.tag, &reference.digest) {
            let message = format!("the digest alone says which image is taken, `{tag}` says nothing");
            findings.push(Finding::new(from.image.span, message));
        }
    }
    findings
}
