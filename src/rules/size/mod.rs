//! The image is larger than it needs to be.

mod package_cache_left_behind;
mod recommended_packages_installed;

use super::Rule;

pub(super) const RULES: &[Rule] = &[package_cache_left_behind::RULE, recommended_packages_installed::RULE];
