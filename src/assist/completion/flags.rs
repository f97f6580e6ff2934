//! Flags of instructions, their values, and the fields of `--mount`.

use super::super::docs;
use super::cursor::Cursor;
use super::names::{self, Numbers};
use super::{Proposal, ProposalKind, arguments, paths};

/// Flags that take no value.
const SWITCHES: [&str; 4] = ["link", "parents", "keep-git-dir", "unpack"];
/// Flags that can be given more than once.
const REPEATED: [&str; 3] = ["mount", "exclude", "device"];

/// Where package managers and compilers keep what a cache mount is good for.
/// (docs.docker.com, "Optimize cache usage in builds", and the tools' own documentation)
const CACHES: [(&str, &str); 14] = [
    ("/go/pkg/mod", "modules of Go in the official image"),
    ("/root/.cache/go-build", "build cache of Go, as root"),
    ("/root/.cache/pip", "pip, as root"),
    ("/root/.cache/uv", "uv, as root"),
    ("/root/.cache/pypoetry", "Poetry, as root"),
    ("/root/.npm", "npm, as root"),
    ("/usr/local/share/.cache/yarn", "Yarn 1, as root"),
    ("/root/.local/share/pnpm/store", "pnpm, as root"),
    ("/usr/local/cargo/registry", "crates in the official image of Rust"),
    ("/root/.m2", "Maven, as root"),
    ("/root/.gradle", "Gradle, as root"),
    ("/root/.nuget/packages", "NuGet, as root"),
    ("/var/cache/apt", "packages of apt"),
    ("/var/cache/apk", "packages of apk"),
];

/// The flags that can be written here.
pub(super) fn names(cursor: &Cursor) -> Vec<Proposal> {
    let given = |name: &str| {
        let is_it = |word: &String| word.strip_prefix("--").is_some_and(|it| it.split('=').next() == Some(name));
        cursor.before.iter().any(is_it) && !REPEATED.contains(&name)
    };
    let span = cursor.whole(&cursor.word);
    let has_value = cursor.model.source.text()[span.end as usize..].starts_with('=');
    let known = docs::flags(&cursor.keyword).filter(|(name, _)| !given(name));
    let proposal = |(name, text): docs::Known| {
        let label = format!("--{name}");
        let written = match (SWITCHES.contains(&name), has_value) {
            (true, _) | (false, true) => label.clone(),
            (false, false) => format!("{label}="),
        };
        Proposal::new(ProposalKind::Flag, 5, label, span).text(written).documentation(format!("{text}."))
    };
    known.map(proposal).collect()
}

/// What the flag `name` can be given, `value` of which is typed.
pub(super) fn values(cursor: &Cursor, name: &str, value: &str) -> Vec<Proposal> {
    let plain = |values: &[docs::Known]| {
        let span = cursor.span(value);
        let proposal = |(at, (label, detail)): (usize, &docs::Known)| {
            Proposal::new(ProposalKind::Value, at.min(9) as u8, *label, span).detail(*detail)
        };
        values.iter().enumerate().map(proposal).collect()
    };
    match name {
        "mount" => mount(cursor, value),
        "from" => sources(cursor, value),
        "chown" => names::users(cursor, value),
        "chmod" => plain(&[
            ("755", "everybody reads and runs, the owner writes"),
            ("644", "everybody reads, the owner writes"),
            ("555", "everybody reads and runs"),
            ("600", "only the owner reads and writes"),
        ]),
        "platform" => plain(&[
            ("$BUILDPLATFORM", "the platform of the builder: for stages that cross-compile"),
            ("$TARGETPLATFORM", "the platform that is built for, which is the default"),
            ("linux/amd64", ""),
            ("linux/arm64", ""),
            ("linux/arm/v7", ""),
        ]),
        "network" => plain(&[("default", "the builder's network"), ("none", "no network"), ("host", "the host's")]),
        "security" => plain(&[("sandbox", "the default"), ("insecure", "all privileges; the builder must allow it")]),
        "checksum" => plain(&[("sha256:", "the digest in hexadecimal digits follows")]),
        "interval" | "timeout" => plain(&[("30s", "the default"), ("10s", ""), ("1m", "")]),
        "start-period" => plain(&[("10s", ""), ("30s", ""), ("1m", "")]),
        "start-interval" => plain(&[("5s", "the default"), ("1s", "")]),
        "retries" => plain(&[("3", "the default"), ("5", "")]),
        _ => Vec::new(),
    }
}

