//! Turns `rules.toml` into JSON that the program embeds.

use std::path::Path;
use std::{env, fs};

/// Writes `$OUT_DIR/rules.json`: the array of rules, in the order of `rules.toml`.
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
    let rules = table.get("rule").expect("`rules.toml` holds `[[rule]]` tables");
    let json = serde_json::to_string(rules).expect("TOML without dates is JSON");
    let folder = env::var_os("OUT_DIR").expect("cargo sets `OUT_DIR`");
    fs::write(Path::new(&folder).join("rules.json"), json).expect("`OUT_DIR` can be written");
}
