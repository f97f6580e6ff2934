//! Matters of form and of opinion.

use super::Rule;

pub(super) const RULES: &[Rule] = &[];
