//! Steps run again although nothing that they need has changed.

mod apt_cache_shared;
mod argument_above_first_use;
mod copy_from_cache_mount;
mod dependencies_after_sources;
mod later;
mod lock_file_left_out;
mod manifest_lines;
mod manifest_mounts;
mod manifests_first;
mod moving_download_early;
mod package_index_alone;
mod unused_cache_mount;
mod volatile_instruction_early;
mod whole_context_mounted;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    apt_cache_shared::RULE,
    argument_above_first_use::RULE,
    copy_from_cache_mount::RULE,
    dependencies_after_sources::RULE,
    lock_file_left_out::RULE,
    moving_download_early::RULE,
    package_index_alone::RULE,
    unused_cache_mount::RULE,
    volatile_instruction_early::RULE,
    whole_context_mounted::RULE,
];
