//! The tables of a configuration file that have keys of their own.

use std::collections::BTreeMap;

use super::read::{Reader, Value};
use super::{BaseImage, Image, LibcName, Override};

/// The keys of `[[overrides]]`.
pub const OVERRIDE_KEYS: [&str; 2] = ["paths", "rules"];
/// The keys of `[[image]]`.
pub const IMAGE_KEYS: [&str; 5] = ["build-args", "context", "dockerfile", "manifests", "target"];
/// The keys of a table in `[base-images]`.
pub const BASE_IMAGE_KEYS: [&str; 10] =
    ["ca-bundle", "cmd", "entrypoint", "expose", "libc", "os", "shell", "tools", "user", "workdir"];

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
    let folder = reader.folder;
    let (mut image, mut dockerfile) = (Image::default(), None);
    let pairs = reader.pairs(item);
    if item.value.is_table() && !pairs.iter().any(|(key, _)| key.name == "dockerfile") {
        reader.mistake(item.span, "`[[image]]` needs `dockerfile`", None);
    }
    for (key, value) in pairs {
        match key.name {
            "dockerfile" => dockerfile = reader.text(&value).map(|path| folder.join(path)),
            "context" => image.context = reader.text(&value).map(|path| folder.join(path)),
            "target" => image.target = reader.text(&value),
            "build-args" => image.build_args = build_args(reader, &value),
            "manifests" => image.manifests = reader.texts(&value).iter().map(|path| folder.join(path)).collect(),
            _ => reader.unknown_key(&key, &IMAGE_KEYS),
        }
    }
    Some(Image { dockerfile: dockerfile?, ..image })
}

fn build_args(reader: &mut Reader, value: &Value) -> BTreeMap<String, String> {
    let mut args = BTreeMap::new();
    for (key, value) in reader.pairs(value) {
        if let Some(text) = reader.text(&value) {
            args.insert(key.name.to_owned(), text);
        }
    }
    args
}

pub(super) fn base_images(reader: &mut Reader, value: &Value) -> BTreeMap<String, BaseImage> {
    let mut images = BTreeMap::new();
    for (key, value) in reader.pairs(value) {
        let image = base_image(reader, &value);
        images.insert(key.name.to_owned(), image);
    }
    images
}

fn base_image(reader: &mut Reader, table: &Value) -> BaseImage {
    let mut image = BaseImage::default();
    for (key, value) in reader.pairs(table) {
        match key.name {
            "user" => image.user = reader.text(&value),
            "workdir" => image.workdir = reader.text(&value),
            "ca-bundle" => image.ca_bundle = reader.boolean(&value),
            "shell" => image.shell = Some(reader.texts(&value)),
            "entrypoint" => image.entrypoint = Some(reader.texts(&value)),
            "cmd" => image.cmd = Some(reader.texts(&value)),
            "expose" => image.expose = Some(reader.texts(&value)),
            "os" => image.os = reader.text(&value),
            "libc" => image.libc = reader.word(&value, &["glibc", "musl", "none"], LibcName::parse),
            "tools" => image.tools = Some(reader.texts(&value)),
            _ => reader.unknown_key(&key, &BASE_IMAGE_KEYS),
        }
    }
    image
}

impl LibcName {
    fn parse(name: &str) -> Option<LibcName> {
        match name {
            "glibc" => Some(LibcName::Glibc),
            "musl" => Some(LibcName::Musl),
            "none" => Some(LibcName::None),
            _ => None,
        }
    }
}
