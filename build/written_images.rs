//! Reads `src/facts/base-images.toml`, the images that are written by hand, into the table of the others.
//!
//! Each is what it is built from, with what its own Dockerfile changes laid over that.

use std::fs;

use serde_json::{Map, Value, json};

use crate::base_images::{Image, Table, day, unknown};

const WRITTEN: &str = "src/facts/base-images.toml";

/// What the image's Dockerfile may change; as in `[base-images]` of a `dockvet.toml`.
const FIELDS: [&str; 13] = [
    "accounts",
    "ca-bundle",
    "cmd",
    "entrypoint",
    "env",
    "expose",
    "healthcheck",
    "libc",
    "os",
    "shell",
    "tools",
    "user",
    "workdir",
];

/// Adds the images to the table.
///
/// # Panics
/// If the file says what it cannot: the message names the image and the mistake.
pub(crate) fn add(table: &mut Table) {
    println!("cargo:rerun-if-changed={WRITTEN}");
    let text = fs::read_to_string(WRITTEN).expect("the table of written images is part of the sources");
    let written: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => panic!("{WRITTEN}: {error}"),
    };
    let written = serde_json::to_value(&written).expect("TOML without dates is JSON");
    for image in written["image"].as_array().expect("the file holds `[[image]]` tables") {
        if let Err(mistake) = add_one(table, image) {
            panic!("{WRITTEN}: {}: {mistake}", image["name"]);
        }
    }
}

fn add_one(table: &mut Table, written: &Value) -> Result<(), String> {
    let name = written["name"].as_str().ok_or("there is no `name`")?;
    if !name.contains('/') || name != name.to_lowercase() {
        return Err("a name is written in full and in small letters: `docker.io/library/nginx`, `oven/bun`".to_owned());
    }
    let source = written["source"].as_str().and_then(day);
    let source = source.ok_or("`source` is \"REPOSITORY COMMIT DAY\": where the Dockerfile was read")?;
    let from =
        written["from"].as_object().ok_or("`[image.from]` is missing: the form of a tag = the image below it")?;
    let mut changes = Map::new();
    for (key, value) in written.as_object().into_iter().flatten() {
        match key.as_str() {
            "name" | "source" | "from" => {}
            key if FIELDS.contains(&key) => {
                changes.insert(key.to_owned(), value.clone());
            }
            key => return Err(format!("`{key}` is no key; there are `{}`", FIELDS.join("`, `"))),
        }
    }
    let layered = from.iter().map(|(tag, below)| {
        let below = below.as_str().and_then(|it| facts_of(table, it));
        let below = below.ok_or_else(|| format!("`{tag}`: `{}` is no image of the tables", from[tag]))?;
        Ok((tag.clone(), over(below, &changes)))
    });
    let layered = layered.collect::<Result<Vec<_>, String>>()?;
    let new = || Image { shapes: Default::default(), exact: Default::default(), default: unknown() };
    let image = table.images.entry(name.to_owned()).or_insert_with(new);
    for (tag, facts) in layered {
        // A number in a tag without `#` is that very release.
        let is_whole = tag.contains(|it: char| it.is_ascii_digit()) && !tag.contains('#');
        let tags = if is_whole { &mut image.exact } else { &mut image.shapes };
        if tags.insert(tag.clone(), facts).is_some() {
            return Err(format!("`{tag}` has its facts already"));
        }
    }
    table.days.push(source.to_owned());
    Ok(())
}

/// What is known of `NAME`, `NAME:TAG`, `NAME:FORM` (`docker.io/library/python:#-slim`) or `scratch`.
fn facts_of(table: &Table, reference: &str) -> Option<Value> {
    if reference == "scratch" {
        return Some(json!({"libc": "none", "pkg": "none", "sh": "none", "ca_bundle": false, "maybe": []}));
    }
    let (name, tag) = reference.split_once(':').map_or((reference, None), |(name, tag)| (name, Some(tag)));
    let image = table.images.get(name)?;
    match tag {
        Some(tag) => image.exact.get(tag).or_else(|| image.shapes.get(tag)).cloned(),
        None => Some(image.default.clone()),
    }
}

/// `facts` with what `changes` says: variables and accounts are added, all else takes the place of what was.
fn over(facts: Value, changes: &Map<String, Value>) -> Value {
    let Value::Object(mut facts) = facts else { panic!("facts are an object") };
    for (key, value) in changes {
        let (field, value) = match key.as_str() {
            "ca-bundle" => ("ca_bundle", value.clone()),
            "tools" => ("programs", value.clone()),
            "os" => ("os", json!({ "id": value })),
            key => (key, value.clone()),
        };
        match (facts.get_mut(field), value) {
            (Some(Value::Object(known)), Value::Object(more)) if matches!(field, "env" | "accounts") => {
                known.extend(more);
            }
            (_, value) => {
                facts.insert(field.to_owned(), value);
            }
        }
        if let (Some(Value::Array(varies)), false) = (facts.get_mut("varies"), matches!(field, "env" | "accounts")) {
            varies.retain(|it| it != field);
        }
    }
    Value::Object(facts)
}
