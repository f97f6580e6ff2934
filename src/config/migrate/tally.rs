//! `.tally.toml` to `dockvet.toml`. The keys are those of tally 0.45.

use toml::{Table, Value};

use super::draft::{Draft, is_rule, level};

pub(super) fn migrate(text: &str) -> Result<Draft, String> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    // Its comments count for tally unless it says otherwise.
    let mut draft = Draft { foreign_suppressions: true, ..Draft::default() };
    for (key, value) in &table {
        match (key.as_str(), value) {
            ("rules", Value::Table(rules)) => self::rules(&mut draft, rules),
            ("output", Value::Table(output)) => self::output(&mut draft, output),
            ("inline-directives", Value::Table(directives)) => self::directives(&mut draft, directives),
            ("ai" | "slow-checks" | "file-validation" | "unsafe-fixes", _) => {
                draft.leave(key, "there is nothing of the kind to set");
            }
            _ => draft.leave(key, "the key is not known"),
        }
    }
    Ok(draft)
}

fn output(draft: &mut Draft, output: &Table) {
    for (key, value) in output {
        let text = value.as_str().unwrap_or_default();
        match key.as_str() {
            "fail-level" => match if text == "none" { Some("never") } else { level(text) } {
                Some(level) => draft.fail_on = Some(level),
                None => draft.leave(&shown("output", key, value), "this is no level"),
            },
            "format" => {
                let instead = match text {
                    "json" | "sarif" => format!("give `--format {text}` on the command line"),
                    "text" => "the default, `--format human`, is for people too".to_owned(),
                    _ => "`--format` has human, short, json and sarif".to_owned(),
                };
                draft.leave(&shown("output", key, value), &instead);
            }
            "path" => draft.leave(&shown("output", key, value), "give `--output FILE` on the command line"),
            "show-source" => draft.leave(&shown("output", key, value), "`--format short` shows no source"),
            _ => draft.leave(&shown("output", key, value), "the key is not known"),
        }
    }
}

fn directives(draft: &mut Draft, directives: &Table) {
    for (key, value) in directives {
        let setting = shown("inline-directives", key, value);
        match (key.as_str(), value.as_bool()) {
            ("enabled", Some(true)) => (),
            ("enabled", Some(false)) => {
                draft.foreign_suppressions = false;
                draft.leave(&setting, "give `--no-suppressions` on the command line");
            }
            ("warn-unused" | "validate-rules", _) => {
                draft.leave(&setting, "of Dockvet's own comments this is always told, of other tools' never");
            }
            _ => draft.leave(&setting, "there is nothing of the kind to set"),
        }
    }
}

fn rules(draft: &mut Draft, rules: &Table) {
    for (key, value) in rules {
        match (key.as_str(), value) {
            ("include" | "exclude", Value::Array(names)) => {
                for name in names.iter().filter_map(Value::as_str) {
                    choose(draft, key, name);
                }
            }
            (_, Value::Table(table)) => table.iter().for_each(|(name, value)| rule(draft, key, name, value)),
            _ => draft.leave(&shown("rules", key, value), "the key is not known"),
        }
    }
}

/// A name of `include` or `exclude`.
fn choose(draft: &mut Draft, key: &str, name: &str) {
    let setting = format!("rules.{key}: {name}");
    if name.contains('*') {
        let instead = match name {
            "hadolint/*" | "buildkit/*" => format!("`profile = \"{}\"` uses the tool's set", &name[..name.len() - 2]),
            _ => "name rules or categories in `select`, `extend-select` or `ignore`".to_owned(),
        };
        draft.leave(&setting, &instead);
        return;
    }
    let (space, plain) = name.split_once('/').unwrap_or(("", name));
    match known(space, plain) {
        Some(name) if key == "include" => draft.extend_select.push(name),
        Some(name) => draft.ignore.push(name),
        None => draft.leave(&setting, "Dockvet has no such rule"),
    }
}

/// The settings of one rule.
fn rule(draft: &mut Draft, space: &str, name: &str, value: &Value) {
    let path = format!("rules.{space}.{name}");
    let Some(table) = value.as_table() else {
        draft.leave(&path, "the key is not known");
        return;
    };
    for (key, value) in table {
        // These do not need the rule to go by a name here.
        if (space, name, key.as_str()) == ("hadolint", "DL3026", "trusted-registries") {
            value.as_array().into_iter().flatten().filter_map(Value::as_str).for_each(|it| draft.trust(it));
            continue;
        }
        let setting = shown(&path, key, value);
        let Some(rule) = known(space, name) else {
            draft.leave(&path, "Dockvet has no such rule");
            return;
        };
        let paths = value.get("paths").and_then(Value::as_array);
        match (key.as_str(), value.as_str().and_then(level), paths) {
            ("severity", Some(level), _) => drop(draft.rules.insert(rule, level)),
            ("exclude", _, Some(paths)) => {
                let paths = paths.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                draft.off_below.push((paths, rule));
            }
            _ => draft.leave(&setting, "the rule has no such setting here"),
        }
    }
}

/// What Dockvet calls the rule `name` of the name space: its plain name, or with the name space before it.
fn known(space: &str, name: &str) -> Option<String> {
    let long = format!("{space}/{name}");
    let names = if space == "tally" { vec![long] } else { vec![name.to_owned(), long] };
    names.into_iter().find(|it| is_rule(it))
}

fn shown(table: &str, key: &str, value: &Value) -> String {
    format!("{table}.{key} = {value}")
}
