//! The lock file that an install reads, and whether its stage holds it.

use crate::context::Node;
use crate::context::dockerignore::gopath;
use crate::model::Model;
use crate::model::copy::{CopyFrom, Source, SourceState};
use crate::model::files::{Change, Content, EntryKind, Look, StageId, What};
use crate::model::path;
use crate::model::run::Invocation;
use crate::model::stage::Base;
use crate::syntax::ast::Kind;
use crate::syntax::shell::Reach;

use super::installs::{self, text};

/// An install, and its lock file.
struct Locked {
    manifest: &'static str,
    /// Any of them does.
    locks: &'static [&'static str],
    /// Without the file the command fails.
    needed: bool,
}

/// An install whose lock file is surely not in its stage.
pub struct Unlocked {
    /// The name of the file.
    pub lock: &'static str,
    pub needed: bool,
    /// The file, where it lies beside the manifest in the context, and whether it reaches the builder.
    pub in_context: Option<(String, Sent)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    Yes,
    /// The ignore file keeps it out.
    Ignored,
}

/// Whether the stage of `install` lacks its lock file; `None` where it has it, needs none, or that is not known.
///
/// The manifest must be known to come from the context, and nothing in the step before may have written the lock.
pub fn unlocked(model: &Model, install: &Invocation) -> Option<Unlocked> {
    let locked = locked(install)?;
    let folder = installs::folder(install)?;
    let stage = model.stages.get(install.stage)?;
    let Kind::Run(run) = &model.instruction(install.instruction).kind else { return None };
    let binds = run.mounts.iter().any(|mount| mount.kind() == "bind");
    if install.reach != Reach::Always || binds || is_written_before(model, install) {
        return None;
    }
    let changes = stage.before(install.instruction).changes;
    let look = |at: &str| model.look_at(install.stage, changes, at);
    let Look::Present(manifest) = look(&path::child(&folder, locked.manifest)) else { return None };
    let Content::Context(name) = &manifest.entry.content else { return None };
    // A workspace has its lock file above.
    let above = std::iter::successors(Some(folder.as_str()), |it| (*it != "/").then(|| path::parent(it)));
    let mut places = above.flat_map(|folder| locked.locks.iter().map(move |lock| path::child(folder, lock)));
    if !places.all(|at| is_absent(model, install.stage, changes, &at)) {
        return None;
    }
    let context = model.context.as_ref()?;
    let beside = |lock: &'static str| {
        let name = name.rsplit_once('/').map_or_else(|| lock.to_owned(), |(folder, _)| format!("{folder}/{lock}"));
        matches!(context.node(&name), Node::File { .. }).then_some((lock, name))
    };
    let found = locked.locks.iter().copied().find_map(beside);
    let lock = found.as_ref().map_or(locked.locks[0], |(lock, _)| lock);
    let in_context = found.map(|(_, path)| {
        let sent = if context.is_ignored(&path) { Sent::Ignored } else { Sent::Yes };
        (path, sent)
    });
    Some(Unlocked { lock, needed: locked.needed, in_context })
}

/// Whether nothing can be at the path: that a pattern of a COPY may match more does not count, where it cannot match
/// this name.
fn is_absent(model: &Model, stage: StageId, changes: usize, at: &str) -> bool {
    match model.look_at(stage, changes, at) {
        Look::Absent => return true,
        Look::Present(_) => return false,
        Look::Unknown(_) => (),
    }
    let mut logs = model.chain(stage).enumerate().flat_map(|(depth, stage)| {
        let made = if depth == 0 { changes } else { stage.changes.len() };
        stage.changes.iter().take(made)
    });
    let is_known = match model.chain(stage).last().map(|stage| &stage.base) {
        Some(Base::Image { facts: Some(facts), .. }) => !facts.has_onbuild,
        Some(Base::Scratch) => true,
        _ => false,
    };
    is_known && logs.all(|change| is_harmless(model, change, at))
}

