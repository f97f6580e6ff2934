//! The container does not start.

mod binary_needs_newer_glibc;
mod dynamic_binary_without_libc;
mod privileged_port_as_non_root;
mod runtime_version_mismatch;
mod script_crlf;
mod script_interpreter_missing;
mod shell_missing;
mod start_command_closed_to_user;
mod start_command_missing;
mod start_command_not_executable;
mod unwritable_by_user;
mod user_not_created;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    binary_needs_newer_glibc::RULE,
    dynamic_binary_without_libc::RULE,
    privileged_port_as_non_root::RULE,
    runtime_version_mismatch::RULE,
    script_crlf::RULE,
    script_interpreter_missing::RULE,
    shell_missing::RULE,
    start_command_closed_to_user::RULE,
    start_command_missing::RULE,
    start_command_not_executable::RULE,
    unwritable_by_user::RULE,
    user_not_created::RULE,
];
