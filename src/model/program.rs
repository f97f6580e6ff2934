//! From the start command back to the sources of the program that it runs.

use crate::context::{Context, path as context_path};
use crate::evidence::program::{Language, Program, cargo};

use super::Model;
use super::files::{Content, Found, Look, StageId};
use super::launched::Launched;
use super::path;
use super::start::{Needed, Start};

impl Model {
    /// The programs of this project that `stage` starts, the main one last.
    pub fn programs(&self, stage: StageId, start: &Start) -> Vec<Program> {
        self.programs_of(stage, &self.launched(stage, start))
    }

    /// The programs of this project that the lines start, the main one last.
    pub(super) fn programs_of(&self, stage: StageId, lines: &[Launched]) -> Vec<Program> {
        let mut programs: Vec<Program> = Vec::new();
        for line in lines {
            programs.extend(line.needed.iter().filter_map(|needed| self.program(stage, needed)));
            programs.extend(self.named_program(stage, line));
        }
        if programs.is_empty() {
            let last = lines.last().and_then(|line| line.needed.last());
            programs.extend(self.built_somewhere(stage, last));
        }
        let mut distinct = Vec::new();
        for program in programs {
            if !distinct.contains(&program) {
                distinct.push(program);
            }
        }
        distinct
    }

    fn program(&self, stage: StageId, needed: &Needed) -> Option<Program> {
        // What is started from a wrong path is still the program that the image is made for.
        let meant = || self.twin(stage, needed.tried.first()?).map(|twin| self.look(stage, &twin.path));
        let look = if needed.look.is_present() { Some(needed.look.clone()) } else { meant() };
        let look = look?;
        let found = look.found()?;
        match &found.entry.content {
            Content::Program(compiled) => {
                let origin = found.trail.last()?;
                let folder = compiled.folder.as_deref()?;
                match compiled.language {
                    "go" => self.go_program(origin.stage, folder, compiled.package.as_deref()),
                    "rust" => {
                        let (root, _) = self.root_above(origin.stage, folder, "Cargo.toml")?;
                        let name = compiled.package.clone().unwrap_or_else(|| path::file_name(&found.path).to_owned());
                        let package = cargo::find(self.context.as_ref()?, &root, &name);
                        let entry = package.map(|it| it.entry);
                        Some(Program { language: Language::Rust, root, entry })
                    }
                    _ => None,
                }
            }
            Content::Context(file) => {
                let language = language_of(file, needed.interpreter.as_deref())?;
                let root = self.project_root(file, manifests(language));
                Some(Program { language, root, entry: Some(file.clone()) })
            }
            Content::Unknown => self.unread_program(found, needed.interpreter.as_deref()),
            Content::Text(_) => None,
        }
    }

    /// The program of Go that `package`, as the command names it, makes in `folder` of a stage.
    fn go_program(&self, stage: StageId, folder: &str, package: Option<&str>) -> Option<Program> {
        let Some((root, at)) = self.root_above(stage, folder, "go.mod") else {
            // Without a module: files that are named, all in one folder.
            let file = package.filter(|it| it.ends_with(".go"))?;
            let file = self.context_file(stage, &path::join(folder, file))?;
            return Some(Program {
                language: Language::Go,
                root: context_path::parent(&file).to_owned(),
                entry: Some(file),
            });
        };
        let inner = path::below(folder, &at).unwrap_or_default();
        let package = package.map(|package| path::join(&format!("/{inner}"), package));
        let entry = package.map(|package| context_path::join(&root, package.trim_start_matches('/')));
        Some(Program { language: Language::Go, root, entry })
    }

    /// What a file is of which the log knows no more than that a build may have made it there.
    fn unread_program(&self, found: &Found, interpreter: Option<&str>) -> Option<Program> {
        let (stage, at) = self.made_as(found)?;
        let name = path::file_name(&at);
        if interpreter == Some("java") || name.ends_with(".jar") {
            let folder =
                ["/target/", "/build/libs/"].iter().find_map(|it| at.split_once(it)).map(|(folder, _)| folder)?;
            let names = ["pom.xml", "build.gradle", "build.gradle.kts"];
            let (root, _) = names.iter().find_map(|name| self.root_above(stage, folder, name))?;
            return Some(Program { language: Language::Jvm, root, entry: None });
        }
        if let Some(program) = self.cargo_program(stage, name) {
            return Some(Program { language: Language::Rust, root: program.root, entry: Some(program.entry) });
        }
        None
    }

    /// The nearest folder at or above `folder` of a stage whose `manifest` came from the context:
    /// as a context path, and as a path of the stage.
    pub(super) fn root_above(&self, stage: StageId, folder: &str, manifest: &str) -> Option<(String, String)> {
        let mut at = folder;
        loop {
            if let Look::Present(found) = self.look(stage, &path::child(at, manifest))
                && let Content::Context(name) = &found.entry.content
            {
                return Some((context_path::parent(name).to_owned(), at.to_owned()));
            }
            if at == "/" {
                return None;
            }
            at = path::parent(at);
        }
    }

