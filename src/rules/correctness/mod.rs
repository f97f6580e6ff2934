//! The Dockerfile says something else than it seems to.

mod blank_before_equals;
mod directive_without_effect;
mod exposed_host_port;
mod key_set_twice;
mod label_missing;
mod label_unexpected;
mod label_value_invalid;
mod shell_pitfall;
mod undefined_variable;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    shell_pitfall::RULE,
    undefined_variable::RULE,
    exposed_host_port::RULE,
    directive_without_effect::RULE,
    blank_before_equals::RULE,
    key_set_twice::RULE,
    label_value_invalid::RULE,
    label_unexpected::RULE,
    label_missing::RULE,
];
