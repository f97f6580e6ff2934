//! How Compose lays one description of a service over another: `extends`, and files given together.
//!
//! As the specification says ("Merge and override"): maps are merged, lists joined, single values replaced;
//! commands and the test of a health check are replaced, ports and mounts are joined by what they are for.

use super::value::{Kind, Mark, Pairs, Value};

/// Keys whose lists replace each other.
const REPLACED: [&str; 3] = ["command", "entrypoint", "test"];

/// Keys whose lists of `NAME=value` are maps in other words.
const MAPS: [&str; 6] = ["environment", "labels", "args", "annotations", "sysctls", "extra_hosts"];

/// `over` laid over `base`.
pub(super) fn merge(base: Value, over: Value) -> Value {
    merge_key("", base, over)
}

fn merge_key(key: &str, base: Value, over: Value) -> Value {
    if over.mark != Mark::Nothing || REPLACED.contains(&key) {
        return over;
    }
    let (base, over) = (shaped(key, base), shaped(key, over));
    let kind = match (base.kind.clone(), over.kind.clone()) {
        (_, Kind::Null) => return base,
        (Kind::Map(base), Kind::Map(over)) => Kind::Map(maps(base, over)),
        (Kind::List(mut all), Kind::List(over)) => {
            let targets: Vec<&str> = over.iter().filter_map(|it| target(key, it)).collect();
            all.retain(|it| target(key, it).is_none_or(|it| !targets.contains(&it)));
            all.extend(over);
            Kind::List(all)
        }
        _ => return over,
    };
    over.with(kind)
}

fn maps(base: Vec<(String, Value)>, over: Vec<(String, Value)>) -> Vec<(String, Value)> {
    let mut all = Pairs::new(base);
    for (key, value) in over {
        if value.mark == Mark::Reset {
            all.take(&key);
            continue;
        }
        let value = match all.lift(&key) {
            Some(before) => merge_key(&key, before, value),
            None => value,
        };
        all.put(key, value);
    }
    all.all()
}

/// A value in the form that its key is merged in.
fn shaped(key: &str, value: Value) -> Value {
    let kind = match (key, &value.kind) {
        ("build", Kind::Text(_)) => Kind::Map(vec![("context".to_owned(), value.clone())]),
        ("env_file" | "tmpfs", Kind::Text(_)) => Kind::List(vec![value.clone()]),
        (key, Kind::List(items)) if MAPS.contains(&key) => Kind::Map(items.iter().filter_map(pair).collect()),
        _ => return value,
    };
    value.with(kind)
}

/// `NAME=value` as a pair.
fn pair(item: &Value) -> Option<(String, Value)> {
    let text = item.written()?;
    let (name, kind) = match text.split_once('=') {
        Some((name, value)) => (name, Kind::Text(value.to_owned())),
        None => (text, Kind::Null),
    };
    Some((name.trim().to_owned(), item.with(kind)))
}

/// The place in the container that a mount is for: a later mount there replaces an earlier one.
fn target<'a>(key: &str, item: &'a Value) -> Option<&'a str> {
    if key != "volumes" {
        return None;
    }
    match item.text() {
        Some(text) => text.split(':').nth(1).or(Some(text)),
        None => item.get("target")?.text(),
    }
}
