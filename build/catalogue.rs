//! Turns `rules.toml` into what the program embeds.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use toml::{Table, Value};

/// What only those read who ask about a rule: the larger part.
const TEXTS: [&str; 3] = ["why", "bad", "good"];

/// The other keys of a rule that hold a text or a list of texts, and those that hold the name of an enum's variant.
const PLAIN: [&str; 4] = ["id", "since", "summary", "help"];
const LISTS: [&str; 3] = ["aliases", "tags", "links"];
const NAMES: [(&str, &str); 4] =
    [("category", "Category"), ("severity", "Severity"), ("confidence", "Confidence"), ("profile", "Profile")];
const OPTIONAL: [&str; 2] = ["fix", "security-severity"];

/// Writes `$OUT_DIR/rules.rs`, the rules in the order of `rules.toml` and their names as tables that are there when
/// the program starts, and `$OUT_DIR/texts.json`, what each says at length: few runs ask for that.
///
/// # Panics
/// If `rules.toml` cannot be read, is no TOML, or a rule holds a key that none has or lacks one that all have: the
/// build stops with the place of the mistake.
pub(crate) fn catalogue() {
    println!("cargo::rerun-if-changed=rules.toml");
    let text = fs::read_to_string("rules.toml").expect("`rules.toml` can be read");
    let table: Table = match text.parse() {
        Ok(table) => table,
        Err(error) => panic!("rules.toml: {error}"),
    };
    let rules = table.get("rule").and_then(Value::as_array).expect("`rules.toml` holds `[[rule]]` tables");
    let rules: Vec<&Table> = rules.iter().filter_map(Value::as_table).collect();
    let text = |rule: &&Table| -> Table {
        let texts = rule.iter().filter(|(key, _)| TEXTS.contains(&key.as_str()));
        texts.map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    let texts: Vec<Table> = rules.iter().map(text).collect();
    write("texts.json", &serde_json::to_string(&texts).expect("TOML without dates is JSON"));
    write("rules.rs", &(entries(&rules) + &names(&rules)));
}

fn write(name: &str, text: &str) {
    let folder = env::var_os("OUT_DIR").expect("cargo sets `OUT_DIR`");
    fs::write(Path::new(&folder).join(name), text).expect("`OUT_DIR` can be written");
}

/// The table of the rules.
fn entries(rules: &[&Table]) -> String {
    let mut out = format!("static ENTRIES: [Entry; {}] = [\n", rules.len());
    for (index, rule) in rules.iter().enumerate() {
        check_keys(rule);
        let _ = write!(out, "Entry {{ index: {index}, ");
        for key in PLAIN {
            let _ = write!(out, "{key}: {:?}, ", text(rule, key));
        }
        for key in LISTS {
            let _ = write!(out, "{key}: &{:?}, ", list(rule, key));
        }
        for (key, of) in NAMES {
            let _ = write!(out, "{key}: {of}::{}, ", variant(text(rule, key)));
        }
        let fix = rule.get("fix").map(|_| format!("Safety::{}", variant(text(rule, "fix"))));
        let score = rule.get("security-severity").map(|it| it.as_float().expect("`security-severity` is a number"));
        let fix = fix.map_or("None".to_owned(), |it| format!("Some({it})"));
        let _ = writeln!(out, "fix: {fix}, security_severity: {score:?} }},");
    }
    out + "];\n"
}

/// The table of all names in lower case, sorted, with the places of their rules.
fn names(rules: &[&Table]) -> String {
    let mut names = BTreeMap::new();
    for (index, rule) in rules.iter().enumerate() {
        for name in list(rule, "aliases").into_iter().chain([text(rule, "id")]) {
            names.insert(name.to_ascii_lowercase(), index);
        }
    }
    let mut out = format!("static NAMES: [(&str, usize); {}] = [\n", names.len());
    for (name, index) in names {
        let _ = writeln!(out, "({name:?}, {index}),");
    }
    out + "];\n"
}

fn check_keys(rule: &Table) {
    let names = NAMES.map(|(key, _)| key);
    let known = || TEXTS.iter().chain(&PLAIN).chain(&LISTS).chain(&names).chain(&OPTIONAL);
    for key in rule.keys() {
        assert!(known().any(|it| it == key), "rules.toml: `{}` has an unknown key `{key}`", text(rule, "id"));
    }
    assert!(rule.contains_key("why"), "rules.toml: `{}` has no `why`", text(rule, "id"));
}

fn text<'a>(rule: &'a Table, key: &str) -> &'a str {
    let text = rule.get(key).and_then(Value::as_str);
    text.unwrap_or_else(|| {
        panic!("rules.toml: `{}` has no text `{key}`", rule.get("id").unwrap_or(&Value::Boolean(false)))
    })
}

fn list<'a>(rule: &'a Table, key: &str) -> Vec<&'a str> {
    let texts = rule.get(key).and_then(Value::as_array).into_iter().flatten();
    texts
        .map(|it| it.as_str().unwrap_or_else(|| panic!("rules.toml: `{key}` of `{}` holds texts", text(rule, "id"))))
        .collect()
}

/// The name of the variant that serde would call `name`.
fn variant(name: &str) -> String {
    name[..1].to_ascii_uppercase() + &name[1..]
}
