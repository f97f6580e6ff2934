//! All sources are copied before the dependencies are installed: every commit installs them again.
//!
//! Silent where the step has a cache mount, where an earlier step of the stage installed the same
//! dependencies from their manifests alone, where the project has no dependencies or vendors them, and where
//! the manifest itself needs sources (workspaces, local replacements).

use super::installs::{self, Ecosystem, Install};
use crate::context::{Context, Node};
use crate::model::copy::{Copy, CopyFrom, Source, SourceState};
use crate::model::run::Invocation;
use crate::model::stage::Stage;
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::syntax::ast::{Instruction, Kind};

pub(super) const RULE: Rule = Rule { id: "dependencies-after-sources", check };

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
        let Some((source, folder)) = sources_before(input, invocation, ecosystem) else { continue };
        if !needs_sources(model.context.as_ref(), ecosystem, &folder) {
            findings.push(finding(input, source, invocation, ecosystem));
        }
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
) -> Option<(&'a Source, String)> {
    let context = input.model.context.as_ref()?;
    let earlier = |copy: &&Copy| {
        copy.stage == invocation.stage
            && copy.instruction < invocation.instruction
            && matches!(copy.from, CopyFrom::Context)
    };
    let mut sources = input.model.copies.iter().filter(earlier).flat_map(|copy| &copy.sources);
    sources.find_map(|source| {
        let SourceState::Context { path, node: Node::Folder } = &source.state else { return None };
        holds_manifest(context, path, ecosystem).then(|| (source, path.clone()))
    })
}

fn holds_manifest(context: &Context, folder: &str, ecosystem: &Ecosystem) -> bool {
    if ecosystem.manifests.is_empty() {
        let is_project =
            |name: &str| [".csproj", ".fsproj", ".vbproj", ".sln", ".slnx"].iter().any(|it| name.ends_with(it));
        let children = context.children(folder);
        return children.iter().any(|(name, node)| matches!(node, Node::File { .. }) && is_project(name));
    }
    ecosystem.manifests.iter().any(|name| matches!(context.node(&below(folder, name)), Node::File { .. }))
}

fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// Whether installing needs more than the manifests: workspaces, local paths; or nothing is to be installed.
fn needs_sources(context: Option<&Context>, ecosystem: &Ecosystem, folder: &str) -> bool {
    let Some(context) = context else { return true };
    let text = |name: &str| {
        let source = context.read(&below(folder, name));
        source.map(|source| source.text().to_owned()).unwrap_or_default()
    };
    let there = |name: &str| !matches!(context.node(&below(folder, name)), Node::Missing);
    match ecosystem.manifests.first().copied().unwrap_or_default() {
        "go.mod" => {
            let module = text("go.mod");
            let local = module.contains("=> ./") || module.contains("=> ../");
            !module.contains("require") || there("vendor/modules.txt") || local
        }
        "package.json" => {
            let manifest = text("package.json");
            let none = !manifest.contains("ependencies\"");
            none || manifest.contains("\"workspaces\"") || there("pnpm-workspace.yaml") || manifest.contains("\"file:")
        }
        "requirements.txt" => {
            let local = |line: &str| line.starts_with("-e") || line.starts_with('.') || line.starts_with("file:");
            text("requirements.txt").lines().any(local)
        }
        "Cargo.toml" => {
            let manifest = text("Cargo.toml");
            manifest.contains("[workspace]") || manifest.contains("path =") || !manifest.contains("dependencies")
        }
        "pom.xml" => text("pom.xml").contains("<modules>"),
        "build.gradle" => {
            text("settings.gradle").contains("include") || text("settings.gradle.kts").contains("include")
        }
        "Gemfile" => text("Gemfile").contains("path:") || text("Gemfile").contains("gemspec"),
        _ => false,
    }
}

fn finding(input: &Input, source: &Source, invocation: &Invocation, ecosystem: &Ecosystem) -> Finding {
    let message = "all sources are copied before the dependencies are installed: every change installs them again";
    let place = input.model.place(invocation.span);
    let finding = Finding::new(source.span, message).confidence(Confidence::Likely);
    let finding = finding.label(place, "this runs again whenever any copied file changes");
    finding.help(format!("above this line: {}", ecosystem.advice))
}
