//! `yum`, `dnf` and `zypper install` of packages without a version.

use crate::rules::{Finding, Input, Rule};

use super::{managers, unpinned};

pub(super) const RULE: Rule = Rule { id: "unpinned-rpm-package", check };

fn check(input: &Input) -> Vec<Finding> {
    unpinned::findings(input.model, managers::RPM)
}
