//! `.hadolint.yaml` as a configuration of ours, where there is no `dockvet.toml`.
//!
//! What a team has decided holds: codes that it ignores stay ignored, and levels are as it set them. The rest is the
//! recommended profile.

use std::path::Path;

use crate::analysis::Comments;
use crate::catalogue::{self, Named, Severity};
use crate::hadolint;
use crate::hadolint::codes;
use crate::hadolint::config::Partial;
use crate::rules::Policy;

use super::{Config, FailOn, Level, Selector};

/// Reads the text of the file, which is shown as `path` and lies in the absolute `folder`.
///
/// # Errors
/// What is wrong with it, for people.
pub(super) fn read(text: &str, path: &Path, folder: &Path) -> Result<Config, String> {
    let partial = hadolint::from_file(text)?;
    Ok(Config {
        path: Some(path.to_owned()),
        folder: folder.to_owned(),
        fail_on: fail_on(&partial),
        ignore: partial.ignored.iter().filter_map(|it| catalogue::named(it)).map(Selector::Rule).collect(),
        rules: levels(&partial).into_iter().map(|(_, named, severity)| (named, Level::On(severity))).collect(),
        comments: partial.disable_ignore_pragma.filter(|it| *it).map(|_| Comments::NotHadolints),
        policy: Policy {
            trusted_registries: partial.trusted_registries.into_iter().collect(),
            label_schema: partial.label_schema,
            strict_labels: partial.strict_labels.unwrap_or_default(),
        },
        ..Config::default()
    })
}

/// From which severity on a run fails, where the file says so.
pub(super) fn fail_on(partial: &Partial) -> Option<FailOn> {
    if partial.no_fail == Some(true) {
        return Some(FailOn::Never);
    }
    partial.failure_threshold.map(|threshold| match threshold {
        codes::Level::Error => FailOn::At(Severity::Error),
        codes::Level::Warning => FailOn::At(Severity::Warning),
        codes::Level::Info => FailOn::At(Severity::Info),
        codes::Level::Style | codes::Level::Off => FailOn::At(Severity::Style),
    })
}

/// The codes with a level of their own that we know, the worst level last, so that it wins; ignored ones have none.
pub(super) fn levels(partial: &Partial) -> Vec<(&str, Named, Severity)> {
    let overrides = &partial.overrides;
    let lists = [
        (&overrides.style, Severity::Style),
        (&overrides.info, Severity::Info),
        (&overrides.warning, Severity::Warning),
        (&overrides.error, Severity::Error),
    ];
    let codes = lists.into_iter().flat_map(|(codes, severity)| codes.iter().map(move |code| (code, severity)));
    let told = codes.filter(|(code, _)| !partial.ignored.contains(code));
    told.filter_map(|(code, severity)| Some((code.as_str(), catalogue::named(code)?, severity))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> Config {
        read(text, Path::new(".hadolint.yaml"), Path::new("/w")).expect("the file is right")
    }

    #[test]
    fn choices_are_kept() {
        let text = "ignored: [DL3002, DL9999]\noverride:\n  error: [DL3024, DL3002]\n  info: [DL3024]\n\
                    failure-threshold: error\ntrustedRegistries: [docker.io]\nlabel-schema: {a: url}\n\
                    strict-labels: true\ndisable-ignore-pragma: true\n";
        let config = config(text);
        assert!(matches!(config.ignore[..], [Selector::Rule(it)] if it.alias == Some("DL3002")));
        let levels: Vec<(Option<&str>, Level)> = config.rules.iter().map(|(it, level)| (it.alias, *level)).collect();
        let wanted = [Severity::Info, Severity::Error].map(|it| (Some("DL3024"), Level::On(it)));
        assert_eq!(levels, wanted);
        assert_eq!(config.fail_on, Some(FailOn::At(Severity::Error)));
        assert_eq!(config.policy.trusted_registries, ["docker.io"]);
        assert!(config.policy.strict_labels && config.policy.label_schema.contains_key("a"));
        assert_eq!(config.comments, Some(Comments::NotHadolints));
    }

    #[test]
    fn thresholds_become_severities() {
        assert_eq!(config("failure-threshold: none").fail_on, Some(FailOn::At(Severity::Style)));
        assert_eq!(config("{no-fail: true, failure-threshold: error}").fail_on, Some(FailOn::Never));
        assert_eq!(config("ignored: []").fail_on, None);
    }
}
