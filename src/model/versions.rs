//! The versions of languages that the project asks for, held against those that its stages have.

use crate::evidence::Place;
use crate::evidence::versions::{self, Force, Requirement};
use crate::facts::commands::Arg;
use crate::facts::toolchain::{self, Language, Toolchain};
use crate::source::Span;
use crate::syntax::ast::Kind;
use crate::syntax::shell::Reach;

use super::Model;
use super::files::{Content, Look, StageId};
use super::path;
use super::run::Invocation;
use super::stage::Base;

/// Folders above the one that a command runs in, in which its manifest is looked for.
const MOST_ABOVE: usize = 6;

/// Tools that bring another version than the image's own.
const SWITCHERS: [&str; 13] =
    ["rustup", "nvm", "fnm", "n", "volta", "pyenv", "rbenv", "rvm", "asdf", "mise", "sdk", "gvm", "dotnet-install.sh"];

/// A command whose project asks for what its stage does not have.
pub struct Conflict {
    pub has: Toolchain,
    pub needs: Requirement,
    /// The command that works on the project.
    pub command: Span,
    /// The image of the FROM that brings the version.
    pub from: Span,
    /// The tools refuse to go on, and the command surely runs.
    pub refuses: bool,
    /// The image's version is later than all that the project names.
    pub is_later: bool,
}

impl Model {
    /// What a stage's base image carries, if nothing in the stage may change it.
    pub fn toolchain(&self, stage: StageId) -> Option<(Toolchain, Span)> {
        let root = self.chain(stage).last()?;
        let Base::Image { reference, .. } = &root.base else { return None };
        let carried = toolchain::of(reference)?;
        let stages: Vec<StageId> = self.chain(stage).map(|it| it.id).collect();
        let switches = |it: &Invocation| {
            stages.contains(&it.stage) && it.argv.iter().any(|word| SWITCHERS.contains(&path::file_name(text(word))))
        };
        if self.invocations.iter().any(switches) {
            return None;
        }
        match &self.instruction(root.from?).kind {
            Kind::From(from) => Some((carried, from.image.span)),
            _ => None,
        }
    }

    /// Projects that ask for another version than their stage has, one for each manifest and stage.
    pub fn version_conflicts(&self) -> Vec<Conflict> {
        let needed = self.needed();
        let mut conflicts: Vec<Conflict> = Vec::new();
        for invocation in self.invocations.iter().filter(|it| needed[it.stage]) {
            let Some(conflict) = self.conflict(invocation) else { continue };
            let is_same =
                |it: &Conflict| it.from == conflict.from && same_place(&it.needs.place, &conflict.needs.place);
            match conflicts.iter_mut().find(|it| is_same(it)) {
                // The command that refuses says more than one before it.
                Some(known) if conflict.refuses && !known.refuses => *known = conflict,
                Some(_) => (),
                None => conflicts.push(conflict),
            }
        }
        conflicts
    }

    fn conflict(&self, invocation: &Invocation) -> Option<Conflict> {
        let use_ = project_command(invocation)?;
        let (has, from) = self.toolchain(invocation.stage).filter(|(has, _)| has.language == use_.language)?;
        let needs = self.requirement(invocation, use_.language)?;
        if needs.range.may_hold(&has.version) || self.is_lenient(invocation, has.language) {
            return None;
        }
        let refuses = use_.refuses.unwrap_or(needs.force == Force::Refuses) && invocation.reach == Reach::Always;
        let is_later = needs.range.ends_before(&has.version);
        Some(Conflict { has, needs, command: invocation.span, from, refuses, is_later })
    }

    /// Whether the tool fetches the version that is asked for.
    fn is_lenient(&self, invocation: &Invocation, language: Language) -> bool {
        let state = self.stages[invocation.stage].before(invocation.instruction);
        let above = |name: &str| self.texts_above(invocation, name);
        match language {
            // The official images forbid to fetch another toolchain; the stage may allow it again.
            Language::Go => state.env_value("GOTOOLCHAIN").is_some_and(|it| it != "local"),
            Language::Rust => ["rust-toolchain", "rust-toolchain.toml"].iter().any(|name| !above(name).is_empty()),
            Language::Java => ["settings.gradle", "settings.gradle.kts"]
                .iter()
                .any(|name| above(name).iter().any(|text| text.contains("foojay"))),
            _ => false,
        }
    }

    /// The texts of the files of that name in the command's folder and those above.
    fn texts_above(&self, invocation: &Invocation, name: &str) -> Vec<String> {
        let changes = self.stages[invocation.stage].before(invocation.instruction).changes;
        let Some(folder) = working_folder(invocation) else { return Vec::new() };
        let text = |folder: &str| self.text_at(invocation.stage, changes, &path::child(folder, name));
        ancestors(&folder).filter_map(text).collect()
    }

