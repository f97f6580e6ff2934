//! Names of variables that hold secrets: ours, and what other tools take for such.

use crate::facts::secrets;

/// How surely a name means a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    None,
    /// `CACHE_KEY`, `SITE_PWD`: the value has to look like one, too.
    Weak,
    /// `DB_PASSWORD`, `NPM_TOKEN`, `STRIPE_SECRET_KEY`.
    Strong,
}

/// What the upper-case name of a variable says of its value.
pub(super) fn strength(name: &str) -> Strength {
    const STRONG: [&str; 8] =
        ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "SECRETS", "TOKEN", "APIKEY", "CREDENTIALS"];
    const KEYS: [&str; 10] =
        ["API", "ACCESS", "SECRET", "PRIVATE", "AUTH", "ENCRYPTION", "SIGNING", "MASTER", "DEPLOY", "LICENSE"];
    /// Keys that are made to be known, and passwords that stand for something else.
    const KNOWN: [&str; 9] = ["GPG", "PGP", "APT", "YUM", "FINGERPRINT", "DUMMY", "CACHE", "NO", "ALLOW"];
    let parts: Vec<&str> = name.split(['_', '-', '.']).collect();
    if name == "SECRET_KEY_BASE" {
        return Strength::Strong;
    }
    if !secrets::is_secret_name(name) || parts.iter().any(|part| KNOWN.contains(part)) {
        return Strength::None;
    }
    let last = parts.last().copied().unwrap_or_default();
    let before = parts.len().checked_sub(2).map_or("", |at| parts[at]);
    let is_strong = STRONG.contains(&last) || last == "KEY" && KEYS.contains(&before);
    // `TOKEN` alone may be any word of a language; a bare `KEY` is none.
    if is_strong { Strength::Strong } else { Strength::Weak }
}

/// Whether a value switches something on, or says where something is.
pub(super) fn is_setting(value: &str) -> bool {
    const WORDS: [&str; 10] = ["true", "false", "yes", "no", "on", "off", "none", "null", "0", "1"];
    const ENDS: [&str; 9] = [".pem", ".key", ".crt", ".json", ".txt", ".yml", ".yaml", ".asc", ".sh"];
    WORDS.contains(&value.to_ascii_lowercase().as_str())
        || ENDS.iter().any(|end| value.ends_with(end))
        || value.contains("://")
        || value.contains(char::is_whitespace)
        || value.starts_with(['/', '.', '~', '<', '*'])
}

/// The names under which hadolint and BuildKit report a variable; `in_stage`: BuildKit looks at it.
pub(super) fn of_others(name: &str, in_stage: bool) -> Vec<&'static str> {
    let mut names = Vec::new();
    if is_told_by_hadolint(name) {
        names.push("DL3064");
    }
    if in_stage && is_told_by_buildkit(name) {
        names.push("SecretsUsedInArgOrEnv");
    }
    names
}

/// A part of the name, in any case, or the whole name.
fn is_told_by_hadolint(name: &str) -> bool {
    const PARTS: [&str; 7] = ["api_key", "client_key", "password", "private", "secret", "token", "username"];
    /// Whole names that hold none of the parts.
    const WHOLE: [&str; 13] = [
        "application_key",
        "aws_access_key_id",
        "ci_deploy_user",
        "docker_email",
        "facebook_app_id",
        "heroku_api_user",
        "okta_authn_groupid",
        "okta_client_orgurl",
        "okta_oauth2_clientid",
        "stripe_device_name",
        "travis_os_name",
        "travis_secure_env_vars",
        "travis_sudo",
    ];
    let name = name.to_ascii_lowercase();
    PARTS.iter().any(|part| name.contains(part)) || WHOLE.contains(&name.as_str())
}

/// A word of the name, words being parted by `_`.
fn is_told_by_buildkit(name: &str) -> bool {
    const SECRET: [&str; 10] =
        ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"];
    const HARMLESS: [&str; 3] = ["public", "file", "version"];
    let name = name.to_ascii_lowercase();
    let has = |words: &[&str]| name.split('_').any(|part| words.contains(&part));
    has(&SECRET) && !has(&HARMLESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_how_sure_they_are() {
        for (name, expected) in [
            ("DB_PASSWORD", Strength::Strong),
            ("AWS_SECRET_ACCESS_KEY", Strength::Strong),
            ("NPM_TOKEN", Strength::Strong),
            ("CACHEABLE_KEY", Strength::Weak),
            ("GPG_KEY", Strength::None),
            ("PUBLIC_KEY", Strength::None),
            ("TLS_KEY_FILE", Strength::None),
            ("AWS_ACCESS_KEY_ID", Strength::None),
            ("TOKEN_VERSION", Strength::None),
            ("SECRET_KEY_BASE_DUMMY", Strength::None),
        ] {
            assert_eq!(strength(name), expected, "{name}");
        }
    }

    #[test]
    fn others_have_their_own_lists() {
        assert_eq!(of_others("DB_USERNAME", true), ["DL3064"]);
        assert_eq!(of_others("GPG_KEY", true), ["SecretsUsedInArgOrEnv"]);
        assert_eq!(of_others("TOKEN_FILE", true), ["DL3064"]);
        assert_eq!(of_others("auth_token", false), ["DL3064"]);
        assert!(of_others("APP_PORT", true).is_empty());
    }
}
