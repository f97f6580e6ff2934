//! Matters of form and of opinion.

mod definition_description;
mod empty_continuation;
mod exposed_protocol_casing;
mod instruction_casing;
mod label_key_form;
mod legacy_key_value;
mod stop_signal_spelling;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    exposed_protocol_casing::RULE,
    legacy_key_value::RULE,
    instruction_casing::RULE,
    empty_continuation::RULE,
    definition_description::RULE,
    stop_signal_spelling::RULE,
    label_key_form::RULE,
];
