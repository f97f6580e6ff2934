//! All sources are copied before the dependencies are installed: every commit installs them again.
//!
//! What counts, and what does not, is settled in [`crate::cache::order`].

use crate::cache::order::{self, Late};
use crate::rules::{Confidence, Finding, Input, Rule};

use super::manifests_first;

pub(super) const RULE: Rule = Rule { id: "dependencies-after-sources", check };

fn check(input: &Input) -> Vec<Finding> {
    order::late(input.model).iter().map(|late| finding(input, late)).collect()
}

fn finding(input: &Input, late: &Late) -> Finding {
    let message = "all sources are copied before the dependencies are installed: every change installs them again";
    let finding = Finding::new(late.source.span, message).confidence(Confidence::Likely);
    let place = input.model.place(late.install.span);
    let finding = finding.label(place, "this runs again whenever any copied file changes").help(late.advice.clone());
    manifests_first::fixes(input.model, late).into_iter().fold(finding, Finding::fix)
}
