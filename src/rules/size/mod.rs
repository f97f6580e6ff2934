//! The image is larger than it needs to be.

mod package_cache_left_behind;

use super::Rule;

pub(super) const RULES: &[Rule] = &[package_cache_left_behind::RULE];
