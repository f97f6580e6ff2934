//! Installs that stand below the COPY of all sources, though they need the manifests alone.
//!
//! Left out are installs whose dependencies an earlier step of the stage installed from their manifests alone
//! (or ran something that may have: `make deps`), projects without dependencies or with vendored ones, and
//! manifests that need sources themselves (workspaces, local replacements), unless they are copied once more.

use crate::context::{Context, Node};
use crate::model::Model;
use crate::model::copy::{Copy, CopyFrom, Source, SourceState};
use crate::model::path;
use crate::model::run::Invocation;
use crate::model::stage::Base;
use crate::syntax::ast::{Instruction, Kind};

use super::ecosystems::{Advice, Ecosystem};
use super::installs::{self, Install};
use super::keys::Selection;
use super::manifests;

/// Folders that hold sources and nothing that an install reads.
const SOURCE_FOLDERS: [&str; 8] = ["src", "app", "cmd", "internal", "pkg", "public", "static", "templates"];

/// An install that could stand above the sources.
pub struct Late<'a> {
    /// What takes the sources, and the source of it that does.
    pub copy: &'a Copy,
    pub source: &'a Source,
    pub install: &'a Invocation,
    pub ecosystem: &'static Ecosystem,
    /// What the install reads: files and folders of the context.
    pub files: Vec<String>,
    /// What to write.
    pub advice: String,
    pub moves: Moves,
    /// The folder of the context that holds the manifests.
    pub folder: String,
    pub reads: Reads,
}

/// What the install needs from the context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    Manifests,
    /// The manifests, which the instruction copies once more below the sources.
    Again(usize),
    /// Nothing: another stage hands a recipe on.
    Recipe,
}

/// What of a step can stand above the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moves {
    Whole,
    /// The step builds too: a step of its own must fetch the dependencies first.
    Download,
}

impl Late<'_> {
    /// Whether a change of `path`, of the context, runs the install again in the better order.
    pub fn reads(&self, path: &str) -> bool {
        // Advice in words speaks of all projects that belong together.
        let anywhere = matches!(self.ecosystem.advice, Advice::Words(_));
        let name = path.rsplit('/').next().unwrap_or_default();
        anywhere && self.ecosystem.reads(name) || self.files.iter().any(|file| Selection::of_path(file).takes(path))
    }
}

fn moves(model: &Model, install: &Invocation) -> Moves {
    let mut others = model.invocations_of(install.instruction).iter();
    if others.any(|it| installs::builds(it) && !installs::is_cook(it)) { Moves::Download } else { Moves::Whole }
}

/// Every such install of the stages that are built, in the order of the file.
pub fn late(model: &Model) -> Vec<Late<'_>> {
    let Some(context) = &model.context else { return Vec::new() };
    let needed = model.needed();
    let mut late = Vec::new();
    // What each stage, and those that it is built from, have installed at its end.
    let mut installed: Vec<Vec<&Ecosystem>> = Vec::new();
    for stage in &model.stages {
        let mut done = match stage.base {
            Base::Stage(parent) => installed.get(parent).cloned().unwrap_or_default(),
            _ => Vec::new(),
        };
        for install in model.invocations_in(stage.id) {
            let Some(Install::Project(ecosystem)) = installs::install(install) else { continue };
            if done.contains(&ecosystem) {
                continue;
            }
            done.push(ecosystem);
            // A compiler finds in the mounted cache what it needs; an install into the image starts anew.
            let is_kept = has_cache_mount(model.instruction(install.instruction)) && installs::compiles(install);
            if needed[stage.id] && !is_kept {
                late.extend(judge(model, context, install, ecosystem));
            }
        }
        installed.push(done);
    }
    late
}

fn judge<'a>(
    model: &'a Model,
    context: &Context,
    install: &'a Invocation,
    ecosystem: &'static Ecosystem,
) -> Option<Late<'a>> {
    let (copy, source, folder) = sources_before(model, context, install, ecosystem)?;
    let command = model.source.slice(install.span);
    if installs::is_cook(install) {
        let recipe = model.copies_in(install.stage).iter().any(|it| matches!(it.from, CopyFrom::Stage(_)));
        let advice = "move this line below `cargo chef cook`, which needs the recipe alone".to_owned();
        return recipe.then_some(Late {
            copy,
            source,
            install,
            ecosystem,
            files: Vec::new(),
            advice,
            moves: Moves::Whole,
            folder,
            reads: Reads::Recipe,
        });
    }
    let again = copied_again(model, copy, install, ecosystem);
    if let Some(again) = again.filter(|_| !installs::compiles(install)) {
        let advice = "move this line below the install: its manifests are copied by themselves".to_owned();
        let moves = moves(model, install);
        let reads = Reads::Again(again.instruction);
        return Some(Late { copy, source, install, ecosystem, files: taken(again), advice, moves, folder, reads });
    }
    if manifests::needs_sources(context, ecosystem, &folder) || prepared(model, copy, ecosystem) {
        return None;
    }
    let mut files = manifests::files(context, ecosystem, &folder, command);
    let named = installs::named_manifests(install);
    if !named.is_empty() {
        let named = named.iter().map(|it| manifests::below(&folder, it.trim_start_matches("./")));
        files = named.filter(|it| matches!(context.node(it), Node::File { .. }) && !context.is_ignored(it)).collect();
    }
    let advice = manifests::advice(context, ecosystem, &folder, &files, command);
    let moves = moves(model, install);
    Some(Late { copy, source, install, ecosystem, files, advice, moves, folder, reads: Reads::Manifests })
}

