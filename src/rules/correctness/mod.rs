//! The Dockerfile says something else than it seems to.

mod blank_before_equals;
mod directive_without_effect;
mod exposed_host_port;
mod key_set_twice;
mod label_missing;
mod label_unexpected;
mod label_value_invalid;
mod pipe_failure_unseen;
mod relative_copy_destination;
mod relative_workdir;
mod reserved_stage_name;
mod shell_pitfall;
mod source_above_context;
mod system_workdir;
mod undefined_variable;
mod user_with_high_id;
mod whole_stage_copied;
mod workdir_with_blank;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    blank_before_equals::RULE,
    directive_without_effect::RULE,
    exposed_host_port::RULE,
    key_set_twice::RULE,
    label_missing::RULE,
    label_unexpected::RULE,
    label_value_invalid::RULE,
    pipe_failure_unseen::RULE,
    relative_copy_destination::RULE,
    relative_workdir::RULE,
    reserved_stage_name::RULE,
    shell_pitfall::RULE,
    source_above_context::RULE,
    system_workdir::RULE,
    undefined_variable::RULE,
    user_with_high_id::RULE,
    whole_stage_copied::RULE,
    workdir_with_blank::RULE,
];
