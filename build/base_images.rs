//! Packs `src/facts/base-images.json` and `base-images.toml` so that a look-up inflates one image only.
//!
//! Three files are made: an index with a line `name offset length` an image, sorted by name, the
//! compressed images one after the other, and the day of the newest source. `src/facts/base/table.rs` says how an image is written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::{Value, json};

use crate::written_images;

const TABLE: &str = "src/facts/base-images.json";

/// The facts of one image: by the form of a tag (`latest`, `#-slim`), by a whole tag, of every other tag.
pub(crate) struct Image {
    pub(crate) shapes: BTreeMap<String, Value>,
    pub(crate) exact: BTreeMap<String, Value>,
    pub(crate) default: Value,
}

/// All images by name, as `src/facts/base/mod.rs` spells it, with the days of the sources.
pub(crate) struct Table {
    pub(crate) images: BTreeMap<String, Image>,
    pub(crate) days: Vec<String>,
}

/// Reads both tables and packs them.
///
/// # Panics
/// If a table cannot be read, or says what no table can: the build stops with the place of the mistake.
pub(crate) fn base_images() {
    println!("cargo:rerun-if-changed={TABLE}");
    let text = fs::read_to_string(TABLE).expect("the table of base images is part of the sources");
    let mut table = read(&serde_json::from_str(&text).expect("the table is JSON"));
    written_images::add(&mut table);

    let (mut index, mut packed) = (String::new(), Vec::new());
    for (name, image) in &table.images {
        let bytes = miniz_oxide::deflate::compress_to_vec(lines(image).as_bytes(), 9);
        writeln!(index, "{name} {} {}", packed.len(), bytes.len()).expect("writing to a string");
        packed.extend(bytes);
    }
    let newest = table.days.iter().max().expect("sources have days");
    let folder = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&folder).join("base-images.index"), index).expect("the output folder is writable");
    fs::write(Path::new(&folder).join("base-images.bin"), packed).expect("the output folder is writable");
    fs::write(Path::new(&folder).join("base-images.date"), newest).expect("the output folder is writable");
}

fn read(table: &Value) -> Table {
    let facts = |index: &Value| {
        let index = index.as_u64().expect("an index is a number") as usize;
        table["facts"][index].clone()
    };
    let named = |image: &Value, field: &str| {
        let tags = image[field].as_object().into_iter().flatten();
        tags.map(|(tag, index)| (tag.clone(), facts(index))).collect()
    };
    let images = table["images"].as_object().expect("`images` is an object").iter().map(|(name, image)| {
        let (shapes, exact) = (named(image, "shapes"), named(image, "exact"));
        (name.clone(), Image { shapes, exact, default: facts(&image["default"]) })
    });
    let sources = table["sources"].as_object().expect("`sources` is an object");
    let days = sources.values().filter_map(|it| day(it.as_str()?)).map(str::to_owned).collect();
    Table { images: images.collect(), days }
}

/// The day that a source ends with: `2026-08-21`.
pub(crate) fn day(source: &str) -> Option<&str> {
    let last = source.rsplit(' ').next()?;
    (last.len() == 10 && last.split('-').count() == 3).then_some(last)
}

/// Facts that say of every field that it is not known.
pub(crate) fn unknown() -> Value {
    let fields =
        ["user", "workdir", "entrypoint", "cmd", "shell", "expose", "volumes", "healthcheck", "env", "accounts"];
    json!({ "varies": fields })
}

/// One image as lines: `d 0`, `s SHAPE NUMBER` and `t TAG NUMBER`, an empty line, then the facts in
/// the order of their numbers, each a line of JSON.
fn lines(image: &Image) -> String {
    let mut facts: Vec<&Value> = Vec::new();
    let mut number = |value| {
        facts.iter().position(|it| *it == value).unwrap_or_else(|| {
            facts.push(value);
            facts.len() - 1
        })
    };
    let mut out = format!("d {}\n", number(&image.default));
    for (kind, tags) in [("s", &image.shapes), ("t", &image.exact)] {
        for (tag, value) in tags {
            writeln!(out, "{kind} {tag} {}", number(value)).expect("writing to a string");
        }
    }
    out.push('\n');
    for value in facts {
        writeln!(out, "{value}").expect("writing to a string");
    }
    out
}
