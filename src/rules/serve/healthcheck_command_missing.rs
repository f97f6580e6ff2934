//! HEALTHCHECK runs a tool or script that the image does not have: the container is never healthy.
//!
//! Also what a script of the build context that the check runs surely runs itself. Silent where something unread
//! could have brought it.

use crate::model::files::Look;
use crate::model::start::Needed;
use crate::rules::bring::{self, When};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, evidence};

use super::other_tool;

pub(super) const RULE: Rule = Rule { id: "healthcheck-command-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let Some(health) = input.model.health(input.model.target) else { return Vec::new() };
    let inner = health.inner.iter().filter(|needed| !input.model.writes_by_hand(&health, needed));
    let mut findings: Vec<Finding> =
        health.needed.iter().chain(inner).filter_map(|needed| finding(input, needed)).collect();
    findings.dedup_by(|one, other| one.span == other.span && one.message == other.message);
    findings
}

fn finding(input: &Input, needed: &Needed) -> Option<Finding> {
    if !matches!(needed.look, Look::Absent) {
        return None;
    }
    let model = input.model;
    let what = if needed.name.contains('/') { needed.tried.first()? } else { &needed.name };
    let finding = Finding::new(needed.span?, format!("the final image has no `{what}`"));
    let from = model.chain(model.target).last()?.from?;
    let finding = match needed.via.as_ref() {
        Some(via) => {
            let finding = finding.confidence(Confidence::Likely);
            via.place(model).into_iter().fold(finding, |it, place| it.label(place, "this line of the script needs it"))
        }
        None => finding.confidence(evidence::absence(model, model.target)),
    };
    if needed.name == "CMD-SHELL" {
        return Some(finding.help("`CMD-SHELL` is a word of Compose: write `HEALTHCHECK CMD` and the command"));
    }
    let other = model.image().filter(|_| needed.via.is_none());
    let other = other.and_then(|state| other_tool::fix(model, state, &needed.name));
    Some(
        finding
            .fixes(other)
            .fixes(installed(input, &needed.name))
            .label(model.place(model.instruction(from).span), "this base does not bring it, and no step installs it"),
    )
}

fn installed(input: &Input, program: &str) -> Option<Fix> {
    let package = bring::package_of(input.model, input.model.target, program)?;
    let edit = bring::package(input.model, When::AtStart(input.model.target), package)?;
    Some(Fix::new(format!("install `{package}`"), Safety::Unsafe, vec![edit]))
}
