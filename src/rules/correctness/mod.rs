//! The Dockerfile says something else than it seems to.

mod exposed_host_port;
mod shell_pitfall;
mod undefined_variable;

use super::Rule;

pub(super) const RULES: &[Rule] = &[shell_pitfall::RULE, undefined_variable::RULE, exposed_host_port::RULE];
