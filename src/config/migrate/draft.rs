//! A `dockvet.toml` while it is written.

use std::collections::BTreeMap;

use crate::catalogue::{self, Severity};
use crate::config::read::is_registry;

use super::Migration;

/// The settings in the order in which they are written.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) fail_on: Option<&'static str>,
    pub(super) ignore: Vec<String>,
    pub(super) extend_select: Vec<String>,
    pub(super) foreign_suppressions: bool,
    pub(super) trusted_registries: Vec<String>,
    pub(super) strict_labels: bool,
    pub(super) label_schema: BTreeMap<String, &'static str>,
    /// Rules and their levels.
    pub(super) rules: BTreeMap<String, &'static str>,
    /// Rules that are off below some paths.
    pub(super) off_below: Vec<(Vec<String>, String)>,
    pub(super) left: Vec<String>,
}

impl Draft {
    /// Notes something that has no counterpart: the setting as it was written, and what to do instead.
    pub(super) fn leave(&mut self, setting: &str, instead: &str) {
        // The note becomes a comment: it has to stay on its line.
        let line: String = format!("`{setting}`: {instead}").chars().filter(|it| !it.is_control()).collect();
        if !self.left.contains(&line) {
            self.left.push(line);
        }
    }

    /// The registry, where it is one that our reader takes.
    pub(super) fn trust(&mut self, registry: &str) {
        if is_registry(registry) {
            self.trusted_registries.push(registry.to_owned());
        } else {
            self.leave(registry, "this is no host; `trusted-registries` takes hosts with `*` at either end");
        }
    }

    pub(super) fn finish(self, from: &str) -> Migration {
        let mut text = format!("# Written by `dockvet migrate` from `{from}`.\n");
        text += "# Rules that are not named here are those of the profile `recommended`.\n\n";
        let mut taken = 0;
        if let Some(fail_on) = self.fail_on {
            text += &format!("fail-on = \"{fail_on}\"\n");
            taken += 1;
        }
        if self.foreign_suppressions {
            text += "foreign-suppressions = true\n";
            taken += 1;
        }
        for (key, values) in [
            ("ignore", &self.ignore),
            ("extend-select", &self.extend_select),
            ("trusted-registries", &self.trusted_registries),
        ] {
            if !values.is_empty() {
                text += &format!("{key} = {}\n", list(values));
                taken += values.len();
            }
        }
        if self.strict_labels || !self.label_schema.is_empty() {
            text += "\n[labels]\n";
            if self.strict_labels {
                text += "strict = true\n";
            }
            let pairs: Vec<String> =
                self.label_schema.iter().map(|(label, kind)| format!("{} = \"{kind}\"", string(label))).collect();
            text += &format!("schema = {{ {} }}\n", pairs.join(", "));
            taken += pairs.len() + usize::from(self.strict_labels);
        }
        if !self.rules.is_empty() {
            text += "\n[rules]\n";
            self.rules.iter().for_each(|(rule, level)| text += &format!("{} = \"{level}\"\n", key(rule)));
            taken += self.rules.len();
        }
        for (paths, rule) in &self.off_below {
            text += &format!("\n[[overrides]]\npaths = {}\nrules = {{ {} = \"off\" }}\n", list(paths), key(rule));
            taken += 1;
        }
        if !self.left.is_empty() {
            text += "\n# These have no counterpart here:\n";
            self.left.iter().for_each(|it| text += &format!("# - {it}\n"));
        }
        Migration { text, taken, left: self.left }
    }
}

/// Whether Dockvet has a rule of this name.
pub(super) fn is_rule(name: &str) -> bool {
    catalogue::named(name).is_some()
}

/// A level by its name, `off` too.
pub(super) fn level(name: &str) -> Option<&'static str> {
    if name == "off" { Some("off") } else { Severity::parse(name).map(Severity::name) }
}

fn list(values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|it| string(it)).collect();
    format!("[{}]", values.join(", "))
}

/// A bare key where that can be.
fn key(name: &str) -> String {
    let is_bare = name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'));
    if is_bare && !name.is_empty() { name.to_owned() } else { string(name) }
}

/// A string of JSON is one of TOML too.
fn string(text: &str) -> String {
    let mut quoted = serde_json::Value::from(text).to_string();
    // TOML wants this one escaped, which JSON leaves as it is.
    if quoted.contains('\u{7f}') {
        quoted = quoted.replace('\u{7f}', "\\u007F");
    }
    quoted
}
