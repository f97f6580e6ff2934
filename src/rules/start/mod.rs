//! The container does not start.

mod binary_needs_newer_glibc;
mod command_ignored_by_entrypoint;
mod dynamic_binary_without_libc;
mod exec_form_broken;
mod native_modules_of_other_libc;
mod package_script_missing;
mod privileged_port_as_non_root;
mod python_environment_of_other_version;
mod runtime_version_mismatch;
mod script_command_missing;
mod script_crlf;
mod script_interpreter_missing;
mod shell_form_start_command;
mod shell_missing;
mod start_command_closed_to_user;
mod start_command_missing;
mod start_command_not_executable;
mod start_instruction_repeated;
mod start_needs_development_dependency;
mod unwritable_by_user;
mod user_not_created;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    binary_needs_newer_glibc::RULE,
    command_ignored_by_entrypoint::RULE,
    dynamic_binary_without_libc::RULE,
    exec_form_broken::RULE,
    native_modules_of_other_libc::RULE,
    package_script_missing::RULE,
    privileged_port_as_non_root::RULE,
    python_environment_of_other_version::RULE,
    runtime_version_mismatch::RULE,
    script_command_missing::RULE,
    script_crlf::RULE,
    script_interpreter_missing::RULE,
    shell_form_start_command::RULE,
    shell_missing::RULE,
    start_command_closed_to_user::RULE,
    start_command_missing::RULE,
    start_command_not_executable::RULE,
    start_instruction_repeated::RULE,
    start_needs_development_dependency::RULE,
    unwritable_by_user::RULE,
    user_not_created::RULE,
];
