//! Steps run again although nothing that they need has changed.

mod dependencies_after_sources;

mod volatile_instruction_early;

use super::Rule;

pub(super) const RULES: &[Rule] = &[dependencies_after_sources::RULE, volatile_instruction_early::RULE];
