//! The settings that an editor sends: `initializationOptions`, `workspace/didChangeConfiguration` and the answer to
//! `workspace/configuration` with the section `dockvet`. Where several folders are open, the last is asked for each of them,
//! whose settings then hold for what lies in it.
//!
//! Names are those of the command line's flags, written as editors do. All are optional.
//!
//! | key | value |
//! | --- | --- |
//! | `configuration` | the path of a configuration file that holds for every Dockerfile |
//! | `configurationPreference` | `editorFirst` (these settings win over the file), `filesystemFirst`, `editorOnly` (no file is read) |
//! | `profile` | `recommended`, `strict`, `hadolint`, `buildkit` |
//! | `select`, `ignore`, `extendSelect` | lists of rules: ids, names in other tools, categories, `all` |
//! | `minSeverity`, `minConfidence` | show no less |
//! | `noSuppressions` | show what comments silence |
//! | `target`, `buildArgs` | the stage that is built; an object of build arguments |
//! | `enable`, `fixAll` | `false`: no diagnostics at all; no `source.fixAll.dockvet` |

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::analysis::asked::Asked;
use crate::catalogue::{Profile, Severity};
use crate::config::{Config, Selector};
use crate::rules::Confidence;

/// Who has the last word where both the editor and a configuration file say something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Preference {
    #[default]
    EditorFirst,
    FilesystemFirst,
    EditorOnly,
}

/// What the editor asks for.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) asked: Asked,
    pub(super) configuration: Option<PathBuf>,
    pub(super) preference: Preference,
    pub(super) enable: bool,
    pub(super) fix_all: bool,
    /// What was not understood, for people.
    pub(super) mistakes: Vec<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            asked: Asked::default(),
            configuration: None,
            preference: Preference::default(),
            enable: true,
            fix_all: true,
            mistakes: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads settings, bare or below `dockvet` or `settings`. What is wrong is left out and told.
    pub(super) fn read(value: &Value) -> Settings {
        let mut reader = Reader { settings: Settings::default() };
        let inner = ["settings", "dockvet"].iter().fold(value, |value, key| value.get(key).unwrap_or(value));
        match inner {
            Value::Object(fields) => reader.all(fields),
            Value::Null => (),
            _ => reader.wrong("the settings", "an object"),
        }
        reader.settings
    }

    /// What is asked for where `config` holds.
    pub(super) fn asked(&self, config: &Config) -> Asked {
        let mut asked = self.asked.clone();
        if self.preference == Preference::FilesystemFirst && config.path.is_some() {
            asked.choice.profile = asked.choice.profile.filter(|_| config.profile.is_none());
            asked.choice.select = asked.choice.select.filter(|_| config.select.is_none());
            if !(config.ignore.is_empty() && config.extend_select.is_empty() && config.rules.is_empty()) {
                asked.choice.ignore.clear();
                asked.choice.extend_select.clear();
            }
            asked.min_severity = asked.min_severity.filter(|_| config.min_severity.is_none());
            asked.min_confidence = asked.min_confidence.filter(|_| config.min_confidence.is_none());
        }
        asked
    }
}

struct Reader {
    settings: Settings,
}

impl Reader {
    fn all(&mut self, fields: &Map<String, Value>) {
        for (key, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
            match key.as_str() {
                "configuration" => {
                    let path = self.text(key, value).filter(|it| !it.is_empty());
                    self.settings.configuration = path.map(PathBuf::from);
                }
                "configurationPreference" => {
                    self.settings.preference = self.word(key, value, preference).unwrap_or_default();
                }
                "profile" => self.settings.asked.choice.profile = self.word(key, value, Profile::parse),
                "select" => {
                    self.settings.asked.choice.select = Some(self.rules(key, value)).filter(|it| !it.is_empty())
                }
                "ignore" => self.settings.asked.choice.ignore = self.rules(key, value),
                "extendSelect" => self.settings.asked.choice.extend_select = self.rules(key, value),
                "minSeverity" => self.settings.asked.min_severity = self.word(key, value, Severity::parse),
                "minConfidence" => self.settings.asked.min_confidence = self.word(key, value, Confidence::parse),
                "noSuppressions" => self.settings.asked.no_suppressions = self.switch(key, value, false),
                "target" => self.settings.asked.target = self.text(key, value).filter(|it| !it.is_empty()),
                "buildArgs" => self.settings.asked.build_args = self.texts(key, value),
                "enable" => self.settings.enable = self.switch(key, value, true),
                "fixAll" => self.settings.fix_all = self.switch(key, value, true),
                // Clients keep settings of their own in the same place.
                _ => (),
            }
        }
    }

