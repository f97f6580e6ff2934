//! HEALTHCHECK runs a tool or script that the image does not have: the container is never healthy.
//!
//! Silent where something unread could have brought it.

use crate::model::files::Look;
use crate::model::start::Needed;
use crate::rules::{Finding, Input, Rule, evidence};

pub(super) const RULE: Rule = Rule { id: "healthcheck-command-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let Some(health) = input.model.health(input.model.target) else { return Vec::new() };
    health.needed.iter().filter_map(|needed| finding(input, needed)).collect()
}

fn finding(input: &Input, needed: &Needed) -> Option<Finding> {
    if !matches!(needed.look, Look::Absent) {
        return None;
    }
    let model = input.model;
    let what = if needed.name.contains('/') { needed.tried.first()? } else { &needed.name };
    let finding = Finding::new(needed.span?, format!("the final image has no `{what}`"));
    let from = model.chain(model.target).last()?.from?;
    let finding = finding.confidence(evidence::absence(model, model.target));
    Some(
        finding
            .label(model.place(model.instruction(from).span), "this base does not bring it, and no step installs it"),
    )
}
