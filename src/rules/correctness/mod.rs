//! The Dockerfile says something else than it seems to.

mod pipe_failure_unseen;
mod exposed_host_port;
mod shell_pitfall;
mod undefined_variable;
mod user_with_high_id;

use super::Rule;

pub(super) const RULES: &[Rule] =
    &[pipe_failure_unseen::RULE, shell_pitfall::RULE, undefined_variable::RULE, user_with_high_id::RULE];
mod relative_copy_destination;
mod relative_workdir;
mod reserved_stage_name;
mod source_above_context;
mod system_workdir;
mod undefined_variable;
mod whole_stage_copied;
mod workdir_with_blank;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    undefined_variable::RULE,
    relative_workdir::RULE,
    relative_copy_destination::RULE,
    reserved_stage_name::RULE,
    source_above_context::RULE,
    system_workdir::RULE,
    whole_stage_copied::RULE,
    workdir_with_blank::RULE,
];
pub(super) const RULES: &[Rule] = &[shell_pitfall::RULE, undefined_variable::RULE, exposed_host_port::RULE];
    &[shell_pitfall::RULE, undefined_variable::RULE, pipe_failure_unseen::RULE, user_with_high_id::RULE];
