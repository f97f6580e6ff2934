//! The Dockerfile says something else than it seems to.

mod pipe_failure_unseen;
mod shell_pitfall;
mod undefined_variable;
mod user_with_high_id;

use super::Rule;

pub(super) const RULES: &[Rule] =
    &[shell_pitfall::RULE, undefined_variable::RULE, pipe_failure_unseen::RULE, user_with_high_id::RULE];
