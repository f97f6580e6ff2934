//! The build fails.

mod copy_destination_not_folder;
mod copy_from_path_missing;
mod copy_source_ignored;
mod copy_source_missing;
mod duplicate_stage_name;
mod invalid_instruction;
mod lock_file_missing;
mod undefined_variable_in_from;
mod unknown_stage;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    copy_destination_not_folder::RULE,
    copy_from_path_missing::RULE,
    copy_source_ignored::RULE,
    copy_source_missing::RULE,
    duplicate_stage_name::RULE,
    invalid_instruction::RULE,
    lock_file_missing::RULE,
    undefined_variable_in_from::RULE,
    unknown_stage::RULE,
];