    fn wrong(&mut self, key: &str, wanted: &str) {
        self.settings.mistakes.push(format!("`{key}` is {wanted}"));
    }

    fn text(&mut self, key: &str, value: &Value) -> Option<String> {
        let text = value.as_str();
        if text.is_none() {
            self.wrong(key, "a text");
        }
        text.map(str::to_owned)
    }

    fn switch(&mut self, key: &str, value: &Value, default: bool) -> bool {
        value.as_bool().unwrap_or_else(|| {
            self.wrong(key, "`true` or `false`");
            default
        })
    }

    fn word<T>(&mut self, key: &str, value: &Value, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let word = value.as_str().filter(|it| !it.is_empty())?;
        let parsed = parse(word);
        if parsed.is_none() {
            self.settings.mistakes.push(format!("`{key}` cannot be `{word}`"));
        }
        parsed
    }

    fn rules(&mut self, key: &str, value: &Value) -> Vec<Selector> {
        let Some(items) = value.as_array() else {
            self.wrong(key, "a list of rules");
            return Vec::new();
        };
        let mut rules = Vec::new();
        for item in items {
            match item.as_str().map(|name| (name, Selector::parse(name.trim()))) {
                Some((_, Ok(selector))) => rules.push(selector),
                Some((name, Err(near))) => {
                    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                    self.settings.mistakes.push(format!("`{key}`: no rule is called `{name}`{near}"));
                }
                None => self.wrong(key, "a list of rules"),
            }
        }
        rules
    }

    fn texts(&mut self, key: &str, value: &Value) -> BTreeMap<String, String> {
        let Some(fields) = value.as_object() else {
            self.wrong(key, "an object");
            return BTreeMap::new();
        };
        let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
        fields.iter().filter_map(text).collect()
    }
}

fn preference(word: &str) -> Option<Preference> {
    match word {
        "editorFirst" => Some(Preference::EditorFirst),
        "filesystemFirst" => Some(Preference::FilesystemFirst),
        "editorOnly" => Some(Preference::EditorOnly),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_is_told_and_the_rest_holds() {
        let value = json!({"dockvet": {
            "profile": "strict", "select": [], "ignore": ["DL3002", "root-usre", 3], "minSeverity": "loud",
            "buildArgs": {"A": "b", "C": 1}, "enable": "no", "configurationPreference": "editorOnly", "trace": {},
        }});
        let settings = Settings::read(&value);
        assert_eq!(settings.asked.choice.profile, Some(Profile::Strict));
        assert!(settings.asked.choice.select.is_none() && settings.enable);
        assert_eq!((settings.asked.choice.ignore.len(), settings.asked.build_args.len()), (1, 1));
        assert_eq!(settings.preference, Preference::EditorOnly);
        assert_eq!(settings.mistakes.len(), 4, "{:?}", settings.mistakes);
        assert!(Settings::read(&Value::Null).mistakes.is_empty());
        assert_eq!(Settings::read(&json!(3)).mistakes.len(), 1);
    }

    #[test]
    fn a_file_may_win_over_the_editor() {
        let settings = Settings::read(
            &json!({"profile": "strict", "minSeverity": "error", "configurationPreference": "filesystemFirst"}),
        );
        let config = Config { path: Some("x".into()), profile: Some(Profile::Hadolint), ..Config::default() };
        let asked = settings.asked(&config);
        assert_eq!((asked.choice.profile, asked.min_severity), (None, Some(Severity::Error)));
        assert_eq!(settings.asked(&Config::default()).choice.profile, Some(Profile::Strict));
    }
}
