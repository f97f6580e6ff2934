//! The tables of a configuration file that have keys of their own.

use std::collections::BTreeMap;

use crate::facts::base::{Libc, Stated, StatedImages};
use crate::rules::{LabelKind, Policy};
use crate::syntax::image;

use super::read::{Key, Reader, Value};
use super::{Image, Override};

/// The keys of `[[overrides]]`.
pub const OVERRIDE_KEYS: [&str; 2] = ["paths", "rules"];
/// The keys of `[[image]]`.
pub const IMAGE_KEYS: [&str; 6] = ["build-args", "context", "dockerfile", "manifests", "names", "target"];
/// The keys of `[labels]`.
pub const LABEL_KEYS: [&str; 2] = ["schema", "strict"];
/// The keys of a table in `[base-images]`.
pub const BASE_IMAGE_KEYS: [&str; 13] = [
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

pub(super) fn overrides(reader: &mut Reader, value: &Value) -> Vec<Override> {
    let items = reader.items(value, "an array of tables, written as `[[overrides]]`");
    items.iter().filter_map(|item| override_of(reader, item)).collect()
}

fn override_of(reader: &mut Reader, item: &Value) -> Option<Override> {
    let (mut paths, mut rules) = (None, Vec::new());
    let pairs = reader.pairs(item);
    if item.value.is_table() && !pairs.iter().any(|(key, _)| key.name == "paths") {
        reader.mistake(item.span, "`[[overrides]]` needs `paths`", None);
    }
    for (key, value) in pairs {
        match key.name {
            "paths" => paths = Some(reader.globs(&value)),
            "rules" => rules = reader.levels(&value),
            _ => reader.unknown_key(&key, &OVERRIDE_KEYS),
        }
    }
    Some(Override { paths: paths?, rules })
}

pub(super) fn images(reader: &mut Reader, value: &Value) -> Vec<Image> {
    let items = reader.items(value, "an array of tables, written as `[[image]]`");
    items.iter().filter_map(|item| image(reader, item)).collect()
}

fn image(reader: &mut Reader, item: &Value) -> Option<Image> {
    let (mut image, mut dockerfile) = (Image::default(), None);
    let pairs = reader.pairs(item);
    if item.value.is_table() && !pairs.iter().any(|(key, _)| key.name == "dockerfile") {
        reader.mistake(item.span, "`[[image]]` needs `dockerfile`", None);
    }
    for (key, value) in pairs {
        match key.name {
            "dockerfile" => dockerfile = reader.path(&value),
            "context" => image.context = reader.path(&value),
            "target" => image.target = reader.text(&value),
            "build-args" => image.build_args = reader.named_texts(&value),
            "names" => image.names = names(reader, &value),
            "manifests" => image.manifests = reader.paths(&value),
            _ => reader.unknown_key(&key, &IMAGE_KEYS),
        }
    }
    Some(Image { dockerfile: dockerfile?, ..image })
}

/// Names of images, without tags.
fn names(reader: &mut Reader, value: &Value) -> Vec<String> {
    let items = reader.items(value, "an array of image names");
    let mut names = Vec::new();
    for item in items {
        let Some(text) = reader.text(&item) else { continue };
        match image::parse(&text) {
            Some(reference) if reference.tag.is_none() && reference.digest.is_none() => names.push(reference.canonical),
            Some(_) => reader.mistake(item.span, "a name has no tag here: it stands for all of them", None),
            None => reader.mistake(item.span, format!("`{text}` is no image's name"), None),
        }
    }
    names
}

pub(super) fn labels(reader: &mut Reader, value: &Value, policy: &mut Policy) {
    for (key, value) in reader.pairs(value) {
        match key.name {
            "schema" => policy.label_schema = schema(reader, &value),
            "strict" => policy.strict_labels = reader.boolean(&value).unwrap_or_default(),
            _ => reader.unknown_key(&key, &LABEL_KEYS),
        }
    }
}

fn schema(reader: &mut Reader, value: &Value) -> BTreeMap<String, LabelKind> {
    let names = LabelKind::ALL.map(LabelKind::name);
    let pairs = reader.pairs(value);
    let kind = |(key, value): &(Key, Value)| Some((key.name.to_owned(), reader.word(value, &names, LabelKind::parse)?));
    pairs.iter().filter_map(kind).collect()
}

pub(super) fn base_images(reader: &mut Reader, value: &Value) -> StatedImages {
    let mut images = StatedImages::default();
    for (key, value) in reader.pairs(value) {
        let stated = stated(reader, &value);
        match image::parse(key.name) {
            Some(reference) => images.add(reference, stated),
            None => reader.mistake(key.span, format!("`{}` is no image reference", key.name), None),
        }
    }
    images
}

fn stated(reader: &mut Reader, table: &Value) -> Stated {
    let mut stated = Stated::default();
    for (key, value) in reader.pairs(table) {
        match key.name {
            "accounts" => stated.accounts = Some(accounts(reader, &value)),
            "ca-bundle" => stated.ca_bundle = reader.boolean(&value),
            "cmd" => stated.cmd = Some(reader.texts(&value)),
            "entrypoint" => stated.entrypoint = Some(reader.texts(&value)),
            "env" => stated.env = Some(reader.named_texts(&value)),
            "expose" => stated.expose = Some(reader.texts(&value)),
            "healthcheck" => stated.healthcheck = reader.boolean(&value),
            "libc" => stated.libc = reader.word(&value, &["glibc", "musl", "none"], libc),
            "os" => stated.os = reader.text(&value).map(|name| name.to_ascii_lowercase()),
            "shell" => stated.shell = Some(reader.texts(&value)),
            "tools" => stated.tools = Some(reader.texts(&value)),
            "user" => stated.user = reader.text(&value),
            "workdir" => stated.workdir = reader.text(&value),
            _ => reader.unknown_key(&key, &BASE_IMAGE_KEYS),
        }
    }
    stated
}

fn accounts(reader: &mut Reader, value: &Value) -> BTreeMap<String, u32> {
    let mut accounts = BTreeMap::new();
    for (key, value) in reader.pairs(value) {
        if let Some(id) = reader.id(&value) {
            accounts.insert(key.name.to_owned(), id);
        }
    }
    accounts
}

fn libc(name: &str) -> Option<Libc> {
    match name {
        "glibc" => Some(Libc::Glibc),
        "musl" => Some(Libc::Musl),
        "none" => Some(Libc::None),
        _ => None,
    }
}
