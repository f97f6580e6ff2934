//! The same Dockerfile gives another image tomorrow.

use super::Rule;

pub(super) const RULES: &[Rule] = &[];
