//! The Dockerfile says something else than it seems to.

mod undefined_variable;

use super::Rule;

pub(super) const RULES: &[Rule] = &[undefined_variable::RULE];
