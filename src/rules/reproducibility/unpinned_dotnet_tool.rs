//! `dotnet tool install` of tools without a version.

use crate::rules::{Finding, Input, Rule};

use super::{managers, unpinned};

pub(super) const RULE: Rule = Rule { id: "unpinned-dotnet-tool", check };

fn check(input: &Input) -> Vec<Finding> {
    unpinned::findings(input.model, managers::DOTNET)
}