fn has_cache_mount(instruction: &Instruction) -> bool {
    matches!(&instruction.kind, Kind::Run(run) if run.mounts.iter().any(|mount| mount.kind() == "cache"))
}

/// The COPY before `install`, in its stage, of a folder that holds the manifest and the sources beside it; and the
/// folder of the context that the manifest lies in.
fn sources_before<'a>(
    model: &'a Model,
    context: &Context,
    install: &Invocation,
    ecosystem: &Ecosystem,
) -> Option<(&'a Copy, &'a Source, String)> {
    let earlier = |copy: &&Copy| {
        copy.stage == install.stage
            && copy.instruction < install.instruction
            && matches!(copy.from, CopyFrom::Context)
            && copy.exclude.is_empty()
    };
    let copies = model.copies.iter().filter(earlier);
    let mut sources = copies.flat_map(|copy| copy.sources.iter().map(move |source| (copy, source)));
    sources.find_map(|(copy, source)| {
        let SourceState::Context { path, node: Node::Folder } = &source.state else { return None };
        let is_member = || {
            let earlier = model.copies_in(copy.stage).iter();
            let mut earlier = earlier.filter(|it| it.instruction < copy.instruction);
            earlier.any(|it| brings_manifest(it, ecosystem, |folder| is_below(path, folder)))
        };
        if installs::is_cook(install) && path.is_empty() {
            return Some((copy, source, path.clone()));
        }
        let folder = project_folder(copy, path, install);
        let folder = folder.and_then(|folder| manifest_above(context, path, &folder, install, ecosystem));
        if let Some(folder) = folder.filter(|_| !is_member()) {
            return Some((copy, source, folder));
        }
        // A folder of sources beside the manifest, copied first: what follows is run again with it.
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let plain = SOURCE_FOLDERS.contains(&name) && !installs::compiles(install);
        (plain && manifests::stands_in(context, above, ecosystem)).then(|| (copy, source, above.to_owned()))
    })
}

/// `folder`, or the nearest one above it down to `top`, that holds what the install reads.
fn manifest_above(
    context: &Context,
    top: &str,
    folder: &str,
    install: &Invocation,
    ecosystem: &Ecosystem,
) -> Option<String> {
    let parent = |it: &String| match it.as_str() {
        it if it == top || it.is_empty() => None,
        it => Some(it.rsplit_once('/').map_or(String::new(), |(above, _)| above.to_owned())),
    };
    let mut folders = std::iter::successors(Some(folder.to_owned()), parent);
    folders.find(|it| has_manifest(context, it, install, ecosystem))
}

/// Whether `folder` of the context holds what the install reads.
fn has_manifest(context: &Context, folder: &str, install: &Invocation, ecosystem: &Ecosystem) -> bool {
    let named = installs::named_manifests(install);
    let is_file = |name: &String| {
        let path = manifests::below(folder, name.trim_start_matches("./"));
        matches!(context.node(&path), Node::File { .. })
    };
    if named.is_empty() { manifests::stands_in(context, folder, ecosystem) } else { named.iter().all(is_file) }
}

/// The folder of the context that the install works in, where `copy` brings `path` with all below it.
fn project_folder(copy: &Copy, path: &str, install: &Invocation) -> Option<String> {
    let (Some(destination), Some(folder)) = (&copy.destination.path, installs::folder(install)) else {
        return Some(path.to_owned());
    };
    let inside = path::below(&folder, destination)?;
    Some(if inside.is_empty() { path.to_owned() } else { manifests::below(path, inside) })
}

/// The COPY between the sources and the install that brings the manifests once more.
fn copied_again<'a>(model: &'a Model, sources: &Copy, install: &Invocation, ecosystem: &Ecosystem) -> Option<&'a Copy> {
    let copies = model.copies_in(sources.stage).iter();
    let mut between = copies.filter(|it| it.instruction > sources.instruction && it.instruction < install.instruction);
    between.find(|it| brings_manifest(it, ecosystem, |_| true))
}

fn taken(copy: &Copy) -> Vec<String> {
    let paths = copy.sources.iter().flat_map(|source| match &source.state {
        SourceState::Context { path, .. } => vec![path.clone()],
        SourceState::Glob { matches, .. } => matches.clone(),
        _ => Vec::new(),
    });
    paths.collect()
}

/// Whether the manifests were copied before `sources` and something that may install from them ran between.
fn prepared(model: &Model, sources: &Copy, ecosystem: &Ecosystem) -> bool {
    let copies = model.copies_in(sources.stage).iter();
    let mut earlier =
        copies.filter(|it| it.instruction < sources.instruction && brings_manifest(it, ecosystem, |_| true));
    let Some(first) = earlier.next() else { return false };
    let between = first.instruction..sources.instruction;
    let mut ran = model.invocations_in(sources.stage).iter().filter(|it| between.contains(&it.instruction));
    ran.any(installs::may_install)
}

/// Whether `copy` takes a manifest by itself from a folder that `wanted` accepts.
fn brings_manifest(copy: &Copy, ecosystem: &Ecosystem, wanted: impl Fn(&str) -> bool) -> bool {
    let is_manifest = |path: &String| {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        ecosystem.is_manifest(name) && wanted(folder)
    };
    matches!(copy.from, CopyFrom::Context) && taken(copy).iter().any(is_manifest)
}

/// Whether `path` is a folder somewhere below `folder`: a part of the project that has its manifest there.
fn is_below(path: &str, folder: &str) -> bool {
    match folder {
        "" => !path.is_empty(),
        _ => path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')),
    }
}
