//! From the start command back to the sources of the program that it runs.

use crate::context::path as context_path;
use crate::evidence::program::{Language, Program};
use crate::syntax::ast::Text;
use crate::syntax::shell::{self, Dialect};

use super::Model;
use super::files::{Content, Look, StageId};
use super::path;
use super::start::{Needed, Start, StartWord};

impl Model {
    /// The programs of this project that `stage` starts, the main one last.
    pub fn programs(&self, stage: StageId, start: &Start) -> Vec<Program> {
        let mut programs: Vec<Program> = start.needed.iter().filter_map(|needed| self.program(stage, needed)).collect();
        if let Some(program) = self.module_program(stage, &start.argv) {
            programs.push(program);
        }
        if programs.is_empty() {
            programs.extend(self.built_somewhere(stage));
        }
        programs.dedup();
        programs
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
                let (language, manifest) = match compiled.language {
                    "go" => (Language::Go, "go.mod"),
                    "rust" => (Language::Rust, "Cargo.toml"),
                    _ => return None,
                };
                let (root, depth) = self.root_above(origin.stage, folder, manifest)?;
                let inner = path::below(folder, &depth).unwrap_or_default();
                let package = compiled.package.as_deref().map(|package| path::join(&format!("/{inner}"), package));
                let entry = package.map(|package| context_path::join(&root, package.trim_start_matches('/')));
                Some(Program { language, root, entry })
            }
            Content::Context(file) => {
                let language = language_of(file, needed.interpreter.as_deref())?;
                let root = self.project_root(file, manifests(language));
                Some(Program { language, root, entry: Some(file.clone()) })
            }
            Content::Text(_) | Content::Unknown => None,
        }
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
    fn project_root(&self, file: &str, manifests: &[&str]) -> String {
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

    /// Programs that are named by module: `gunicorn app:app`, `python -m app`, `npm start`.
    fn module_program(&self, stage: StageId, argv: &[StartWord]) -> Option<Program> {
        let state = self.stages.get(stage)?.end();
        let folder = state.folder()?;
        let text: Vec<&str> = argv.iter().map(|word| word.text.as_deref().unwrap_or_default()).collect();
        let at = text.iter().position(|word| is_runner(path::file_name(word)))?;
        let rest = &text[at + 1..];
        let runner = path::file_name(text[at]);
        let (language, candidates) = match runner {
            "npm" | "yarn" | "pnpm" | "bun" => return self.package_script(stage, folder, rest),
            _ if runner.starts_with("python") => {
                let module =
                    rest.iter().position(|word| *word == "-m").and_then(|at| rest.get(at + 1))?.replace('.', "/");
                (Language::Python, vec![format!("{module}/__main__.py"), format!("{module}.py")])
            }
            _ => {
                let module =
                    rest.iter().find(|word| word.contains(':') && !word.contains('/') && !word.starts_with('-'));
                let module = module?.split(':').next()?.replace('.', "/");
                if module.is_empty() || module.bytes().all(|byte| byte.is_ascii_digit()) {
                    return None;
                }
                (Language::Python, vec![format!("{module}.py"), format!("{module}/__init__.py")])
            }
        };
        let file = candidates.iter().find_map(|name| self.context_file(stage, &path::join(folder, name)))?;
        let root = self.project_root(&file, manifests(language));
        Some(Program { language, root, entry: Some(file) })
    }

    /// The context file that stands at a path of a stage.
    fn context_file(&self, stage: StageId, at: &str) -> Option<String> {
        let Look::Present(found) = self.look(stage, at) else { return None };
        match found.entry.content {
            Content::Context(name) => Some(name),
            _ => None,
        }
    }

    /// What `npm start` and `npm run X` start, by the scripts of `package.json`.
    fn package_script(&self, stage: StageId, folder: &str, rest: &[&str]) -> Option<Program> {
        let manifest = path::child(folder, "package.json");
        let changes = self.stages[stage].changes.len();
        let text = self.text_at(stage, changes, &manifest)?;
        let json: serde_json::Value = serde_json::from_str(&text).ok()?;
        let name = rest.iter().find(|word| !word.starts_with('-') && !matches!(**word, "run" | "run-script"))?;
        let script = json.get("scripts")?.get(name)?.as_str()?;
        let script = shell::parse(Text { text: script.to_owned(), pieces: Vec::new() }, Dialect::Posix);
        let command = script.commands().last()?;
        let words: Vec<String> = command.words.iter().filter_map(|word| word.literal()).collect();
        let file = words.iter().skip(1).find(|word| !word.starts_with('-'))?;
        let names = [file.clone(), format!("{file}.js"), format!("{file}/index.js")];
        let root = self.context_file(stage, &manifest)?;
        let entry = names.iter().find_map(|name| self.context_file(stage, &path::join(folder, name)));
        Some(Program { language: Language::JavaScript, root: context_path::parent(&root).to_owned(), entry })
    }

    /// What a build made in a way that is not read (`make`, `mvn package`): the project whose manifest stands
    /// in the working directory of a stage that `stage` copies from, the last copied first.
    fn built_somewhere(&self, stage: StageId) -> Option<Program> {
        let sources = self.copies.iter().rev().filter(|copy| copy.stage == stage).filter_map(|copy| match copy.from {
            super::copy::CopyFrom::Stage(other) => Some(other),
            _ => None,
        });
        sources.chain([stage]).find_map(|origin| self.project_in(origin))
    }

    fn project_in(&self, stage: StageId) -> Option<Program> {
        let folder = self.stages.get(stage)?.end().folder()?;
        let kinds = [
            (Language::Go, "go.mod"),
            (Language::Rust, "Cargo.toml"),
            (Language::Jvm, "pom.xml"),
            (Language::Jvm, "build.gradle"),
            (Language::Jvm, "build.gradle.kts"),
        ];
        let (language, root) = kinds.iter().find_map(|(language, manifest)| {
            let file = self.context_file(stage, &path::child(folder, manifest))?;
            Some((*language, context_path::parent(&file).to_owned()))
        })?;
        Some(Program { language, root, entry: None })
    }
}

fn is_runner(name: &str) -> bool {
    matches!(name, "gunicorn" | "uvicorn" | "hypercorn" | "daphne" | "npm" | "yarn" | "pnpm" | "bun" | "fastapi")
        || name.strip_prefix("python").is_some_and(|rest| rest.bytes().all(|it| it.is_ascii_digit() || it == b'.'))
}

fn language_of(file: &str, interpreter: Option<&str>) -> Option<Language> {
    let ending = path::file_name(file).rsplit_once('.').map_or("", |(_, ending)| ending);
    match (ending, interpreter) {
        ("js" | "mjs" | "cjs" | "ts", _) | (_, Some("node" | "nodejs" | "bun")) => Some(Language::JavaScript),
        ("py", _) => Some(Language::Python),
        ("rb", _) => Some(Language::Ruby),
        ("php", _) => Some(Language::Php),
        _ => None,
    }
}

fn manifests(language: Language) -> &'static [&'static str] {
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