    /// The nearest folder of the context, at or above the file's, that holds one of `manifests`.
    pub(super) fn project_root(&self, file: &str, manifests: &[&str]) -> String {
        let Some(context) = &self.context else { return String::new() };
        let mut folder = context_path::parent(file);
        loop {
            let holds = |name: &&str| context.node(&context_path::join(folder, name)) != crate::context::Node::Missing;
            if manifests.iter().any(holds) {
                return folder.to_owned();
            }
            if folder.is_empty() {
                return context_path::parent(file).to_owned();
            }
            folder = context_path::parent(folder);
        }
    }

    /// The context file that stands at a path of a stage.
    pub(super) fn context_file(&self, stage: StageId, at: &str) -> Option<String> {
        let Look::Present(found) = self.look(stage, at) else { return None };
        match found.entry.content {
            Content::Context(name) => Some(name),
            _ => None,
        }
    }

    /// What a build made in a way that is not read (`make`, `mvn package`): the project whose manifest stands
    /// in the working directory of a stage that `stage` copies from, the last copied first.
    fn built_somewhere(&self, stage: StageId, started: Option<&Needed>) -> Option<Program> {
        let sources = self.copies_in(stage).iter().rev().filter_map(|copy| match copy.from {
            super::copy::CopyFrom::Stage(other) => Some(other),
            _ => None,
        });
        let mut program = sources.chain([stage]).find_map(|origin| self.project_in(origin))?;
        if program.language == Language::Go {
            let name = started.map(|it| path::file_name(&it.name)).unwrap_or_default();
            program.entry = go_entry(self.context.as_ref()?, &program.root, name);
        }
        Some(program)
    }

    /// The folder that a stage, or one that it is built from, copies from the context and that holds one of the
    /// manifests.
    pub(super) fn copied_project(&self, stage: StageId, manifests: &[&str]) -> Option<String> {
        let context = self.context.as_ref()?;
        let stages: Vec<StageId> = self.chain(stage).map(|it| it.id).collect();
        let sources = self.copies.iter().filter(|copy| stages.contains(&copy.stage)).flat_map(|copy| &copy.sources);
        let mut folders = sources.filter_map(|source| match &source.state {
            super::copy::SourceState::Context { path, node: crate::context::Node::Folder } => Some(path),
            _ => None,
        });
        let holds =
            |folder: &&String| manifests.iter().any(|name| context.read(&context_path::join(folder, name)).is_some());
        folders.find(holds).cloned()
    }

    fn project_in(&self, stage: StageId) -> Option<Program> {
        let kinds = [
            (Language::Go, "go.mod"),
            (Language::Rust, "Cargo.toml"),
            (Language::Jvm, "pom.xml"),
            (Language::Jvm, "build.gradle"),
            (Language::Jvm, "build.gradle.kts"),
            (Language::Php, "composer.json"),
        ];
        let folder = self.stages.get(stage)?.end().folder();
        let here = kinds.iter().find_map(|(language, manifest)| {
            let file = self.context_file(stage, &path::child(folder?, manifest))?;
            Some((*language, context_path::parent(&file).to_owned()))
        });
        let copied = || {
            kinds.iter().find_map(|(language, manifest)| Some((*language, self.copied_project(stage, &[manifest])?)))
        };
        let (language, root) = here.or_else(copied)?;
        Some(Program { language, root, entry: None })
    }
}

/// The folder of the main package that the program `name` is made from: `cmd/name`, else the only one there is.
fn go_entry(context: &Context, root: &str, name: &str) -> Option<String> {
    let is_main = |folder: &String| {
        let listing = context.listing(folder);
        let files = listing.iter().flat_map(|it| it.keys());
        let mut files = files.filter(|name| name.ends_with(".go") && !name.ends_with("_test.go")).take(40);
        files.any(|name| {
            let source = context.read(&context_path::join(folder, name));
            source.is_some_and(|it| it.text().lines().any(|line| line.trim_end() == "package main"))
        })
    };
    let own = context_path::join(root, &format!("cmd/{name}"));
    if !name.is_empty() && is_main(&own) {
        return Some(own);
    }
    let commands = context.glob(&context_path::join(root, "cmd/*"));
    let mut all = std::iter::once(root.to_owned()).chain(commands.into_iter().take(40)).filter(is_main);
    match (all.next(), all.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

pub(super) fn language_of(file: &str, interpreter: Option<&str>) -> Option<Language> {
    let ending = path::file_name(file).rsplit_once('.').map_or("", |(_, ending)| ending);
    match (ending, interpreter) {
        ("js" | "mjs" | "cjs" | "ts", _) | (_, Some("node" | "nodejs" | "bun")) => Some(Language::JavaScript),
        ("py", _) => Some(Language::Python),
        ("rb", _) => Some(Language::Ruby),
        ("php", _) => Some(Language::Php),
        _ => None,
    }
}

pub(super) fn manifests(language: Language) -> &'static [&'static str] {
    match language {
        Language::JavaScript => &["package.json"],
        Language::Python => &["pyproject.toml", "setup.py", "requirements.txt", "Pipfile"],
        Language::Ruby => &["Gemfile"],
        Language::Php => &["composer.json"],
        Language::Go => &["go.mod"],
        Language::Rust => &["Cargo.toml"],
        Language::Jvm => &["pom.xml", "build.gradle", "build.gradle.kts"],
        Language::DotNet => &[],
    }
}
