//! `apt-get install` while no lists of packages are there: none were fetched since the base image, or since they were
//! taken away.
//!
//! Silent on packages that the image may have already, after a step that is not understood, and with cache mounts.

use crate::facts::packages::{self, Manager};
use crate::model::Model;
use crate::model::files::What;
use crate::model::run::{Invocation, Origin};
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};
use crate::syntax::ast::{Form, Kind};
use crate::syntax::shell::Link;

use super::calls;
use crate::rules::commands;

pub(super) const RULE: Rule = Rule { id: "apt-lists-missing", check };

/// Official images of Debian and Ubuntu that leave the lists out, as all of Docker's own do.
const WITHOUT_LISTS: [&str; 14] = [
    "buildpack-deps",
    "debian",
    "gcc",
    "golang",
    "httpd",
    "node",
    "openjdk",
    "perl",
    "php",
    "python",
    "redis",
    "ruby",
    "rust",
    "ubuntu",
];

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let stages = input.model.stages.iter().filter(|stage| needed[stage.id]);
    stages.filter_map(|stage| in_stage(input.model, stage.id)).collect()
}

/// What is known of the lists.
enum Lists {
    /// Not there, and the instruction that took them away; `None`: the base image has none.
    Missing(Option<usize>),
    There,
}

/// The first command of a stage that finds no lists.
fn in_stage(model: &Model, stage: usize) -> Option<Finding> {
    let (image, root) = calls::root_image(model, stage)?;
    let official = image.canonical.strip_prefix("docker.io/library/")?;
    let release = model.release(stage)?;
    // The images of Ubuntu before 16.04 came with lists.
    let current = release.os == "ubuntu" && release.is_at_least("16.04") || release.os == "debian";
    if !WITHOUT_LISTS.contains(&official) || !current || model.stages[root].facts()?.has_onbuild || mounts(model) {
        return None;
    }
    let mut lists = Lists::Missing(None);
    let mut chain: Vec<usize> = model.chain(stage).map(|stage| stage.id).collect();
    chain.reverse();
    for id in chain {
        let opened = model.stages[id].changes.iter().position(|change| match &change.what {
            What::Open { path, .. } | What::Tree { path, .. } => matches!(path.as_str(), "/" | "/var" | "/var/lib"),
            _ => false,
        });
        for invocation in model.invocations_in(id).iter() {
            if opened.is_some_and(|at| at < invocation.changes) {
                return None;
            }
            if takes_lists_away(invocation) {
                if calls::must_work(invocation) {
                    lists = Lists::Missing(Some(invocation.instruction));
                }
                continue;
            }
            let Some(call) = calls::call(invocation).filter(|call| call.family == "apt") else { continue };
            match (call.verb, &lists) {
                ("update", _) => lists = Lists::There,
                ("install", Lists::Missing(since)) if calls::must_work(invocation) && id == stage => {
                    let package = call.operands.iter().copied().find(|it| is_new(model, invocation, it))?;
                    return Some(finding(model, invocation, package, *since, root));
                }
                _ => {}
            }
        }
    }
    None
}

/// Whether the package is surely not installed: a program that it brings is not there.
pub(super) fn is_new(model: &Model, invocation: &Invocation, package: &str) -> bool {
    let mut files = packages::files(Manager::Apt, package).filter(|file| file.contains("/bin/"));
    let Some(release) = model.release(invocation.stage) else { return false };
    let Some((_, root)) = calls::root_image(model, invocation.stage) else { return false };
    let facts = model.stages[root].facts();
    let lacks = |file: &str| {
        let name = file.rsplit('/').next().unwrap_or_default();
        facts.is_some_and(|facts| facts.surely_lacks(Some(release), name))
            && model.brought(invocation, name).is_absent()
    };
    files.any(lacks)
}

fn takes_lists_away(invocation: &Invocation) -> bool {
    let is_lists = |word: &str| {
        let word = word.trim_end_matches(['*', '/']);
        matches!(word, "/var/lib/apt/lists" | "/var/lib/apt" | "/var/lib/apt/lists/partial")
    };
    let words = || {
        invocation.argv.iter().filter_map(|arg| match arg {
            crate::facts::commands::Arg::Known(text) | crate::facts::commands::Arg::Glob(text) => Some(text.as_str()),
            crate::facts::commands::Arg::Unknown => None,
        })
    };
    calls::name(invocation) == Some("rm")
        && words().any(|word| word.starts_with('-') && word.contains('r'))
        && words().any(|word| is_lists(word) && !word.ends_with("partial"))
}

/// Whether any RUN keeps lists in a cache.
fn mounts(model: &Model) -> bool {
    let runs = model.dockerfile.instructions.iter().filter_map(|it| match &it.kind {
        Kind::Run(run) => Some(run),
        _ => None,
    });
    runs.flat_map(|run| &run.mounts).any(|mount| matches!(mount.kind(), "cache" | "bind"))
}

fn finding(model: &Model, at: &Invocation, package: &str, since: Option<usize>, root: usize) -> Finding {
    let message = format!("`{package}` cannot be found: there are no lists of packages here");
    let finding = Finding::new(at.span, message).help("run `apt-get update` in the same `RUN`, before the install");
    let (index, text) = match since {
        Some(index) => (Some(index), "the lists are taken away here"),
        None => (model.stages[root].from, "this base comes without lists"),
    };
    let finding = finding.fixes(fix(model, at));
    match index {
        Some(index) => finding.label(model.place(model.instruction(index).span), text),
        None => finding,
    }
}

/// `apt-get update` before the install; behind it the lists go, unless the step takes them away itself.
fn fix(model: &Model, at: &Invocation) -> Option<Fix> {
    let Kind::Run(run) = &model.instruction(at.instruction).kind else { return None };
    let is_plain = matches!(run.form, Form::Shell(_)) && at.origin == Origin::Run && at.wrappers.is_empty();
    if !is_plain || commands::is_inner(model, at) || !matches!(at.link, Link::Then | Link::And) {
        return None;
    }
    let mut edits = vec![Edit::insert(at.span.start, "apt-get update && ")];
    let later = |it: &&Invocation| it.instruction == at.instruction && it.span.start > at.span.start;
    if !model.invocations.iter().filter(later).any(takes_lists_away) {
        edits.push(Edit::insert(at.span.end, " && rm -rf /var/lib/apt/lists/*"));
    }
    Some(Fix::new("run `apt-get update` first", Safety::Unsafe, edits))
}
