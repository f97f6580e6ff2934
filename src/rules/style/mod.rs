//! Matters of form and of opinion.

mod cd_instead_of_workdir;
mod consecutive_run;
mod pointless_command;
mod shell_relinked;
mod sudo_in_build;
mod wget_and_curl;
mod wget_progress_bar;
mod add_instead_of_copy;
mod archive_copied_and_unpacked;
mod constant_platform;
mod from_as_casing;
mod maintainer_deprecated;
mod redundant_target_platform;
mod stage_name_casing;
mod unnamed_stage;
mod unreachable_stage;
mod definition_description;
mod empty_continuation;
mod exposed_protocol_casing;
mod instruction_casing;
mod legacy_key_value;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    cd_instead_of_workdir::RULE,
    consecutive_run::RULE,
    pointless_command::RULE,
    shell_relinked::RULE,
    sudo_in_build::RULE,
    wget_and_curl::RULE,
    wget_progress_bar::RULE,
    add_instead_of_copy::RULE,
    archive_copied_and_unpacked::RULE,
    constant_platform::RULE,
    from_as_casing::RULE,
    maintainer_deprecated::RULE,
    redundant_target_platform::RULE,
    stage_name_casing::RULE,
    unnamed_stage::RULE,
    unreachable_stage::RULE,
    exposed_protocol_casing::RULE,
    legacy_key_value::RULE,
    instruction_casing::RULE,
    empty_continuation::RULE,
    definition_description::RULE,
];
