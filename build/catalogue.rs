//! Turns `rules.toml` into JSON that the program embeds.

use std::path::Path;
use std::{env, fs};

/// What only those read who ask about a rule: the larger part.
const TEXTS: [&str; 3] = ["why", "bad", "good"];

/// Writes `$OUT_DIR/rules.json`, the array of rules in the order of `rules.toml`, and `$OUT_DIR/texts.json`, what
/// each says at length: a run that finds nothing reads the first only.
///
/// # Panics
/// If `rules.toml` cannot be read or is no TOML: the build stops with the place of the mistake.
pub(crate) fn catalogue() {
    println!("cargo::rerun-if-changed=rules.toml");
    let text = fs::read_to_string("rules.toml").expect("`rules.toml` can be read");
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => panic!("rules.toml: {error}"),
    };
    let rules = table.get("rule").and_then(toml::Value::as_array).expect("`rules.toml` holds `[[rule]]` tables");
    let is_text = |key: &String| TEXTS.contains(&key.as_str());
    write("rules.json", rules, |key| !is_text(key));
    write("texts.json", rules, is_text);
}

/// Writes of each rule the keys that `is_meant`.
fn write(name: &str, rules: &[toml::Value], is_meant: impl Fn(&String) -> bool) {
    let part = |rule: &toml::Value| -> toml::Table {
        let keys = rule.as_table().into_iter().flatten();
        keys.filter(|(key, _)| is_meant(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    let parts: Vec<toml::Table> = rules.iter().map(part).collect();
    let json = serde_json::to_string(&parts).expect("TOML without dates is JSON");
    let folder = env::var_os("OUT_DIR").expect("cargo sets `OUT_DIR`");
    fs::write(Path::new(&folder).join(name), json).expect("`OUT_DIR` can be written");
}
