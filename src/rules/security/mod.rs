//! The image endangers what it runs beside, or gives away what it should keep.

mod debug_mode_on;
mod elsewhere;
mod non_root;
mod root_user;
mod secret_in_image;
mod user_set_elsewhere;

use super::Rule;

pub(super) const RULES: &[Rule] =
    &[root_user::RULE, user_set_elsewhere::RULE, secret_in_image::RULE, debug_mode_on::RULE];
