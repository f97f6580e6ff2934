//! `pip install` and its kin, of packages without a version.

use crate::rules::{Finding, Input, Rule};

use super::{managers, unpinned};

pub(super) const RULE: Rule = Rule { id: "unpinned-python-package", check };

fn check(input: &Input) -> Vec<Finding> {
    unpinned::findings(input.model, managers::PYTHON)
}
