//! The embedded table: names, tags and shapes, and the inflating of one image.
//!
//! An image is written as lines (by `build.rs`): `d NUMBER` for the default, `s SHAPE NUMBER`, `t TAG NUMBER`,
//! an empty line, then the sets of facts in the order of their numbers, each a line of JSON.

use serde_json::{Map, Value};

static INDEX: &str = include_str!(concat!(env!("OUT_DIR"), "/base-images.index"));
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/base-images.bin"));

/// The day of the newest source.
pub(super) static DATE: &str = include_str!(concat!(env!("OUT_DIR"), "/base-images.date"));

/// How a tag was found in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matched {
    Exact,
    /// Tags of the same form are listed, this one may be retired.
    Shape,
    Default,
}

/// The largest image takes some 100 kB; more than this is no image of ours.
const MAX_INFLATED: usize = 4 << 20;

/// The facts of the image `name` (as the table spells it) at `tag`, as JSON.
pub(super) fn facts(name: &str, tag: &str) -> Option<(Matched, Map<String, Value>)> {
    let text = inflate(name)?;
    let (head, facts) = text.split_once("\n\n")?;
    let (matched, number) = find(head, tag)?;
    let line = facts.lines().nth(number)?;
    match serde_json::from_str(line).ok()? {
        Value::Object(fields) => Some((matched, fields)),
        _ => None,
    }
}

/// The form of a tag: `3.13-slim` and `3.9.1-slim` are both `#-slim`.
pub(super) fn shape(tag: &str) -> String {
    let bytes = tag.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let (mut out, mut at) = (String::new(), 0);
    for (start, character) in tag.char_indices() {
        if start < at {
            continue;
        }
        if !digit(start) {
            out.push(character);
            continue;
        }
        at = start;
        while digit(at) || (matches!(bytes.get(at), Some(b'.' | b'_')) && digit(at + 1)) {
            at += 1;
        }
        out.push('#');
    }
    out
}

/// Whether the image `name` (as the table spells it) is in the table.
pub(super) fn holds(name: &str) -> bool {
    numbers(name).is_some()
}

/// Every image, as the table spells it.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    INDEX.lines().filter_map(|line| line.split(' ').next())
}

/// The tags of the image `name` that are written in full: no numbers stand for others in them.
pub(super) fn tags(name: &str) -> Vec<String> {
    let text = inflate(name).unwrap_or_default();
    let head = text.split_once("\n\n").map_or("", |(head, _)| head);
    let tag = |line: &str| {
        let mut words = line.split(' ');
        let (kind, tag) = (words.next()?, words.next()?);
        (matches!(kind, "s" | "t") && words.next().is_some() && !tag.contains('#')).then(|| tag.to_owned())
    };
    let mut tags: Vec<String> = head.lines().filter_map(tag).collect();
    tags.sort();
    tags.dedup();
    tags
}

/// Where the image `name` is packed: offset and length.
fn numbers(name: &str) -> Option<&'static str> {
    INDEX.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
}

fn inflate(name: &str) -> Option<String> {
    let mut numbers = numbers(name)?.split(' ').map(str::parse::<usize>);
    let (offset, length) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    let packed = PACKED.get(offset..offset + length)?;
    let bytes = miniz_oxide::inflate::decompress_to_vec_with_limit(packed, MAX_INFLATED).ok()?;
    String::from_utf8(bytes).ok()
}

fn find(head: &str, tag: &str) -> Option<(Matched, usize)> {
    let shape = shape(tag);
    let mut best = None;
    for line in head.lines() {
        let mut words = line.split(' ');
        match (words.next()?, words.next()?, words.next()) {
            ("d", number, None) => best = best.or(Some((Matched::Default, number))),
            ("s", key, Some(number)) if key == shape => best = Some((Matched::Shape, number)),
            ("t", key, Some(number)) if key == tag => best = Some((Matched::Exact, number)),
            _ => {}
        }
    }
    best.and_then(|(matched, number)| Some((matched, number.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let table = [
            ("3.13-slim-bookworm", "#-slim-bookworm"),
            ("1.21_2-alpine3.18", "#-alpine#"),
            ("latest", "latest"),
            ("8.0.", "#."),
            ("20240101", "#"),
            ("v3.5", "v#"),
        ];
        for (tag, expected) in table {
            assert_eq!(shape(tag), expected, "{tag}");
        }
    }

    #[test]
    fn every_image_inflates() {
        for line in INDEX.lines() {
            let name = line.split(' ').next().expect("a name");
            let (_, facts) = facts(name, "no-such-tag").unwrap_or_else(|| panic!("{name} does not inflate"));
            assert!(!facts.is_empty() && holds(name), "{name}");
        }
        assert!(INDEX.lines().count() > 250, "{}", INDEX.lines().count());
        assert!(!holds("docker.io/library/alpin"));
    }
}