/// Stages, and images.
fn sources(cursor: &Cursor, value: &str) -> Vec<Proposal> {
    let current = cursor.stage().map_or(0, |stage| stage.id);
    let mut found = names::stages(cursor.model, current, cursor.whole(value), Numbers::Allowed);
    found.extend(arguments::images(cursor, value));
    found
}

/// The field of `--mount` at the cursor.
fn mount(cursor: &Cursor, value: &str) -> Vec<Proposal> {
    let (before, field) = value.rsplit_once(',').unwrap_or(("", value));
    let given: Vec<(&str, &str)> = before.split(',').map(|it| it.split_once('=').unwrap_or((it, ""))).collect();
    let get = |name: &str| given.iter().find(|(key, _)| docs::field(key) == name).map(|(_, value)| *value);
    let kind = get("type").unwrap_or("bind");
    let Some((key, typed)) = field.split_once('=') else { return fields(cursor, field, kind, &get) };
    let span = cursor.span(typed);
    let plain = |values: &[docs::Known]| -> Vec<Proposal> {
        let proposal = |(label, detail): &docs::Known| {
            Proposal::new(ProposalKind::Value, 0, *label, span).documentation(format!("{detail}."))
        };
        values.iter().map(proposal).collect()
    };
    match docs::field(key) {
        "type" => plain(&docs::MOUNTS),
        "sharing" => plain(&[
            ("shared", "several builds write at once"),
            ("locked", "a build waits for the one before, as apt needs it"),
            ("private", "builds at the same time get caches of their own"),
        ]),
        "from" => sources(cursor, typed),
        "source" if kind == "bind" => match get("from") {
            None => paths::context(cursor, typed),
            Some(from) => paths::stage(cursor, from, typed),
        },
        "target" if kind == "cache" => {
            let all =
                CACHES.iter().map(|(path, detail)| Proposal::new(ProposalKind::Folder, 0, *path, span).detail(*detail));
            all.collect()
        }
        "target" if kind == "bind" => paths::folders(cursor, typed),
        _ => Vec::new(),
    }
}

/// The names of fields that fit the type.
fn fields<'a>(cursor: &Cursor, typed: &str, kind: &str, get: &dyn Fn(&str) -> Option<&'a str>) -> Vec<Proposal> {
    let fits = |name: &str| match kind {
        "cache" => {
            matches!(name, "target" | "id" | "sharing" | "from" | "source" | "readonly" | "mode" | "uid" | "gid")
        }
        "secret" => matches!(name, "id" | "target" | "env" | "required" | "mode" | "uid" | "gid"),
        "ssh" => matches!(name, "id" | "target" | "required" | "mode" | "uid" | "gid"),
        "tmpfs" => matches!(name, "target" | "size"),
        _ => matches!(name, "target" | "source" | "from" | "readwrite"),
    };
    let has_type = get("type").is_some();
    let wanted = |name: &str| get(name).is_none() && (name == "type" && !has_type || name != "type" && fits(name));
    let span = cursor.whole(typed);
    let proposal = |(at, (name, text)): (usize, docs::Known)| {
        let is_bare = matches!(name, "readonly" | "readwrite" | "required");
        let written = if is_bare { name.to_owned() } else { format!("{name}=") };
        let proposal = Proposal::new(ProposalKind::Flag, (at / 2).min(9) as u8, name, span);
        proposal.text(written).documentation(format!("{text}."))
    };
    docs::FIELDS.into_iter().enumerate().filter(|(_, (name, _))| wanted(name)).map(proposal).collect()
}
