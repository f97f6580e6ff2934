//! The values of RUN's flags: mounts, devices, network and security modes.

use std::ops::Range;

use super::super::ast::{Flag, Mount, Text, Word};
use super::super::keywords;
use super::{Refusal, shortened};
use crate::source::Span;

/// The mounts among the flags; refuses values that BuildKit refuses. What a variable stands in
/// is not looked at, but for the places where none may stand.
pub(super) fn read(flags: &[Flag]) -> Result<Vec<Mount>, Refusal> {
    let mut mounts = Vec::new();
    for flag in flags {
        let Some(value) = &flag.value else { continue };
        match flag.name.as_str() {
            "mount" => {
                let mount = mount(value, flag.span)?;
                check(&mount)?;
                mounts.push(mount);
            }
            "device" => device(value, flag.span)?,
            "network" => one_of(value, flag.span, "network mode", &["default", "none", "host"])?,
            "security" => one_of(value, flag.span, "security mode", &["sandbox", "insecure"])?,
            _ => {}
        }
    }
    Ok(mounts)
}

fn one_of(value: &Word, flag: Span, what: &str, known: &[&'static str]) -> Result<(), Refusal> {
    if known.contains(&value.as_str()) {
        return Ok(());
    }
    let message = format!("`{}` is no {what}: one of `{}`", shortened(value.as_str()), known.join("`, `"));
    let span = if value.span.is_empty() { flag } else { value.span };
    Err(Refusal::meaning(message, span).suggest(keywords::similar(value.as_str(), known.iter().copied())))
}

fn mount(value: &Word, span: Span) -> Result<Mount, Refusal> {
    let fields = fields(&value.text, span)?.into_iter().map(|field| {
        let length = field.text.len();
        let equals = field.text.find('=');
        let key = field.text[..equals.unwrap_or(length)].to_lowercase();
        let mut value = word(&field, equals.map_or(length, |at| at + 1)..length);
        if matches!(key.as_str(), "type" | "sharing") && !value.as_str().contains('$') {
            value.text.text.make_ascii_lowercase();
        }
        (key, value, equals.is_some(), field.span())
    });
    let fields: Vec<_> = fields.collect();
    let from = fields.iter().find(|(key, value, has_value, _)| {
        let dollar = value.as_str().find('$');
        key == "from" && *has_value && dollar.is_some_and(|at| at + 1 != value.as_str().len())
    });
    if let Some((_, value, ..)) = from {
        let message = "no variable may stand in a mount's `from`: name a stage instead";
        return Err(Refusal::meaning(message, value.span));
    }
    for (key, value, has_value, span) in &fields {
        let may_be_bare = matches!(key.as_str(), "readonly" | "ro" | "readwrite" | "rw" | "required");
        if *has_value == may_be_bare && value.as_str().is_empty() {
            return Err(Refusal::meaning(format!("`{}` needs a value: `name=value`", shortened(key)), *span));
        }
    }
    Ok(Mount { fields: fields.into_iter().map(|(key, value, ..)| (key, value)).collect(), span })
}

fn word(field: &Text, range: Range<usize>) -> Word {
    Word { span: field.locate(range.clone()), text: field.slice(range) }
}

const KEYS: [&str; 19] = [
    "type",
    "from",
    "source",
    "src",
    "target",
    "dst",
    "destination",
    "readonly",
    "ro",
    "readwrite",
    "rw",
    "required",
    "size",
    "id",
    "sharing",
    "mode",
    "uid",
    "gid",
    "env",
];

/// What is known of a value before variables are expanded.
fn literal(word: &Word) -> Option<&str> {
    let text = word.as_str();
    (!text.contains(['$', '\'', '"', '\\', '`'])).then_some(text)
}

fn check(mount: &Mount) -> Result<(), Refusal> {
    // `None` from the moment on at which the type is not known.
    let mut kind = Some("bind");
    for (key, word) in &mount.fields {
        let value = literal(word);
        let refuse =
            |message: String| Err(Refusal::meaning(message, if word.span.is_empty() { mount.span } else { word.span }));
        match key.as_str() {
            "type" => {
                let known = ["bind", "cache", "tmpfs", "secret", "ssh"];
                if value.is_some() {
                    one_of(word, mount.span, "type of a mount", &known)?;
                }
                kind = value;
            }
            "sharing" if value.is_some() => {
                one_of(word, mount.span, "way of sharing", &["shared", "private", "locked"])?
            }
            "required" if !matches!(kind, None | Some("secret" | "ssh")) => {
                return refuse(format!("a mount of the type `{}` cannot be required", kind.unwrap_or_default()));
            }
            "size" if !matches!(kind, None | Some("tmpfs")) => {
                return refuse(format!("a mount of the type `{}` has no size", kind.unwrap_or_default()));
            }
            _ if !KEYS.contains(&key.as_str()) => {
                let message = format!("a mount knows no `{}`", shortened(key));
                return Err(Refusal::meaning(message, mount.span));
            }
            _ if value.is_some_and(|value| !is_valid(key, value)) => {
                return refuse(format!("`{}` is no value of `{key}`", shortened(word.as_str())));
            }
            _ => {}
        }
    }
    kind.map_or(Ok(()), |kind| combination(mount, kind))
}

fn is_valid(key: &str, value: &str) -> bool {
    let digits = |radix| !value.starts_with('+') && u32::from_str_radix(value, radix).is_ok();
    match key {
        // Without a value it means true.
        "readonly" | "ro" | "readwrite" | "rw" | "required" => value.is_empty() || is_bool(value),
        "size" => is_size(value),
        "mode" => digits(8),
        "uid" | "gid" => digits(10),
        _ => true,
    }
}

/// What does not go together in a mount of type `kind`.
fn combination(mount: &Mount, kind: &str) -> Result<(), Refusal> {
    let refuse = |message: String| Err(Refusal::meaning(message, mount.span));
    if !matches!(kind, "secret" | "ssh" | "cache") {
        for key in ["mode", "uid", "gid"] {
            if mount.get(key).is_some() {
                return refuse(format!("a mount of the type `{kind}` has no `{key}`"));
            }
        }
    }
    let has = |word: Option<&Word>| word.is_some_and(|word| !word.as_str().is_empty());
    if kind == "secret" {
        if has(mount.get("from")) {
            return refuse("a secret has no `from`".to_owned());
        }
        let (source, id) = (has(mount.source()), has(mount.get("id")));
        if !source && !id && !has(mount.target()) {
            return refuse("a secret needs an `id`, a `source` or a `target`".to_owned());
        }
        let known = |word: Option<&Word>| word.and_then(literal).is_some();
        if source && id && known(mount.source()) && known(mount.get("id")) {
            return refuse("a secret has either an `id` or a `source`".to_owned());
        }
    }
    if kind != "cache" && mount.get("sharing").and_then(literal).is_some() {
        return refuse(format!("a mount of the type `{kind}` is not shared"));
    }
    Ok(())
}

fn is_bool(value: &str) -> bool {
    matches!(value, "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False")
}

/// `64m`, `1.5 GiB`, `100`.
fn is_size(value: &str) -> bool {
    let Some(last) = value.rfind(|it: char| it.is_ascii_digit() || matches!(it, '.' | ' ')) else { return false };
    let number = if value.as_bytes()[last] == b' ' { &value[..last] } else { &value[..=last] };
    if !number.parse::<f64>().is_ok_and(|number| number >= 0.0) {
        return false;
    }
    let unit = value[last + 1..].to_ascii_lowercase();
    let Some(letter) = unit.chars().next() else { return true };
    unit == "b" || ("kmgtpezy".contains(letter) && matches!(&unit[1..], "" | "b" | "ib"))
}

fn device(value: &Word, span: Span) -> Result<(), Refusal> {
    let mut is_named = false;
    for field in fields(&value.text, span)? {
        let (key, setting) = match field.text.split_once('=') {
            Some((key, setting)) => (key.to_lowercase(), Some(setting)),
            None => (field.text.to_lowercase(), None),
        };
        let message = match (key.as_str(), setting) {
            ("required", None) => continue,
            ("required", Some(setting)) if is_bool(setting) => continue,
            ("required", Some(setting)) => format!("`{}` is neither true nor false", shortened(setting)),
            ("name", Some(setting)) if !is_named => {
                is_named = !setting.is_empty();
                continue;
            }
            ("name", Some(_)) => "a device has only one name".to_owned(),
            _ if !is_named => {
                is_named = !field.text.is_empty();
                continue;
            }
            _ => format!("a device knows no `{}`", shortened(&key)),
        };
        return Err(Refusal::meaning(message, field.span()));
    }
    Ok(())
}

/// The comma-separated fields of a value; `"` quotes a field, and `""` is a quote inside one.
fn fields(text: &Text, flag: Span) -> Result<Vec<Text>, Refusal> {
    let refuse = |message| Err(Refusal::meaning(message, flag));
    if text.text.is_empty() {
        return refuse("the value is empty");
    }
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let rest = &text.text[at..];
        if !rest.starts_with('"') {
            let end = rest.find(',').unwrap_or(rest.len());
            if rest[..end].contains('"') {
                return refuse("a quote stands in the middle of a field");
            }
            fields.push(text.slice(at..at + end));
            if end == rest.len() {
                return Ok(fields);
            }
            at += end + 1;
            continue;
        }
        let mut field = Text::default();
        at += 1;
        loop {
            let Some(length) = text.text[at..].find('"') else { return refuse("a quote is not closed") };
            field.push_slice(text, at..at + length);
            at += length + 1;
            if !text.text[at..].starts_with('"') {
                break;
            }
            field.push("\"", text.offset(at));
            at += 1;
        }
        if field.pieces.is_empty() {
            field.pieces.push((0, text.offset(at) as u32));
        }
        fields.push(field);
        match text.text[at..].chars().next() {
            None => return Ok(fields),
            Some(',') => at += 1,
            Some(_) => return refuse("text stands behind a closing quote"),
        }
    }
}
