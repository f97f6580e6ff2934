//! The image endangers what it runs beside, or gives away what it should keep.

mod root_user;
mod secret_in_image;

use super::Rule;

pub(super) const RULES: &[Rule] = &[root_user::RULE, secret_in_image::RULE];
