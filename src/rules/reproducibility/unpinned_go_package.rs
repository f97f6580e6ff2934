//! `go install`, `go get` and `go run` of packages without a version.

use crate::rules::{Finding, Input, Rule};

use super::{managers, unpinned};

pub(super) const RULE: Rule = Rule { id: "unpinned-go-package", check };

fn check(input: &Input) -> Vec<Finding> {
    unpinned::findings(input.model, managers::GO)
}
