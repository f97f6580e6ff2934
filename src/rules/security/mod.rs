//! The image endangers what it runs beside, or gives away what it should keep.

mod elsewhere;
mod interactive;
mod non_root;
mod remote_add_unverified;
mod root_user;
mod secret_in_image;
mod untrusted_registry;
mod user_not_numeric;
mod user_set_elsewhere;

use super::Rule;

pub(super) const RULES: &[Rule] =
    &[root_user::RULE, secret_in_image::RULE, untrusted_registry::RULE, user_set_elsewhere::RULE];
pub(super) const RULES: &[Rule] = &[
    root_user::RULE,
    user_set_elsewhere::RULE,
    secret_in_image::RULE,
    remote_add_unverified::RULE,
    user_not_numeric::RULE,
];
