//! What deploys the image contradicts it.

mod autoscaler_absolute_cpu;
mod autoscaler_target_missing;
mod autoscaler_without_requests;
mod container_port_mismatch;
mod ingress_backend_missing;
mod network_policy_port_mismatch;
mod probe_interval_too_short;
mod probe_kills_during_start;
mod probe_port_mismatch;
mod probe_timeout_above_period;
mod selector_matches_nothing;
mod service_port_mismatch;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    container_port_mismatch::RULE,
    probe_port_mismatch::RULE,
    service_port_mismatch::RULE,
    selector_matches_nothing::RULE,
    network_policy_port_mismatch::RULE,
    ingress_backend_missing::RULE,
    autoscaler_absolute_cpu::RULE,
    autoscaler_without_requests::RULE,
    autoscaler_target_missing::RULE,
    probe_interval_too_short::RULE,
    probe_timeout_above_period::RULE,
    probe_kills_during_start::RULE,
];
