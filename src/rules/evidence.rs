//! What several rules say of a file: how sure its absence is, and how it came there.

use crate::facts::base::BaseFacts;
use crate::facts::commands::Arg;
use crate::model::Model;
use crate::model::files::{Found, StageId};
use crate::model::path;
use crate::model::stage::Base;
use crate::model::twin::Twin;

use super::{Confidence, Label};

/// Images that hold a distribution or a language and no server of their own.
const PLAIN: [&str; 46] = [
    "almalinux",
    "alpine",
    "amazoncorretto",
    "amazonlinux",
    "aspnet",
    "azul-zulu",
    "bash",
    "buildpack-deps",
    "busybox",
    "clojure",
    "dart",
    "debian",
    "deno",
    "eclipse-temurin",
    "elixir",
    "erlang",
    "fedora",
    "gcc",
    "golang",
    "gradle",
    "groovy",
    "haskell",
    "ibm-semeru-runtimes",
    "jruby",
    "julia",
    "maven",
    "node",
    "openjdk",
    "oraclelinux",
    "perl",
    "php",
    "pypy",
    "python",
    "rockylinux",
    "ruby",
    "runtime",
    "runtime-deps",
    "rust",
    "sapmachine",
    "scratch",
    "sdk",
    "swift",
    "ubi",
    "ubi-minimal",
    "ubuntu",
    "wolfi-base",
];

/// How sure an `Absent` is: proof below `scratch`, else it rests on what base images are known to hold.
pub(super) fn absence(model: &Model, stage: StageId) -> Confidence {
    let roots = model.chain(stage).last().map(|stage| &stage.base);
    match roots {
        Some(Base::Scratch) => Confidence::Certain,
        _ => Confidence::Likely,
    }
}

/// Whether a path that is not known to be missing is a slip all the same: something of nearly its name stands
/// beside it, or nothing but the base image could hold it and the same file was put elsewhere, or nothing
/// made its folder.
pub(super) fn is_slip(model: &Model, stage: StageId, path: &str, twin: Option<&Twin>) -> bool {
    !is_named(model, path)
        && (model.is_nowhere(stage, path)
            || twin.is_some_and(|twin| twin.misspelt || model.look_own(stage, path).is_absent()))
}

/// Whether the Dockerfile is, by its name, for an image that others are built on: they bring what it starts.
pub(super) fn is_base_for_others(model: &Model) -> bool {
    let path = model.source.path();
    let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
    let folder = path.parent().and_then(|it| it.file_name()).and_then(|it| it.to_str());
    folder == Some("base") || name.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|word| word == "base")
}

/// Whether a command of the build names this very path: it may make what stands there.
pub(super) fn is_named(model: &Model, path: &str) -> bool {
    model.invocations.iter().any(|it| {
        let known = it.argv.iter().skip(1).filter_map(|arg| match arg {
            Arg::Known(text) => Some(text),
            Arg::Glob(_) | Arg::Unknown => None,
        });
        let changes = !matches!(it.argv.first(), Some(Arg::Known(name)) if name == "chmod" || name == "chown");
        changes && known.into_iter().any(|text| path::join(it.folder.as_deref().unwrap_or("/"), text) == path)
    })
}

/// The instructions that brought a file, nearest first, as labels.
pub(super) fn trail(model: &Model, found: &Found) -> Vec<Label> {
    let labels = found.trail.iter().map(|origin| {
        let place = model.place(model.instruction(origin.instruction).span);
        Label { place, text: format!("`{}` comes from here", origin.path) }
    });
    labels.collect()
}

/// Whether nothing runs in the image but what the Dockerfile puts there. An image of a team may have any name.
pub(super) fn is_plain(facts: &BaseFacts) -> bool {
    if !facts.is_listed() {
        return false;
    }
    let last = facts.image.rsplit('/').next().unwrap_or_default();
    let name = last.split([':', '@']).next().unwrap_or_default();
    let is_server = name == "php" && (tag(facts).contains("apache") || tag(facts).contains("fpm"));
    let is_ubi = ["ubi7", "ubi8", "ubi9", "ubi10"].iter().any(|ubi| name.strip_prefix(ubi).is_some());
    !is_server && (PLAIN.contains(&name) || is_ubi || facts.image.contains("distroless/"))
}

/// The tag of the image that the facts are for.
pub(super) fn tag(facts: &BaseFacts) -> &str {
    facts.image.rsplit('/').next().and_then(|name| name.split_once(':')).map_or("", |(_, tag)| tag)
}
