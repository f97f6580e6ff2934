//! What deploys the image contradicts it.

mod command_variable_not_expanded;
mod compose_port_mismatch;
mod container_command_missing;
mod container_port_mismatch;
mod environment_name_misspelt;
mod platform_port_mismatch;
mod probe_command_missing;
mod probe_port_mismatch;
mod read_only_root_written;
mod run_as_non_root_unprovable;
mod run_as_non_root_violated;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    command_variable_not_expanded::RULE,
    compose_port_mismatch::RULE,
    container_command_missing::RULE,
    container_port_mismatch::RULE,
    environment_name_misspelt::RULE,
    platform_port_mismatch::RULE,
    probe_command_missing::RULE,
    probe_port_mismatch::RULE,
    read_only_root_written::RULE,
    run_as_non_root_unprovable::RULE,
    run_as_non_root_violated::RULE,
];