    /// What the projects of a language ask for that the build's commands work on, each once.
    pub fn requirements(&self, language: Language) -> Vec<Requirement> {
        let needed = self.needed();
        let of = |it: &&Invocation| needed[it.stage] && project_command(it).is_some_and(|it| it.language == language);
        let mut all: Vec<Requirement> = Vec::new();
        for needs in self.invocations.iter().filter(of).filter_map(|it| self.requirement(it, language)) {
            if !all.iter().any(|it| same_place(&it.place, &needs.place)) {
                all.push(needs);
            }
        }
        all
    }

    /// What the manifest asks for that the command reads: the nearest in its folder and those above.
    fn requirement(&self, invocation: &Invocation, language: Language) -> Option<Requirement> {
        let folder = working_folder(invocation)?;
        for at in ancestors(&folder) {
            for name in versions::files(language) {
                if let Some(requirement) = self.manifest(invocation, at, name, language) {
                    return requirement;
                }
            }
        }
        None
    }

    /// `None`: there is no such file; `Some(None)`: it names no version, and hides those above.
    fn manifest(
        &self,
        invocation: &Invocation,
        folder: &str,
        name: &str,
        language: Language,
    ) -> Option<Option<Requirement>> {
        let changes = self.stages[invocation.stage].before(invocation.instruction).changes;
        let path = match name.strip_prefix('*') {
            None => path::child(folder, name),
            Some(end) => {
                let named = invocation.argv.iter().map(text).find(|word| word.ends_with(end));
                let single = || {
                    let listing = self.list(invocation.stage, changes, folder);
                    let mut names = listing.names.into_iter().filter(|it| it.ends_with(end));
                    names.next().filter(|_| names.next().is_none())
                };
                path::join(folder, &named.map(str::to_owned).or_else(single)?)
            }
        };
        let Look::Present(found) = self.look_at(invocation.stage, changes, &path) else { return None };
        let Content::Context(file) = &found.entry.content else { return None };
        let source = self.context.as_ref()?.read(file)?;
        Some(versions::requirement(language, &source))
    }
}

/// A folder and those above it, the nearest first.
fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |at| (*at != "/").then(|| path::parent(at))).take(MOST_ABOVE)
}

fn same_place(one: &Place, other: &Place) -> bool {
    one.span == other.span && one.source.path() == other.source.path()
}

/// A command that works on a project.
struct Use {
    language: Language,
    /// Whether it holds to the version; `None`: as firmly as the manifest's kind says.
    refuses: Option<bool>,
}

fn project_command(invocation: &Invocation) -> Option<Use> {
    let words: Vec<&str> = invocation.argv.iter().map(text).collect();
    let program = path::file_name(words.first()?);
    let verb = words[1..].iter().copied().find(|word| !word.starts_with('-')).unwrap_or_default();
    let has = |name: &str| words.iter().any(|word| word.starts_with(name));
    let of = |language, refuses| Some(Use { language, refuses });
    match (program, verb) {
        ("go", "build" | "install" | "test" | "run" | "vet" | "generate" | "mod" | "list") if !has("-modfile") => {
            of(Language::Go, None)
        }
        ("npm", "ci" | "i" | "install" | "run") if !has("-g") && !has("--global") => of(Language::Node, Some(false)),
        ("yarn" | "pnpm", "" | "i" | "install") => of(Language::Node, Some(program == "pnpm")),
        ("pip" | "pip3", "install") if has(".") => of(Language::Python, Some(true)),
        ("pip" | "pip3", "install") if has("-r") => of(Language::Python, Some(false)),
        ("poetry" | "pdm", "install") => of(Language::Python, Some(true)),
        ("bundle", "install") | ("bundler", "install") => of(Language::Ruby, Some(true)),
        ("cargo", "build" | "install" | "test" | "check" | "run") if !has("--ignore-rust-version") => {
            of(Language::Rust, Some(true))
        }
        ("composer", "install" | "update") if !has("--ignore-platform-req") => of(Language::Php, Some(true)),
        ("mvn" | "mvnw" | "gradle" | "gradlew", _) => of(Language::Java, None),
        ("dotnet", "build" | "publish" | "restore" | "test" | "run") => of(Language::DotNet, Some(true)),
        _ => None,
    }
}

/// Where the project of a command lies: its folder, or what a flag or argument names.
fn working_folder(invocation: &Invocation) -> Option<String> {
    const FLAGS: [&str; 7] = ["-C", "--prefix", "--cwd", "--dir", "--directory", "-p", "--project-dir"];
    let folder = invocation.folder.as_deref()?;
    let words: Vec<&str> = invocation.argv.iter().map(text).collect();
    for pair in words.windows(2) {
        if FLAGS.contains(&pair[0]) && !pair[1].is_empty() {
            return Some(path::join(folder, pair[1]));
        }
    }
    let project = words.iter().find(|word| word.ends_with("proj") && word.contains('/'));
    Some(project.map_or_else(|| folder.to_owned(), |it| path::parent(&path::join(folder, it)).to_owned()))
}

fn text(word: &Arg) -> &str {
    match word {
        Arg::Known(text) | Arg::Glob(text) => text,
        Arg::Unknown => "",
    }
}
