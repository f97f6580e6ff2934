//! Matters of form and of opinion.

mod add_instead_of_copy;
mod apt_in_script;
mod archive_copied_and_unpacked;
mod cd_instead_of_workdir;
mod consecutive_run;
mod constant_platform;
mod definition_description;
mod empty_continuation;
mod exposed_protocol_casing;
mod from_as_casing;
mod instruction_casing;
mod label_key_form;
mod legacy_key_value;
mod maintainer_deprecated;
mod pointless_command;
mod redundant_target_platform;
mod shell_relinked;
mod stage_name_casing;
mod stop_signal_spelling;
mod sudo_in_build;
mod suppression_comment;
mod unnamed_stage;
mod unreachable_stage;
mod wget_and_curl;
mod wget_progress_bar;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    add_instead_of_copy::RULE,
    apt_in_script::RULE,
    archive_copied_and_unpacked::RULE,
    cd_instead_of_workdir::RULE,
    consecutive_run::RULE,
    constant_platform::RULE,
    definition_description::RULE,
    empty_continuation::RULE,
    exposed_protocol_casing::RULE,
    from_as_casing::RULE,
    instruction_casing::RULE,
    label_key_form::RULE,
    legacy_key_value::RULE,
    maintainer_deprecated::RULE,
    pointless_command::RULE,
    redundant_target_platform::RULE,
    shell_relinked::RULE,
    stage_name_casing::RULE,
    stop_signal_spelling::RULE,
    sudo_in_build::RULE,
    suppression_comment::RULE,
    unnamed_stage::RULE,
    unreachable_stage::RULE,
    wget_and_curl::RULE,
    wget_progress_bar::RULE,
];
