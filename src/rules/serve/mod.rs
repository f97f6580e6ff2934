//! The container starts and does not work.

mod expose_port_mismatch;
mod healthcheck_command_missing;
mod healthcheck_missing;
mod healthcheck_port_mismatch;
mod healthcheck_setting_ignored;
mod listens_on_loopback;
mod missing_ca_certificates;
mod other_tool;
mod stop_signal_ungraceful;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    expose_port_mismatch::RULE,
    healthcheck_command_missing::RULE,
    healthcheck_missing::RULE,
    healthcheck_port_mismatch::RULE,
    healthcheck_setting_ignored::RULE,
    listens_on_loopback::RULE,
    missing_ca_certificates::RULE,
    stop_signal_ungraceful::RULE,
];
