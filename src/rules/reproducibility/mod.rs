//! The same Dockerfile gives another image tomorrow.

mod system_upgrade;

use super::Rule;

pub(super) const RULES: &[Rule] = &[system_upgrade::RULE];
