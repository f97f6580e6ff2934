//! Matters of form and of opinion.

mod cd_instead_of_workdir;
mod consecutive_run;
mod pointless_command;
mod shell_relinked;
mod sudo_in_build;
mod wget_and_curl;
mod wget_progress_bar;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    cd_instead_of_workdir::RULE,
    consecutive_run::RULE,
    pointless_command::RULE,
    shell_relinked::RULE,
    sudo_in_build::RULE,
    wget_and_curl::RULE,
    wget_progress_bar::RULE,
];
