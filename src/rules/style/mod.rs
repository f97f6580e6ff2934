//! Matters of form and of opinion.

mod apt_in_script;

use super::Rule;

pub(super) const RULES: &[Rule] = &[apt_in_script::RULE];
