//! The image endangers what it runs beside, or gives away what it should keep.

mod account_password_set;
mod administration_port_exposed;
mod build_reaches_host;
mod debug_mode_on;
mod download_error_saved;
mod downloaded_script_run;
mod downloads;
mod elsewhere;
mod interactive;
mod mounted_secret_readable;
mod non_root;
mod package_signature_unchecked;
mod permissions_too_open;
mod remote_add_unverified;
mod root_user;
mod secret_in_command;
mod secret_in_image;
mod secret_in_variable;
mod secret_mounts;
mod secret_names;
mod tls_fixes;
mod tls_verification_off;
mod unencrypted_download;
mod untrusted_registry;
mod user_not_numeric;
mod user_set_elsewhere;

use super::{Fix, Input, Rule};
use crate::model::stage::{Stage, State};

pub(super) const RULES: &[Rule] = &[
    account_password_set::RULE,
    administration_port_exposed::RULE,
    build_reaches_host::RULE,
    debug_mode_on::RULE,
    download_error_saved::RULE,
    downloaded_script_run::RULE,
    mounted_secret_readable::RULE,
    package_signature_unchecked::RULE,
    permissions_too_open::RULE,
    remote_add_unverified::RULE,
    root_user::RULE,
    secret_in_command::RULE,
    secret_in_image::RULE,
    secret_in_variable::RULE,
    tls_verification_off::RULE,
    unencrypted_download::RULE,
    untrusted_registry::RULE,
    user_not_numeric::RULE,
    user_set_elsewhere::RULE,
];

/// The edit of the Dockerfile that lets the image run as another user than root, where nothing that is known of it
/// needs root.
pub(super) fn without_root(input: &Input, stage: &Stage, state: &State) -> Option<Fix> {
    non_root::fix(input, stage, state)
}
