//! What deploys the image contradicts it.

mod compose_port_mismatch;
mod container_port_mismatch;
mod platform_port_mismatch;
mod probe_port_mismatch;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    container_port_mismatch::RULE,
    probe_port_mismatch::RULE,
    compose_port_mismatch::RULE,
    platform_port_mismatch::RULE,
];
