//! The build fails.

mod apt_lists_missing;
mod base_image_gone;
mod base_platform_mismatch;
mod base_release_gone;
mod build_library_missing;
mod calls;
mod copy_destination_not_folder;
mod copy_from_path_missing;
mod copy_source_ignored;
mod copy_source_missing;
mod download_source_gone;
mod download_without_ca_certificates;
mod duplicate_stage_name;
mod exposed_port_invalid;
mod final_stage_on_build_platform;
mod install_not_confirmed;
mod invalid_image_name;
mod invalid_instruction;
mod language_version_mismatch;
mod lock_file_missing;
mod package_missing_in_release;
mod python_environment_protected;
mod run_always_fails;
mod run_command_missing;
mod shell_construct_unsupported;
mod stop_signal_invalid;
mod tool_too_old;
mod undefined_variable_in_from;
mod unknown_stage;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    apt_lists_missing::RULE,
    base_image_gone::RULE,
    base_platform_mismatch::RULE,
    base_release_gone::RULE,
    build_library_missing::RULE,
    copy_destination_not_folder::RULE,
    copy_from_path_missing::RULE,
    copy_source_ignored::RULE,
    copy_source_missing::RULE,
    download_source_gone::RULE,
    download_without_ca_certificates::RULE,
    duplicate_stage_name::RULE,
    exposed_port_invalid::RULE,
    final_stage_on_build_platform::RULE,
    install_not_confirmed::RULE,
    invalid_image_name::RULE,
    invalid_instruction::RULE,
    language_version_mismatch::RULE,
    lock_file_missing::RULE,
    package_missing_in_release::RULE,
    python_environment_protected::RULE,
    run_always_fails::RULE,
    run_command_missing::RULE,
    shell_construct_unsupported::RULE,
    stop_signal_invalid::RULE,
    tool_too_old::RULE,
    undefined_variable_in_from::RULE,
    unknown_stage::RULE,
];
