//! The other way to let an install stand above the sources: what it reads is mounted, and no layer holds it.
//!
//! Only for installs that write none of these files, as the mounts may not be written to.

use crate::cache::installs::{self, text};
use crate::cache::order::Reads;
use crate::model::path;
use crate::rules::{Edit, Fix, Safety, edits, is_root};
use crate::syntax::ast::{Form, Kind};

use super::manifest_lines::inside;
use super::manifests_first::Order;

/// More mounts than this are hard to read.
const MOST: usize = 6;

/// `None` where the step does more than to install, or its mounts are settled already.
pub(super) fn fix(order: &Order) -> Option<Fix> {
    let Kind::Run(run) = &order.run.kind else { return None };
    let Form::Shell(_) = &run.form else { return None };
    let model = order.model;
    let alone = model.invocations_of(order.late.install.instruction).iter().count() == 1;
    let is_bound = run.mounts.iter().any(|mount| mount.kind() == "bind");
    if !alone
        || is_bound
        || !order.run.heredocs.is_empty()
        || order.late.reads != Reads::Manifests
        || !only_reads(order)
    {
        return None;
    }
    let here = order.stage.before(order.late.install.instruction).folder()?;
    // What lies there by a layer needs no mount.
    if order.files.iter().all(|file| order.has(file)) {
        return None;
    }
    let mut mounts = Vec::new();
    for file in &order.files {
        let at = path::child(order.to, inside(file, order.from)?);
        let target = path::below(&at, here).unwrap_or(&at);
        if file.contains([',', ' ', '"', '$']) {
            return None;
        }
        mounts.push(format!("--mount=type=bind,source={file},target={target}"));
    }
    if mounts.is_empty() || mounts.len() > MOST {
        return None;
    }
    let is_cached = run.mounts.iter().any(|mount| mount.kind() == "cache");
    mounts.extend(cache(order).filter(|_| !is_cached).map(|target| format!("--mount=type=cache,target={target}")));
    let indent = " ".repeat(4);
    let end = format!(" {}{}{indent}", model.dockerfile.escape, edits::line_end(&model.source));
    let at = order.run.flags.first().map_or(order.run.arguments.span().start, |flag| flag.span.start);
    let text: String = mounts.iter().map(|mount| mount.clone() + &end).collect();
    let mut edits = order.below(&[], order.run);
    edits.push(Edit::insert(at, text));
    Some(Fix::new("mount what the install reads, and copy the sources below it", Safety::Unsafe, edits))
}

/// Whether the install leaves manifests and locks as they are.
fn only_reads(order: &Order) -> bool {
    let words: Vec<&str> = order.late.install.argv.iter().map(text).collect();
    let flag = |names: &[&str]| names.iter().any(|name| words.contains(name));
    match installs::program(order.late.install) {
        "npm" => flag(&["ci", "clean-install"]),
        "yarn" | "pnpm" => flag(&["--frozen-lockfile", "--immutable"]),
        "pip" | "pip3" => true,
        "uv" => flag(&["pip"]) || flag(&["--frozen", "--locked"]) && flag(&["--no-install-project"]),
        "go" => flag(&["download"]),
        _ => false,
    }
}

/// Where the package manager keeps its cache, as root.
fn cache(order: &Order) -> Option<&'static str> {
    let state = order.stage.before(order.late.install.instruction);
    let words: Vec<&str> = order.late.install.argv.iter().map(text).collect();
    let is_set = |name: &str| state.variable(name).is_some();
    let is_off = words.iter().any(|it| it.starts_with("--no-cache") || it.starts_with("--cache"));
    let home = state.env_value("HOME").is_none_or(|home| home == "/root");
    if !state.user.value.known().is_some_and(is_root) || !home || is_off {
        return None;
    }
    match installs::program(order.late.install) {
        "npm" if !is_set("NPM_CONFIG_CACHE") && !is_set("npm_config_cache") => Some("/root/.npm"),
        "pip" | "pip3" if !is_set("PIP_NO_CACHE_DIR") && !is_set("PIP_CACHE_DIR") => Some("/root/.cache/pip"),
        "uv" if !is_set("UV_NO_CACHE") && !is_set("UV_CACHE_DIR") => Some("/root/.cache/uv"),
        _ => None,
    }
}
