//! Packs `src/facts/base-images.json` so that a look-up inflates one image only.
//!
//! Three files are made: an index with a line `name offset length` an image, sorted by name, the
//! compressed images one after the other, and the day of the newest source. `src/facts/base/table.rs` says how an image is written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;

const TABLE: &str = "src/facts/base-images.json";

pub(crate) fn base_images() {
    println!("cargo:rerun-if-changed={TABLE}");
    let text = fs::read_to_string(TABLE).expect("the table of base images is part of the sources");
    let table: Value = serde_json::from_str(&text).expect("the table is JSON");
    let facts = table["facts"].as_array().expect("`facts` is a list");
    let images = table["images"].as_object().expect("`images` is an object");

    let (mut index, mut packed) = (String::new(), Vec::new());
    let sorted: BTreeMap<&String, &Value> = images.iter().collect();
    for (name, image) in sorted {
        let bytes = miniz_oxide::deflate::compress_to_vec(lines(image, facts).as_bytes(), 9);
        writeln!(index, "{name} {} {}", packed.len(), bytes.len()).expect("writing to a string");
        packed.extend(bytes);
    }
    let folder = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&folder).join("base-images.index"), index).expect("the output folder is writable");
    fs::write(Path::new(&folder).join("base-images.bin"), packed).expect("the output folder is writable");
    fs::write(Path::new(&folder).join("base-images.date"), newest(&table)).expect("the output folder is writable");
}

/// The newest day of the sources, as `2026-08-21`.
fn newest(table: &Value) -> String {
    let sources = table["sources"].as_object().expect("`sources` is an object");
    let days = sources.values().filter_map(|it| it.as_str()?.rsplit(' ').next());
    days.filter(|it| it.len() == 10 && it.contains('-')).max().expect("sources have days").to_owned()
}

/// One image as lines: `d 0`, `s SHAPE NUMBER` and `t TAG NUMBER`, an empty line, then the facts in
/// the order of their numbers, each a line of JSON.
fn lines(image: &Value, facts: &[Value]) -> String {
    let mut numbers: Vec<u64> = Vec::new();
    let mut number = |value: &Value| {
        let wanted = value.as_u64().expect("an index is a number");
        numbers.iter().position(|it| *it == wanted).unwrap_or_else(|| {
            numbers.push(wanted);
            numbers.len() - 1
        })
    };
    let mut out = format!("d {}\n", number(&image["default"]));
    for (kind, field) in [("s", "shapes"), ("t", "exact")] {
        for (key, value) in image[field].as_object().into_iter().flatten() {
            writeln!(out, "{kind} {key} {}", number(value)).expect("writing to a string");
        }
    }
    out.push('\n');
    for at in numbers {
        writeln!(out, "{}", facts[at as usize]).expect("writing to a string");
    }
    out
}
