//! Text of a configuration file to [`Config`]. Every mistake is found, each with its place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::analysis::Comments;
use crate::catalogue::{self, Profile, Severity};
use crate::disk;
use crate::rules::Confidence;
use crate::source::{Source, Span};

use super::globs::Globs;
use super::{Config, FailOn, Level, Mistake, Selector, Version, parts};

/// The keys of the top level.
pub const KEYS: [&str; 20] = [
    "base-images",
    "baseline",
    "exclude",
    "extend-select",
    "fail-on",
    "fixable",
    "foreign-suppressions",
    "ignore",
    "image",
    "labels",
    "min-confidence",
    "min-severity",
    "overrides",
    "profile",
    "rules",
    "rules-as-of",
    "select",
    "trusted-registries",
    "unfixable",
    "unsafe-fixes",
];

/// Reads `source`; its paths and globs are relative to the absolute `folder`.
///
/// # Errors
/// All mistakes of the file, in its order.
pub fn read(source: &Source, folder: &Path) -> Result<Config, Vec<Mistake>> {
    read_within(source, folder, None)
}

/// The same; a path that leads out of the folder `within` is a mistake.
///
/// # Errors
/// All mistakes of the file, in its order.
pub fn read_within(source: &Source, folder: &Path, within: Option<&Path>) -> Result<Config, Vec<Mistake>> {
    let mut reader = Reader { source, folder, within, mistakes: Vec::new() };
    let mut config = Config { path: Some(source.path().to_owned()), folder: folder.to_owned(), ..Config::default() };
    match DeTable::parse(source.text()) {
        Ok(table) => {
            for (key, value) in table.get_ref() {
                let key = Key { name: key.get_ref(), span: span(key.span()) };
                reader.setting(&mut config, &key, &Value { value: value.get_ref(), span: span(value.span()) });
            }
        }
        Err(error) => {
            let place = span(error.span().unwrap_or(0..0));
            reader.mistake(place, lower_first(error.message().lines().next().unwrap_or("this is no TOML")), None);
        }
    }
    if reader.mistakes.is_empty() {
        return Ok(config);
    }
    reader.mistakes.sort_by_key(|it| it.span);
    Err(reader.mistakes)
}

/// A key and its place.
pub(super) struct Key<'a> {
    pub(super) name: &'a str,
    pub(super) span: Span,
}

/// A value and its place.
pub(super) struct Value<'a> {
    pub(super) value: &'a DeValue<'a>,
    pub(super) span: Span,
}

