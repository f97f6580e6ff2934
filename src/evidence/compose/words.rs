//! Commands, mounts and durations as Compose writes them.

use crate::context::compose::interpolate::UNKNOWN;
use crate::context::compose::{Kind, Value};

use super::super::Located;
use super::{located, place};

/// The words of a command: a list as it is, a text split as a shell does; `None` where some are not known.
pub(super) fn of(value: &Value) -> Option<Vec<Located<String>>> {
    match &value.kind {
        Kind::List(items) => items.iter().map(located).collect(),
        _ => {
            let words = split(value.text()?);
            Some(words.into_iter().map(|word| Located { value: word, place: place(value) }).collect())
        }
    }
}

/// A text as words: quotes group, a backslash escapes, nothing is expanded.
pub(in crate::evidence) fn split(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\\', None | Some('"')) => word.get_or_insert_default().extend(letters.next()),
            (letter, Some(open)) if letter == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (letter, None) if letter.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// The command line that a shell form stands for.
pub(super) fn shell(words: &[Located<String>]) -> Vec<Located<String>> {
    let Some(first) = words.first() else { return Vec::new() };
    let start = ["/bin/sh", "-c"].map(|word| Located { value: word.to_owned(), place: first.place.clone() });
    start.into_iter().chain(words.iter().cloned()).collect()
}

/// What is mounted where: the inner `None` of the source is a path of the host that is not known, the outer one
/// no path of the host.
pub(super) fn mount(volume: &Value) -> (Option<Option<String>>, Option<String>) {
    let Some(text) = volume.written() else {
        let target = volume.get("target").and_then(Value::text).map(str::to_owned);
        let is_bind = volume.get("type").and_then(Value::text) == Some("bind");
        return (is_bind.then(|| volume.get("source").and_then(Value::text).map(str::to_owned)), target);
    };
    let text = text.trim();
    // The colon of `C:\` is no separator.
    let drive = usize::from(text.as_bytes().get(1) == Some(&b':') && text.as_bytes().get(2) == Some(&b'\\')) * 2;
    let Some(at) = text.get(drive..).and_then(|rest| rest.find(':')) else {
        return (None, known(text));
    };
    let (source, rest) = (&text[..drive + at], &text[drive + at + 1..]);
    let target = known(rest.split(':').next().unwrap_or_default());
    let is_path = source.starts_with(['.', '/', '~', '\\', UNKNOWN]) || drive > 0 || source.contains('/');
    (is_path.then(|| known(source)), target)
}

fn known(text: &str) -> Option<String> {
    (!text.contains(UNKNOWN)).then(|| text.to_owned())
}

/// `1h5m30s20ms` in whole seconds.
pub(super) fn seconds(text: &str) -> Option<u32> {
    let mut milliseconds = 0_f64;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let digits = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        let end = rest[digits..].find(|it: char| it.is_ascii_digit()).map_or(rest.len(), |end| digits + end);
        let unit = match &rest[digits..end] {
            "h" => 3_600_000.0,
            "m" => 60_000.0,
            "s" => 1_000.0,
            "ms" => 1.0,
            "us" | "ns" => 0.0,
            _ => return None,
        };
        milliseconds += number * unit;
        rest = &rest[end..];
    }
    // A cast from a float ends at the largest number.
    Some((milliseconds / 1_000.0) as u32)
}
