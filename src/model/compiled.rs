//! Programs that a build compiles: what is known of a file that is one, also where the build is not followed.
//!
//! `cargo build` of a workspace, through a cache mount or a script, leaves a file of which the log knows no more
//! than that it may be there. Its name is that of a program of the project, and that tells what it is.

use crate::evidence::program::cargo::{self, CargoProgram};
use crate::facts::commands::Arg;

use super::Model;
use super::copy::{CopyFrom, SourceState};
use super::files::{Content, Found, StageId};
use super::path;
use super::run::Invocation;

/// A program and the step that makes it.
#[derive(Clone, Debug)]
pub struct Built {
    /// `go`, `rust`, `c`, `dotnet`.
    pub language: &'static str,
    /// Whether it needs a dynamic linker; `None` where that is not known.
    pub dynamic: Option<bool>,
    /// Where it is made: the stage and the instruction.
    pub stage: StageId,
    pub instruction: usize,
}

impl Model {
    /// The program that `found` is; `None` where it is none, or that is not known.
    pub fn built(&self, found: &Found) -> Option<Built> {
        let last = found.trail.last()?;
        match &found.entry.content {
            Content::Program(it) if it.language == "rust" && self.says(last.stage, &STATIC[..1]) => None,
            Content::Program(it) => Some(Built {
                language: it.language,
                dynamic: it.dynamic,
                stage: last.stage,
                instruction: last.instruction,
            }),
            Content::Unknown => {
                let (stage, at) = self.made_as(found)?;
                self.cargo_program(stage, path::file_name(&at))?;
                // Programs for another target than the compiler's own get a folder of its name.
                let own_target = at.contains("/target/release/") || at.contains("/target/debug/");
                let words = if own_target { &STATIC[..1] } else { &STATIC };
                let build = self.cargo_builds(stage).last().filter(|_| !self.says(stage, words))?;
                Some(Built { language: "rust", dynamic: None, stage: build.stage, instruction: build.instruction })
            }
            Content::Context(_) | Content::Text(_) => None,
        }
    }

    /// The stage that a file of unknown content was copied from, and its path there.
    pub(super) fn made_as(&self, found: &Found) -> Option<(StageId, String)> {
        let last = found.trail.last()?;
        let Some(copy) = self.copy_at(last.instruction) else {
            return Some((last.stage, found.path.clone()));
        };
        let CopyFrom::Stage(stage) = copy.from else { return None };
        let single = match copy.sources.as_slice() {
            [source] => match &source.state {
                SourceState::Stage { path, .. } if copy.destination.path.as_deref() == Some(last.path.as_str()) => {
                    Some(path.clone())
                }
                _ => None,
            },
            _ => None,
        };
        Some((stage, single.unwrap_or_else(|| found.path.clone())))
    }

    /// The steps of a stage, and of those it is built from, that run `cargo build` or `cargo install`.
    fn cargo_builds(&self, stage: StageId) -> impl Iterator<Item = &Invocation> {
        let stages: Vec<StageId> = self.chain(stage).map(|it| it.id).collect();
        self.invocations.iter().filter(move |it| stages.contains(&it.stage) && is_cargo_build(&it.argv))
    }

    /// The program `name` of the cargo project that `stage` builds.
    pub fn cargo_program(&self, stage: StageId, name: &str) -> Option<CargoProgram> {
        let build = self.cargo_builds(stage).last()?;
        let folder = build.folder.as_deref().or_else(|| self.stages.get(stage)?.end().folder());
        let above = folder.and_then(|folder| self.root_above(stage, folder, "Cargo.toml")).map(|(root, _)| root);
        let root = above.or_else(|| self.copied_project(stage, &["Cargo.toml"]))?;
        cargo::find(self.context.as_ref()?, &root, name)
    }

    /// Whether anything in the build of a stage holds one of `words`.
    fn says(&self, stage: StageId, words: &[&str]) -> bool {
        let says = |text: &str| words.iter().any(|word| text.contains(word));
        let stages: Vec<StageId> = self.chain(stage).map(|it| it.id).collect();
        let argv = self.invocations.iter().filter(|it| stages.contains(&it.stage)).flat_map(|it| &it.argv);
        if argv.filter_map(|it| if let Arg::Known(text) = it { Some(text) } else { None }).any(|it| says(it)) {
            return true;
        }
        let Some(state) = self.stages.get(stage).map(super::stage::Stage::end) else { return true };
        // A variable of unknown value may say anything.
        let unclear = |name: &str| state.variable(name).is_some_and(|it| it.value.known().is_none_or(says));
        if ["RUSTFLAGS", "CARGO_BUILD_TARGET", "CARGO_BUILD_RUSTFLAGS", "TARGET"].into_iter().any(unclear) {
            return true;
        }
        let files = [".cargo/config.toml", ".cargo/config"];
        let roots = self.cargo_builds(stage).filter_map(|it| it.folder.as_deref()).flat_map(path::prefixes);
        let changes = self.stages[stage].changes.len();
        let folders: Vec<&str> = roots.collect();
        folders.iter().any(|folder| {
            let texts = files.iter().filter_map(|file| self.text_at(stage, changes, &path::child(folder, file)));
            texts.into_iter().any(|text| says(&text))
        })
    }
}

/// What speaks of static linking, and then of other targets than the compiler's own.
const STATIC: [&str; 3] = ["crt-static", "musl", "zigbuild"];

fn is_cargo_build(argv: &[Arg]) -> bool {
    let word = |at: usize| match argv.get(at) {
        Some(Arg::Known(text)) => text.as_str(),
        _ => "",
    };
    let skip = usize::from(word(1).starts_with('+'));
    matches!(path::file_name(word(0)), "cargo" | "xx-cargo")
        && matches!(word(1 + skip), "build" | "b" | "install" | "rustc")
}
