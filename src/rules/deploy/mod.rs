//! What deploys the image contradicts it.

mod autoscaler_absolute_cpu;
mod autoscaler_target_missing;
mod autoscaler_without_requests;
mod command_variable_not_expanded;
mod compose_port_mismatch;
mod container_command_missing;
mod container_port_mismatch;
mod environment_name_misspelt;
mod ingress_backend_missing;
mod network_policy_port_mismatch;
mod platform_port_mismatch;
mod probe_command_missing;
mod probe_interval_too_short;
mod probe_kills_during_start;
mod probe_port_mismatch;
mod probe_timeout_above_period;
mod read_only_root_written;
mod run_as_non_root_unprovable;
mod run_as_non_root_violated;
mod selector_matches_nothing;
mod service_port_mismatch;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    autoscaler_absolute_cpu::RULE,
    autoscaler_target_missing::RULE,
    autoscaler_without_requests::RULE,
    command_variable_not_expanded::RULE,
    compose_port_mismatch::RULE,
    container_command_missing::RULE,
    container_port_mismatch::RULE,
    environment_name_misspelt::RULE,
    ingress_backend_missing::RULE,
    network_policy_port_mismatch::RULE,
    platform_port_mismatch::RULE,
    probe_command_missing::RULE,
    probe_interval_too_short::RULE,
    probe_kills_during_start::RULE,
    probe_port_mismatch::RULE,
    probe_timeout_above_period::RULE,
    read_only_root_written::RULE,
    run_as_non_root_unprovable::RULE,
    run_as_non_root_violated::RULE,
    selector_matches_nothing::RULE,
    service_port_mismatch::RULE,
];
