//! Defaults of settings: of flags, of fields of settings classes, of keys of a configuration.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::bind::{Bind, with_variable};
use super::pattern::regex;
use super::value::{Values, is_variable};

impl Values<'_> {
    /// The default of a flag that is declared as a structure: `cli.IntFlag{Name: "port", Value: 8080}`.
    pub(super) fn flag(&self, key: &str, depth: usize) -> Option<Vec<Bind>> {
        let found = self.matches_everywhere(&format!(r#"\bName:\s*"{key}"\s*,"#));
        let [(file, range)] = found.as_slice() else { return None };
        let code = &self.files[*file];
        let members = code.arguments(range.end)?;
        let member = |names: &[&str]| {
            members.iter().find_map(|it| {
                let (name, value) = code.slice(it.clone()).split_once(':')?;
                names.contains(&name.trim()).then(|| it.end - value.len()..it.end)
            })
        };
        let value = self.evaluate(*file, code.trim(member(&["Value"])?), depth)?;
        let variable = member(&["EnvVars", "EnvVar", "Sources"]).and_then(|it| {
            let text = code.slice(it);
            text.split('"').nth(1).map(str::to_owned)
        });
        Some(value.into_iter().map(|it| Bind { variable: variable.clone().or(it.variable.clone()), ..it }).collect())
    }

    /// With viper's `AutomaticEnv` a variable named after the key wins, with the prefix that is set.
    pub(super) fn read_from_environment(&self, key: &str, binds: Vec<Bind>) -> Vec<Bind> {
        if !self.files.iter().any(|it| it.text.contains(".AutomaticEnv()")) {
            return binds;
        }
        let prefix = self.files.iter().find_map(|it| ENVIRONMENT_PREFIX.captures(&it.text));
        let prefix = prefix.map(|it| format!("{}_", &it[1])).unwrap_or_default();
        let name = format!("{prefix}{}", key.replace("\\", "")).replace(['.', '-'], "_").to_ascii_uppercase();
        binds.into_iter().map(|it| Bind { variable: it.variable.clone().or(Some(name.clone())), ..it }).collect()
    }

    /// The value that a field of a settings class is declared with, where only one class has such a field: pydantic's
    /// `port: int = 8080`, which the variable of its name replaces.
    pub(super) fn field(&self, name: &str, depth: usize) -> Option<Vec<Bind>> {
        let pattern = format!(
            r"(?m)^[ \t]*{}\s*:\s*(?:int|str|PositiveInt|Optional\[\w+\]|int \| None)\s*=\s*",
            regex::escape(name)
        );
        let found = self.matches_everywhere(&pattern);
        let [(file, range)] = found.as_slice() else { return None };
        let code = &self.files[*file];
        let binds = self.evaluate(*file, code.expression(range.end), depth)?;
        if !code.text.contains("BaseSettings") {
            return Some(binds);
        }
        let prefix = SETTINGS_PREFIX.captures(&code.text).map(|it| it[1].to_owned()).unwrap_or_default();
        let variable = format!("{prefix}{name}").to_ascii_uppercase();
        Some(
            binds
                .into_iter()
                .map(|it| Bind { variable: it.variable.clone().or(Some(variable.clone())), ..it })
                .collect(),
        )
    }

    /// What the only field of this name says of its default by another name: `#[serde(default = "default_port")]`
    /// names a function, `mapstructure:"port"` a key of the configuration.
    pub(super) fn named_default(&self, file: usize, name: &str, depth: usize) -> Option<Vec<Bind>> {
        let function = format!(
            r#"#\[serde\([^\]]*?default\s*=\s*"(?:\w+::)*(\w+)"[^\]]*\)\]\s*(?:pub(?:\(crate\))?\s+)?{name}\s*:"#
        );
        let key = format!(r#"\b{name}\s+[\w.*]+\s+`[^`\n]*\bmapstructure:"([\w.-]+)"[^`\n]*`"#);
        let only = |pattern: &str| {
            let found = self.captures(file, pattern, 1)?;
            (self.matches_everywhere(pattern).len() == 1).then(|| self.files[found.0].slice(found.1))
        };
        if let Some(function) = only(&function) {
            return self.returned(function, depth);
        }
        self.setting(file, only(&key)?, depth)
    }

    /// pydantic's and typer's way to say more of a value than its default: `Field(8080, env="PORT")`.
    pub(super) fn described(
        &self,
        file: usize,
        range: Range<usize>,
        arguments: &[Range<usize>],
        depth: usize,
    ) -> Option<Vec<Bind>> {
        let code = &self.files[file];
        let default = self.evaluate(file, self.fallback(file, arguments)?, depth)?;
        let name = ["env", "envvar", "alias", "validation_alias"].iter().find_map(|key| {
            let mut values = arguments.iter().filter_map(|it| code.slice(it.clone()).strip_prefix(key));
            let value = values.find_map(|it| it.trim_start().strip_prefix('='))?;
            Some(value.trim().trim_matches(['"', '\'']).to_owned())
        });
        with_variable(Some(default), name.filter(|it| is_variable(it)), file, range)
    }

    /// The argument that is the default: `default=8080`, else the first that is not named.
    pub(super) fn fallback(&self, file: usize, arguments: &[Range<usize>]) -> Option<Range<usize>> {
        let code = &self.files[file];
        let named = |range: &Range<usize>| {
            let rest = code.slice(range.clone()).strip_prefix("default")?.trim_start();
            let value = rest.strip_prefix([':', '=']).filter(|it| !it.starts_with(['=', ':']))?;
            Some(code.trim(range.end - value.len()..range.end))
        };
        let is_named = |range: &&Range<usize>| NAMED_ARGUMENT.is_match(code.slice((*range).clone()));
        arguments.iter().find_map(named).or_else(|| arguments.first().filter(|it| !is_named(it)).cloned())
    }
}

/// Where a flag's default stands: `flag.Int("port", 8080, "usage")`, `pflag.StringP("addr", "a", ":80", "")`.
pub(super) fn flag_default(function: &str, last: &str, arguments: &[Range<usize>]) -> Option<Range<usize>> {
    let kind =
        ["Int", "String", "Uint", "Int32", "Uint16", "Uint32", "IntP", "StringP", "UintP", "Uint16P"].contains(&last);
    if !kind || arguments.len() < 3 || function == last {
        return None;
    }
    arguments.get(if last.ends_with('P') { 2 } else { 1 }).cloned()
}

static NAMED_ARGUMENT: LazyLock<Regex> = LazyLock::new(|| regex(r"^\w+\s*=[^=>]"));

/// Type and value of a field whose name and colon stand before.
pub(super) static FIELD: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^(?:int|str|PositiveInt|Optional\[\w+\]|int \| None)\s*=[^=]"));

static ENVIRONMENT_PREFIX: LazyLock<Regex> = LazyLock::new(|| regex(r#"\.SetEnvPrefix\(\s*"(\w+)"\s*\)"#));

static SETTINGS_PREFIX: LazyLock<Regex> = LazyLock::new(|| regex(r#"\benv_prefix["']?\s*[=:]\s*["'](\w*)["']"#));
