//! A cache mount that keeps nothing from one build to the next.
//!
//! What counts, and on what nothing is said, is settled in [`crate::cache::waste`].

use crate::cache::mounts::{self, CacheMount};
use crate::cache::waste::{self, Waste};
use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "unused-cache-mount", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let needed = model.needed();
    let mut findings = Vec::new();
    for stage in model.stages.iter().filter(|stage| needed[stage.id]) {
        for (index, _) in model.instructions_of(stage) {
            for mount in mounts::of_run(model, stage, index) {
                findings.extend(waste::of(model, stage, index, &mount).map(|waste| finding(input, &mount, waste)));
            }
        }
    }
    findings
}

fn finding(input: &Input, mount: &CacheMount, waste: Waste) -> Finding {
    let message = format!("the cache mount `{}` {}", mount.target, waste.why);
    let finding = Finding::new(mount.mount.span, message).confidence(Confidence::Likely).help(waste.help);
    match waste.by {
        Some(by) => finding.label(input.model.place(by), "this is the command"),
        None => finding,
    }
}
