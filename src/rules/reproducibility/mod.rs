//! The same Dockerfile gives another image tomorrow.

mod image_without_digest;
mod image_without_version;
mod tag_with_digest;

use super::Rule;

pub(super) const RULES: &[Rule] = &[image_without_version::RULE, image_without_digest::RULE, tag_with_digest::RULE];
