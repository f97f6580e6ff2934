//! A script that the container starts runs a program, or reads a file, that the image does not have.
//!
//! Only commands that surely run count. Silent on files that the image has nowhere (they may be mounted), on scripts that install packages or change `PATH` first, on paths
//! that the script names more than once (it may make them), and where anything unread could have brought the program.

use crate::model::files::Look;
use crate::model::start::{Needed, Role, Start};
use crate::rules::{Confidence, Finding, Input, Rule, evidence};

pub(super) const RULE: Rule = Rule { id: "script-command-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let Some(start) = input.model.start(input.model.target) else { return Vec::new() };
    if evidence::is_base_for_others(input.model) {
        return Vec::new();
    }
    let mut findings: Vec<(&Needed, Finding)> = Vec::new();
    for needed in &start.inner {
        let known = findings.iter().any(|(other, _)| other.name == needed.name && other.span == needed.span);
        if let Some(finding) = finding(input, &start, needed).filter(|_| !known) {
            findings.push((needed, finding));
        }
    }
    findings.into_iter().map(|(_, finding)| finding).collect()
}

fn finding(input: &Input, start: &Start, needed: &Needed) -> Option<Finding> {
    let via = needed.via.as_ref()?;
    if !matches!(needed.look, Look::Absent) || input.model.writes_by_hand(start, needed) {
        return None;
    }
    // What is found by its path may be mounted, unless the image has it at another place.
    let by_path = needed.name.contains('/') || needed.role != Role::Program;
    let twin = needed.tried.first().and_then(|path| input.model.twin(input.model.target, path));
    if by_path && twin.is_none() {
        return None;
    }
    let verb = if needed.role == Role::Program { "runs" } else { "reads" };
    let message = format!("`{}` {verb} `{}`, which the final image does not have", via.path, needed.name);
    let finding = Finding::new(needed.span?, message).confidence(Confidence::Likely);
    Some(match via.place(input.model) {
        Some(place) => finding.label(place, "this line needs it"),
        None => finding,
    })
}
