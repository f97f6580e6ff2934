//! What is sent to the builder although it should not be.

mod dockerignore_ineffective;
mod dockerignore_missing;
pub(super) mod ignore_lines;
mod taken;

use super::Rule;

pub(super) const RULES: &[Rule] = &[dockerignore_ineffective::RULE, dockerignore_missing::RULE];
