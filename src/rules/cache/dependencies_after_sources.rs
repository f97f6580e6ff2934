//! All sources are copied before the dependencies are installed: every commit installs them again.
//!
//! Silent where the step has a cache mount, where an earlier step of the stage installed the same
//! dependencies from their manifests alone (or ran something that may have: `make deps`), where the project has
//! no dependencies or vendors them, and where the manifest itself needs sources (workspaces, local replacements).

use super::installs::{self, Ecosystem, Install};
use super::manifests;
use crate::context::Node;
use crate::model::copy::{Copy, CopyFrom, Source, SourceState};
use crate::model::run::Invocation;
use crate::model::stage::Stage;
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::syntax::ast::{Instruction, Kind};

pub(super) const RULE: Rule = Rule { id: "dependencies-after-sources", check };

/// Folders that hold sources and nothing that an install reads.
const SOURCE_FOLDERS: [&str; 8] = ["src", "app", "cmd", "internal", "pkg", "public", "static", "templates"];

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let stages = input.model.stages.iter().filter(|stage| needed[stage.id]);
    stages.flat_map(|stage| in_stage(input, stage)).collect()
}

fn in_stage(input: &Input, stage: &Stage) -> Vec<Finding> {
    let model = input.model;
    let mut done: Vec<&Ecosystem> = inherited(input, stage);
    let mut findings = Vec::new();
    for invocation in model.invocations.iter().filter(|it| it.stage == stage.id) {
        let Some(Install::Project(ecosystem)) = installs::install(invocation) else { continue };
        if done.contains(&ecosystem) {
            continue;
        }
        done.push(ecosystem);
        if has_cache_mount(model.instruction(invocation.instruction)) {
            continue;
        }
        let Some((copy, source, folder)) = sources_before(input, invocation, ecosystem) else { continue };
        let Some(context) = &model.context else { continue };
        if manifests::needs_sources(context, ecosystem, &folder) || prepared(input, copy, ecosystem) {
            continue;
        }
        let message = "all sources are copied before the dependencies are installed: every change installs them again";
        let finding = Finding::new(source.span, message).confidence(Confidence::Likely);
        let place = model.place(invocation.span);
        let finding = finding.label(place, "this runs again whenever any copied file changes");
        let command = model.source.slice(invocation.span);
        findings.push(finding.help(manifests::advice(context, ecosystem, &folder, command)));
    }
    findings
}

/// What the stages that this one is built from have installed already.
fn inherited(input: &Input, stage: &Stage) -> Vec<&'static Ecosystem> {
    let above: Vec<usize> = input.model.chain(stage.id).skip(1).map(|stage| stage.id).collect();
    let invocations = input.model.invocations.iter().filter(|it| above.contains(&it.stage));
    let installed = invocations.filter_map(|it| match installs::install(it) {
        Some(Install::Project(ecosystem)) => Some(ecosystem),
        _ => None,
    });
    installed.collect()
}

fn has_cache_mount(instruction: &Instruction) -> bool {
    matches!(&instruction.kind, Kind::Run(run) if run.mounts.iter().any(|mount| mount.kind() == "cache"))
}

/// The COPY before `invocation`, in its stage, of a folder that holds the manifest and the sources beside it.
fn sources_before<'a>(
    input: &'a Input,
    invocation: &Invocation,
    ecosystem: &Ecosystem,
) -> Option<(&'a Copy, &'a Source, String)> {
    let context = input.model.context.as_ref()?;
    let earlier = |copy: &&Copy| {
        copy.stage == invocation.stage
            && copy.instruction < invocation.instruction
            && matches!(copy.from, CopyFrom::Context)
    };
    let copies = input.model.copies.iter().filter(earlier);
    let mut sources = copies.flat_map(|copy| copy.sources.iter().map(move |source| (copy, source)));
    sources.find_map(|(copy, source)| {
        let SourceState::Context { path, node: Node::Folder } = &source.state else { return None };
        let is_member = || {
            let earlier = input.model.copies.iter().filter(|it| it.stage == copy.stage);
            let mut earlier = earlier.filter(|it| it.instruction < copy.instruction);
            earlier.any(|it| brings_manifest(it, ecosystem, |folder| is_below(path, folder)))
        };
        if manifests::stands_in(context, path, ecosystem) && !is_member() {
            return Some((copy, source, path.clone()));
        }
        // A folder of sources beside the manifest, copied first: what follows is run again with it.
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let plain = SOURCE_FOLDERS.contains(&name) && !installs::compiles(invocation);
        (plain && manifests::stands_in(context, above, ecosystem)).then(|| (copy, source, above.to_owned()))
    })
}

/// Whether the manifests were copied before `sources` and something that may install from them ran between.
fn prepared(input: &Input, sources: &Copy, ecosystem: &Ecosystem) -> bool {
    let copies = input.model.copies.iter().filter(|it| it.stage == sources.stage);
    let mut earlier =
        copies.filter(|it| it.instruction < sources.instruction && brings_manifest(it, ecosystem, |_| true));
    let Some(first) = earlier.next() else { return false };
    let between = first.instruction..sources.instruction;
    let mut ran =
        input.model.invocations.iter().filter(|it| it.stage == sources.stage && between.contains(&it.instruction));
    ran.any(installs::may_install)
}

/// Whether `copy` takes a manifest by itself from a folder that `wanted` accepts.
fn brings_manifest(copy: &Copy, ecosystem: &Ecosystem, wanted: impl Fn(&str) -> bool) -> bool {
    let is_manifest = |path: &String| {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        ecosystem.manifests.contains(&name) && wanted(folder)
    };
    copy.sources.iter().any(|source| match &source.state {
        SourceState::Context { path, .. } => is_manifest(path),
        SourceState::Glob { matches, .. } => matches.iter().any(is_manifest),
        _ => false,
    })
}

/// Whether `path` is a folder somewhere below `folder`: a part of the project that has its manifest there.
fn is_below(path: &str, folder: &str) -> bool {
    match folder {
        "" => !path.is_empty(),
        _ => path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')),
    }
}
