//! The same Dockerfile gives another image tomorrow.

mod image_without_digest;
mod image_without_version;
mod lock_file_not_enforced;
mod managers;
mod system_upgrade;
mod tag_with_digest;
mod unpinned;
mod unpinned_apk_package;
mod unpinned_apt_package;
mod unpinned_crate;
mod unpinned_dotnet_tool;
mod unpinned_gem;
mod unpinned_go_package;
mod unpinned_npm_package;
mod unpinned_php_package;
mod unpinned_python_package;
mod unpinned_rpm_package;
mod words;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    image_without_digest::RULE,
    image_without_version::RULE,
    lock_file_not_enforced::RULE,
    system_upgrade::RULE,
    tag_with_digest::RULE,
    unpinned_apk_package::RULE,
    unpinned_apt_package::RULE,
    unpinned_crate::RULE,
    unpinned_dotnet_tool::RULE,
    unpinned_gem::RULE,
    unpinned_go_package::RULE,
    unpinned_npm_package::RULE,
    unpinned_php_package::RULE,
    unpinned_python_package::RULE,
    unpinned_rpm_package::RULE,
];
