//! The image is larger than it needs to be.

mod copied_files_stored_twice;
mod package_cache_left_behind;
mod recommended_packages_installed;

use super::Rule;

pub(super) const RULES: &[Rule] =
    &[copied_files_stored_twice::RULE, package_cache_left_behind::RULE, recommended_packages_installed::RULE];
