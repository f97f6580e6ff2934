//! What hadolint's flags, file and variables ask for, and what comes of them together.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::{LabelKind, Policy};

use super::codes::Level;
use super::formats::Format;

/// What one of the three sources says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partial {
    pub no_fail: Option<bool>,
    pub no_color: Option<bool>,
    pub verbose: Option<bool>,
    pub formats: Vec<Format>,
    pub overrides: Overrides,
    pub ignored: Vec<String>,
    pub trusted_registries: BTreeSet<String>,
    pub label_schema: BTreeMap<String, LabelKind>,
    pub strict_labels: Option<bool>,
    pub disable_ignore_pragma: Option<bool>,
    pub failure_threshold: Option<Level>,
}

/// Codes that have a level of their own here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    pub error: Vec<String>,
    pub warning: Vec<String>,
    pub info: Vec<String>,
    pub style: Vec<String>,
}

/// What holds for a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub no_fail: bool,
    pub no_color: bool,
    pub verbose: bool,
    pub formats: Vec<Format>,
    pub overrides: Overrides,
    pub ignored: Vec<String>,
    pub policy: Policy,
    pub disable_ignore_pragma: bool,
    pub failure_threshold: Level,
}

impl Partial {
    /// Both together: of single values `later` wins, lists are joined, and of a label's kinds the earlier stays.
    #[must_use]
    pub fn then(self, later: Partial) -> Partial {
        let mut label_schema = later.label_schema;
        label_schema.extend(self.label_schema);
        Partial {
            no_fail: later.no_fail.or(self.no_fail),
            no_color: later.no_color.or(self.no_color),
            verbose: later.verbose.or(self.verbose),
            formats: joined(self.formats, later.formats),
            overrides: Overrides {
                error: joined(self.overrides.error, later.overrides.error),
                warning: joined(self.overrides.warning, later.overrides.warning),
                info: joined(self.overrides.info, later.overrides.info),
                style: joined(self.overrides.style, later.overrides.style),
            },
            ignored: joined(self.ignored, later.ignored),
            trusted_registries: self.trusted_registries.into_iter().chain(later.trusted_registries).collect(),
            label_schema,
            strict_labels: later.strict_labels.or(self.strict_labels),
            disable_ignore_pragma: later.disable_ignore_pragma.or(self.disable_ignore_pragma),
            failure_threshold: later.failure_threshold.or(self.failure_threshold),
        }
    }

    /// The rest is as hadolint has it by default.
    pub fn settle(self) -> Config {
        Config {
            no_fail: self.no_fail.unwrap_or_default(),
            no_color: self.no_color.unwrap_or_default(),
            verbose: self.verbose.unwrap_or_default(),
            formats: self.formats,
            overrides: self.overrides,
            ignored: self.ignored,
            policy: Policy {
                trusted_registries: self.trusted_registries.into_iter().collect(),
                label_schema: self.label_schema,
                strict_labels: self.strict_labels.unwrap_or_default(),
            },
            disable_ignore_pragma: self.disable_ignore_pragma.unwrap_or_default(),
            failure_threshold: self.failure_threshold.unwrap_or(Level::Info),
        }
    }
}

impl Config {
    /// The level of a finding whose own is `default`; `None`: it is not told. Of several overrides the worst wins.
    pub fn level(&self, code: &str, default: Level) -> Option<Level> {
        let holds = |codes: &[String]| codes.iter().any(|it| it == code);
        let Overrides { error, warning, info, style } = &self.overrides;
        let level = match () {
            () if holds(&self.ignored) => return None,
            () if holds(error) => Level::Error,
            () if holds(warning) => Level::Warning,
            () if holds(info) => Level::Info,
            () if holds(style) => Level::Style,
            () => default,
        };
        (level != Level::Off).then_some(level)
    }
}

fn joined<T>(mut first: Vec<T>, second: Vec<T>) -> Vec<T> {
    first.extend(second);
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(names: &[&str]) -> Vec<String> {
        names.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn single_values_are_replaced_and_lists_joined() {
        let first = Partial {
            no_color: Some(true),
            ignored: codes(&["DL3000"]),
            failure_threshold: Some(Level::Error),
            label_schema: BTreeMap::from([("a".to_owned(), LabelKind::Url)]),
            ..Partial::default()
        };
        let second = Partial {
            no_color: Some(false),
            ignored: codes(&["DL3001"]),
            label_schema: BTreeMap::from([("a".to_owned(), LabelKind::Text)]),
            ..Partial::default()
        };
        let config = first.then(second).settle();
        assert!(!config.no_color);
        assert_eq!(config.ignored, ["DL3000", "DL3001"]);
        assert_eq!(config.failure_threshold, Level::Error);
        assert_eq!(config.policy.label_schema["a"], LabelKind::Url);
    }

    #[test]
    fn overrides_switch_on_and_the_worst_wins() {
        let overrides =
            Overrides { error: codes(&["DL3001"]), style: codes(&["DL3001", "DL3057"]), ..Overrides::default() };
        let config = Partial { overrides, ignored: codes(&["DL3002"]), ..Partial::default() }.settle();
        assert_eq!(config.level("DL3001", Level::Info), Some(Level::Error));
        assert_eq!(config.level("DL3057", Level::Off), Some(Level::Style));
        assert_eq!(config.level("DL1001", Level::Off), None);
        assert_eq!(config.level("DL3002", Level::Error), None);
        assert_eq!(config.level("DL3003", Level::Warning), Some(Level::Warning));
    }
}
