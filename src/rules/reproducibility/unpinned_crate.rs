//! `cargo install` of crates without a version.

use crate::rules::{Finding, Input, Rule};

use super::{managers, unpinned};

pub(super) const RULE: Rule = Rule { id: "unpinned-crate", check };

fn check(input: &Input) -> Vec<Finding> {
    unpinned::findings(input.model, managers::CARGO)
}