fn is_harmless(model: &Model, change: &Change, at: &str) -> bool {
    let at_or_below = |it: &str| path::below(it, at).is_some();
    let overlaps = |it: &str| at_or_below(it) || path::below(at, it).is_some();
    match &change.what {
        What::Add { path: it, entry } => !at_or_below(it) && (entry.kind == EntryKind::Folder || !overlaps(it)),
        What::Open { path: it, .. } | What::Tree { path: it, .. } => {
            !overlaps(it) || brings_others(model, change.instruction, path::file_name(at))
        }
        What::Packages(_) => ["/usr", "/etc", "/var", "/opt"].iter().all(|it| !overlaps(it)),
        _ => true,
    }
}

/// Whether the instruction is a COPY of files and patterns, none of which can be called `name`.
fn brings_others(model: &Model, instruction: usize, name: &str) -> bool {
    let Some(copy) = model.copy_at(instruction) else { return false };
    let is_other = |source: &Source| match &source.state {
        SourceState::Context { path, node: Node::File { .. } } => path::file_name(path) != name,
        SourceState::Glob { pattern, matches, .. } => {
            let last = path::file_name(pattern);
            let is_file = |path: &String| {
                model.context.as_ref().is_some_and(|context| matches!(context.node(path), Node::File { .. }))
            };
            gopath::matches(last, name) == Ok(false) && matches.iter().all(is_file)
        }
        SourceState::Ignored { .. } => true,
        _ => false,
    };
    matches!(copy.from, CopyFrom::Context) && copy.sources.iter().all(is_other)
}

/// Whether a command before the install, in its step, may have written the lock file.
fn is_written_before(model: &Model, install: &Invocation) -> bool {
    const HARMLESS: [&str; 14] = [
        "cd", "set", "echo", "export", "mkdir", "corepack", "apk", "apt-get", "apt", "rm", "chown", "true", "ls",
        "chmod",
    ];
    let same = model.invocations_of(install.instruction).iter();
    let mut before = same.take_while(|it| it.span != install.span);
    before.any(|it| {
        let sets = it.argv.get(1).map(text) == Some("config") || it.argv.iter().any(|it| text(it) == "-g");
        !HARMLESS.contains(&installs::program(it)) && !sets
    })
}

fn locked(install: &Invocation) -> Option<Locked> {
    let words: Vec<&str> = install.argv.iter().map(text).collect();
    let flag = |name: &str| words.contains(&name);
    let verb = words.get(1).copied().unwrap_or_default();
    let is_install = installs::install(install).is_some_and(|it| it != installs::Install::System);
    // To go without is what such a flag says.
    let is_told = flag("--no-package-lock") || flag("--no-lockfile") || flag("--package-lock=false");
    if !is_install || is_told {
        return None;
    }
    let of = |manifest, locks, needed| Some(Locked { manifest, locks, needed });
    match (installs::program(install), verb) {
        ("npm", "ci" | "clean-install") => of("package.json", &["package-lock.json", "npm-shrinkwrap.json"], true),
        ("npm", _) => of("package.json", &["package-lock.json", "npm-shrinkwrap.json"], false),
        ("pnpm", "i" | "install") => of("package.json", &["pnpm-lock.yaml"], flag("--frozen-lockfile")),
        ("yarn", _) => of("package.json", &["yarn.lock"], flag("--immutable")),
        ("bun", _) => of("package.json", &["bun.lock", "bun.lockb"], false),
        ("uv", "sync") => of("pyproject.toml", &["uv.lock"], flag("--frozen") || flag("--locked")),
        ("poetry", "install") => of("pyproject.toml", &["poetry.lock"], false),
        ("pipenv", "sync") => of("Pipfile", &["Pipfile.lock"], true),
        ("pipenv", "install") => of("Pipfile", &["Pipfile.lock"], flag("--deploy")),
        ("bundle", "install") => of("Gemfile", &["Gemfile.lock"], false),
        ("composer", "install") => of("composer.json", &["composer.lock"], false),
        ("cargo", "build" | "fetch") => of("Cargo.toml", &["Cargo.lock"], flag("--locked") || flag("--frozen")),
        _ => None,
    }
}
