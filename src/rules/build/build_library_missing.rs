//! A dependency is compiled against a library whose development files the stage does not have.
//!
//! Silent where the base is not one of which they are known to be absent, where an install of packages is not known
//! word for word, and where the dependency may come as a binary. Only possible after a step that is not understood.

use crate::cache::installs;
use crate::facts::headers::{self, Headers, Manager};
use crate::model::Model;
use crate::model::path;
use crate::model::run::Invocation;
use crate::rules::bring::{self, When};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety};
use crate::syntax::image::ImageRef;

use super::calls;

pub(super) const RULE: Rule = Rule { id: "build-library-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let mut told: Vec<(usize, &str)> = Vec::new();
    let mut findings = Vec::new();
    for invocation in input.model.invocations.iter().filter(|it| needed[it.stage] && calls::must_work(it)) {
        let Some((manager, list, text)) = listed(input.model, invocation) else { continue };
        for headers in headers::of(manager, &text) {
            if told.contains(&(invocation.stage, headers.name)) || !is_missing(input, invocation, headers) {
                continue;
            }
            told.push((invocation.stage, headers.name));
            findings.extend(finding(input.model, invocation, headers, &list));
        }
    }
    findings
}

/// The list of dependencies that a command installs: its path in the stage, and its text.
fn listed(model: &Model, invocation: &Invocation) -> Option<(Manager, String, String)> {
    let folder = installs::folder(invocation)?;
    let words: Vec<&str> = invocation.argv.iter().map(installs::text).collect();
    let (manager, list) = match (installs::program(invocation), words.get(1).copied()) {
        ("bundle", Some("install") | None) => (Manager::Bundler, path::child(&folder, "Gemfile.lock")),
        ("cargo", Some("build" | "install" | "chef")) => (Manager::Cargo, path::child(&folder, "Cargo.lock")),
        ("pip" | "pip3", Some("install" | "wheel")) => {
            let here = invocation.folder.as_deref()?;
            (Manager::Pip, path::join(here, installs::named_manifests(invocation).first()?))
        }
        _ => return None,
    };
    let text = model.text_at(invocation.stage, invocation.changes, &list)?;
    Some((manager, list, text))
}

fn is_missing(input: &Input, invocation: &Invocation, headers: &Headers) -> bool {
    let model = input.model;
    let Some((image, _)) = calls::root_image(model, invocation.stage) else { return false };
    let packages = match system(model, invocation, image) {
        Some("debian" | "ubuntu") => headers.debian,
        Some("alpine") => headers.alpine,
        _ => return false,
    };
    base_lacks(image, headers)
        && !calls::has_bind_mount(model, invocation)
        && !may_be_installed(model, invocation, packages)
        && (headers.name != "prost-build" || is_run_by_project(model))
}

/// The image of cargo-chef, which stands on `rust`.
const CHEF: &str = "docker.io/lukemathwalker/cargo-chef";

/// The distribution that the stage stands on.
fn system(model: &Model, invocation: &Invocation, image: &ImageRef) -> Option<&'static str> {
    let is_alpine = image.tag.as_deref().unwrap_or_default().contains("alpine");
    match model.release(invocation.stage) {
        Some(release) => Some(release.os),
        None if image.canonical == CHEF => Some(if is_alpine { "alpine" } else { "debian" }),
        None => None,
    }
}

/// Plain and small images lack all headers; full ones of a language have those of `buildpack-deps`.
fn base_lacks(image: &ImageRef, headers: &Headers) -> bool {
    let tag = image.tag.as_deref().unwrap_or_default();
    let small = tag.contains("slim") || tag.contains("alpine");
    let name = if image.canonical == CHEF { Some("rust") } else { calls::official(image) };
    match name {
        Some("debian" | "ubuntu" | "alpine") => true,
        Some("ruby") => headers.manager == Manager::Bundler && small,
        Some("python") => headers.manager == Manager::Pip && small,
        Some("rust") => headers.manager == Manager::Cargo && (small || headers.also_full),
        _ => false,
    }
}

/// Whether a command of the stage or of those below it installs one of `packages`, or something that is not known.
fn may_be_installed(model: &Model, invocation: &Invocation, packages: &[&str]) -> bool {
    let stages: Vec<usize> = model.chain(invocation.stage).map(|stage| stage.id).collect();
    let before = model.invocations.iter().filter(|it| stages.contains(&it.stage));
    before.filter(|it| it.instruction <= invocation.instruction).any(|it| {
        let Some(call) = calls::call(it) else { return false };
        let is_it = |name: &str| packages.contains(&name.split(['=', ':', '/', '<', '>', '~']).next().unwrap_or(name));
        let installs = matches!(call.verb, "install" | "add" | "build-dep");
        installs && (!call.complete || call.verb == "build-dep" || call.operands.iter().any(|name| is_it(name)))
    })
}

/// Whether a build script of the project itself calls it: crates ship what theirs made.
fn is_run_by_project(model: &Model) -> bool {
    let Some(context) = &model.context else { return false };
    let places = ["build.rs", "*/build.rs", "*/*/build.rs"];
    let scripts: Vec<String> = places.iter().flat_map(|pattern| context.glob(pattern)).collect();
    let mut texts = scripts.iter().take(50).filter_map(|path| context.read(path));
    texts.any(|source| {
        let text = source.text();
        (text.contains("tonic_build") || text.contains("prost_build")) && !text.contains("PROTOC")
    })
}

fn finding(model: &Model, invocation: &Invocation, headers: &Headers, list: &str) -> Option<Finding> {
    let (image, root) = calls::root_image(model, invocation.stage)?;
    let alpine = system(model, invocation, image)? == "alpine";
    let package = if alpine { headers.alpine.first()? } else { headers.debian.first()? };
    let message =
        format!("`{}` of `{list}` is compiled here, and `{package}`, which it needs, is not installed", headers.name);
    let finding = Finding::new(invocation.span, message);
    let opaque = calls::is_opaque_before(model, invocation);
    let finding = finding.confidence(if opaque { Confidence::Possible } else { Confidence::Likely });
    let from = model.instruction(model.stages[root].from?).span;
    let finding = finding.label(model.place(from), format!("`{image}` does not have it"));
    let edit = bring::package(model, When::Before(invocation), package);
    let fix = edit.map(|it| Fix::new(format!("install `{package}`"), Safety::Unsafe, vec![it]));
    Some(finding.help(format!("install `{package}` in a step before")).fixes(fix))
}