pub(super) struct Reader<'a> {
    source: &'a Source,
    folder: &'a Path,
    within: Option<&'a Path>,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn setting(&mut self, config: &mut Config, key: &Key, value: &Value) {
        match key.name {
            "profile" => config.profile = self.word(value, &Profile::ALL.map(Profile::name), Profile::parse),
            "rules-as-of" => config.rules_as_of = self.version(value),
            "fail-on" => {
                config.fail_on = self.word(value, &["error", "warning", "info", "style", "never"], FailOn::parse);
            }
            "min-severity" => config.min_severity = self.word(value, &SEVERITIES, Severity::parse),
            "min-confidence" => {
                config.min_confidence = self.word(value, &["certain", "likely", "possible"], Confidence::parse);
            }
            "select" => config.select = Some(self.selectors(value)),
            "ignore" => config.ignore = self.selectors(value),
            "extend-select" => config.extend_select = self.selectors(value),
            "fixable" => config.fixes.only = Some(self.selectors(value)),
            "unfixable" => config.fixes.never = self.selectors(value),
            "unsafe-fixes" => config.fixes.unsafe_too = self.boolean(value).unwrap_or_default(),
            "rules" => config.rules = self.levels(value),
            "overrides" => config.overrides = parts::overrides(self, value),
            "trusted-registries" => config.policy.trusted_registries = self.registries(value),
            "labels" => parts::labels(self, value, &mut config.policy),
            "foreign-suppressions" => {
                let comments = |every: bool| if every { Comments::Every } else { Comments::Honoured };
                config.comments = self.boolean(value).map(comments);
            }
            "image" => config.images = parts::images(self, value),
            "base-images" => config.base_images = Arc::new(parts::base_images(self, value)),
            "baseline" => config.baseline = self.path(value),
            "exclude" => config.exclude = self.globs(value),
            _ => self.unknown_key(key, &KEYS),
        }
    }

    pub(super) fn mistake(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        self.mistakes.push(Mistake { source: self.source.clone(), span, message: message.into(), help });
    }

    pub(super) fn unknown_key(&mut self, key: &Key, known: &[&str]) {
        let help = match catalogue::nearest(key.name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys here are {}", list(known)),
        };
        self.mistake(key.span, format!("unknown key `{}`", key.name), Some(help));
    }

    fn wrong_type(&mut self, value: &Value, expected: &str) {
        let found = match value.value.type_str() {
            "integer" => "an integer",
            "array" => "an array",
            "table" => "a table",
            "string" => "a string",
            "boolean" => "a boolean",
            "float" => "a float",
            _ => "a date",
        };
        self.mistake(value.span, format!("expected {expected}, found {found}"), None);
    }

    pub(super) fn text(&mut self, value: &Value) -> Option<String> {
        let text = value.value.as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_type(value, "a string");
        }
        text
    }

    /// A path, made absolute.
    pub(super) fn path(&mut self, value: &Value) -> Option<PathBuf> {
        let text = self.text(value)?;
        let path = self.folder.join(&text);
        if self.within.is_some_and(|within| !disk::is_inside(&path, within)) {
            let help = "a file that `--config` names may do so where it lies outside of the repository".to_owned();
            self.mistake(value.span, format!("`{text}` leads out of the repository"), Some(help));
        }
        Some(path)
    }

    pub(super) fn paths(&mut self, value: &Value) -> Vec<PathBuf> {
        let items = self.items(value, "an array of strings");
        items.iter().filter_map(|it| self.path(it)).collect()
    }

    pub(super) fn boolean(&mut self, value: &Value) -> Option<bool> {
        let boolean = value.value.as_bool();
        if boolean.is_none() {
            self.wrong_type(value, "a boolean");
        }
        boolean
    }

    /// One of `words`, which `parse` knows.
    pub(super) fn word<T>(&mut self, value: &Value, words: &[&str], parse: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(value)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            let help = catalogue::nearest(&text, words.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            self.mistake(value.span, format!("`{text}` is none of {}", list(words)), help);
        }
        parsed
    }

    fn version(&mut self, value: &Value) -> Option<Version> {
        let text = self.text(value)?;
        let version = Version::parse(&text);
        if version.is_none() {
            let help = Some(format!("write it as `\"{}\"`", env!("CARGO_PKG_VERSION")));
            self.mistake(value.span, format!("`{text}` is no version of Dockvet"), help);
        }
        version
    }

    /// The items of an array.
    pub(super) fn items<'v>(&mut self, value: &Value<'v>, expected: &str) -> Vec<Value<'v>> {
        let Some(items) = value.value.as_array() else {
            self.wrong_type(value, expected);
            return Vec::new();
        };
        items.iter().map(|it| Value { value: it.get_ref(), span: span(it.span()) }).collect()
    }

    /// The pairs of a table, in the order of the file.
    pub(super) fn pairs<'v>(&mut self, value: &Value<'v>) -> Vec<(Key<'v>, Value<'v>)> {
        let Some(table) = value.value.as_table() else {
            self.wrong_type(value, "a table");
            return Vec::new();
        };
        let pairs = table.iter().map(|(key, value)| {
            let key = Key { name: key.get_ref(), span: span(key.span()) };
            (key, Value { value: value.get_ref(), span: span(value.span()) })
        });
        let mut pairs: Vec<_> = pairs.collect();
        pairs.sort_by_key(|(key, _)| key.span);
        pairs
    }

    pub(super) fn texts(&mut self, value: &Value) -> Vec<String> {
        let items = self.items(value, "an array of strings");
        items.iter().filter_map(|it| self.text(it)).collect()
    }

    /// A table of strings.
    pub(super) fn named_texts(&mut self, value: &Value) -> BTreeMap<String, String> {
        let pairs = self.pairs(value);
        pairs.iter().filter_map(|(key, value)| Some((key.name.to_owned(), self.text(value)?))).collect()
    }

    /// The number of an account.
    pub(super) fn id(&mut self, value: &Value) -> Option<u32> {
        let digits = value.value.as_integer().filter(|it| it.radix() == 10).map(|it| it.as_str().parse().ok());
        match digits {
            Some(Some(id)) => Some(id),
            Some(None) => {
                self.mistake(value.span, "this is no number of an account", None);
                None
            }
            None => {
                self.wrong_type(value, "an integer");
                None
            }
        }
    }

    /// Names of hosts, with `*` at either end.
    fn registries(&mut self, value: &Value) -> Vec<String> {
        let items = self.items(value, "an array of registries");
        let mut registries = Vec::new();
        for item in items {
            let Some(name) = self.text(&item) else { continue };
            if !is_registry(&name) {
                let help = Some("write a host such as `ghcr.io`, with `*` at either end".to_owned());
                self.mistake(item.span, format!("`{name}` is no registry"), help);
            }
            registries.push(name);
        }
        registries
    }

    pub(super) fn globs(&mut self, value: &Value) -> Globs {
        let items = self.items(value, "an array of globs");
        // One that is no text was told, and keeps its place in the list.
        let texts: Vec<String> = items.iter().map(|it| self.text(it).unwrap_or_default()).collect();
        match Globs::new(self.folder, &texts) {
            Ok(globs) => globs,
            Err((index, why)) => {
                let place = items.get(index).map_or(value.span, |it| it.span);
                self.mistake(place, format!("this is no glob: {why}"), None);
                Globs::default()
            }
        }
    }

    fn selectors(&mut self, value: &Value) -> Vec<Selector> {
        let items = self.items(value, "an array of rule names");
        items.iter().filter_map(|it| self.selector(it)).collect()
    }

    fn selector(&mut self, value: &Value) -> Option<Selector> {
        let name = self.text(value)?;
        match Selector::parse(&name) {
            Ok(selector) => Some(selector),
            Err(near) => {
                self.unknown_rule(value.span, &name, near);
                None
            }
        }
    }

    /// A table of rules and their levels.
    pub(super) fn levels(&mut self, value: &Value) -> Vec<(catalogue::Named, Level)> {
        let mut levels = Vec::new();
        for (key, value) in self.pairs(value) {
            let level = self.word(&value, &["error", "warning", "info", "style", "off"], |word| match word {
                "off" => Some(Level::Off),
                _ => Severity::parse(word).map(Level::On),
            });
            match (catalogue::named(key.name), level) {
                (Some(named), Some(level)) => levels.push((named, level)),
                (None, _) => self.unknown_rule(key.span, key.name, catalogue::suggest(key.name, &[])),
                (Some(_), None) => (),
            }
        }
        levels
    }

    fn unknown_rule(&mut self, span: Span, name: &str, near: Option<&str>) {
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`dockvet rules` lists them all".to_owned(),
        };
        self.mistake(span, format!("unknown rule `{name}`"), Some(help));
    }
}

/// Whether `name` can be that of a host, with `*` at either end.
pub(super) fn is_registry(name: &str) -> bool {
    let middle = name.strip_prefix('*').unwrap_or(name);
    let middle = middle.strip_suffix('*').unwrap_or(middle);
    !name.is_empty() && !middle.contains(|it: char| it == '*' || it == '/' || it.is_whitespace())
}

const SEVERITIES: [&str; 4] = ["error", "warning", "info", "style"];

fn span(range: std::ops::Range<usize>) -> Span {
    Span::new(range)
}

fn list(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|it| format!("`{it}`")).collect();
    words.join(", ")
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
