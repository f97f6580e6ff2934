//! The files of a program, read once.

use std::collections::BTreeMap;

use crate::context::path::{join, within};
use crate::context::{Context, Node};
use crate::limits;
use crate::source::Source;

use super::code::{Code, Grammar};
use super::{Language, Program};

/// The texts of a program by path, relative to the context.
pub(super) struct Project {
    pub(super) program: Program,
    pub(super) files: BTreeMap<String, Source>,
    pub(super) complete: bool,
}

const MAX_FILES: usize = 3_000;
const MAX_BYTES: usize = 32 << 20;
const MAX_FILE: u64 = 1 << 20;
const MAX_DEPTH: usize = 24;
const MAX_FOLDERS: usize = 20_000;

/// Folders that hold no sources of the program in any language: those of others, and what tests read.
const LEFT_OUT: &[&str] = &["node_modules", "vendor", "testdata", "bower_components", "__pycache__", "site-packages"];

/// Folders of tests, examples and results, where the language has no packages of such names.
const NOT_BUILT: &[&str] = &[
    "third_party",
    "test",
    "tests",
    "__tests__",
    "__mocks__",
    "mocks",
    "mock",
    "spec",
    "e2e",
    "cypress",
    "fixtures",
    "example",
    "examples",
    "docs",
    "doc",
    "benches",
    "benchmarks",
    "benchmark",
    "target",
    "dist",
    "venv",
    "env",
    "coverage",
    "obj",
    "samples",
    "sample",
    "storybook",
    "generated",
    "migrations",
];

impl Project {
    /// Reads the files of `program` that its language's reader wants.
    pub(super) fn gather(context: &Context, program: &Program) -> Project {
        let mut project = Project { program: program.clone(), files: BTreeMap::new(), complete: true };
        let mut bytes = 0;
        let mut open = vec![(program.root.clone(), 0)];
        let mut folders = 0;
        while let Some((folder, depth)) = open.pop() {
            folders += 1;
            if folders > MAX_FOLDERS {
                project.complete = false;
                break;
            }
            for (name, is_folder) in context.names(&folder) {
                let path = join(&folder, &name);
                if is_folder {
                    let has = |file: &str| exists(context, &join(&path, file));
                    if depth < MAX_DEPTH && project.enters(&has, &path, &name) {
                        open.push((path, depth + 1));
                    }
                    continue;
                }
                if !wanted(program.language, &path, &name) {
                    continue;
                }
                let Node::File { size, .. } = context.node(&path) else { continue };
                bytes += size.min(MAX_FILE) as usize;
                if size > MAX_FILE || bytes > MAX_BYTES || project.files.len() >= MAX_FILES {
                    project.complete = false;
                } else if let Some(source) = context.read(&path) {
                    project.files.insert(path, source);
                }
            }
        }
        if !project.complete {
            limits::reached(
                "not all sources of the program are read, as they are too many or too large",
                context.root().join(&project.program.root).display(),
            );
        }
        project
    }

    /// Whether a folder is searched. What holds the entry always is.
    fn enters(&self, has: &dyn Fn(&str) -> bool, path: &str, name: &str) -> bool {
        let holds_entry = self.program.entry.as_deref().is_some_and(|entry| within(entry, path));
        if holds_entry {
            return true;
        }
        if name.starts_with('.') || name.starts_with('_') || LEFT_OUT.contains(&name) {
            return name == ".streamlit";
        }
        let not_built = NOT_BUILT.contains(&name);
        match self.program.language {
            // A module inside the module is another program. Imports decide what else counts.
            Language::Go => !has("go.mod") && (!not_built || self.program.entry.is_some()),
            // Packages are often called `example`; what is built stands under `src/main`.
            Language::Jvm => !["build", "out", "bin", "target", "test", "androidTest", "docs"].contains(&name),
            Language::JavaScript => !not_built && !["build", "out", "public", "static", "assets"].contains(&name),
            Language::Python => !not_built && !has("pyvenv.cfg"),
            Language::DotNet => !not_built && !["bin", "wwwroot"].contains(&name),
            _ => !not_built,
        }
    }

    /// The source files with one of the extensions, comments blanked.
    pub(super) fn codes(&self, extensions: &[&str], grammar: &Grammar) -> Vec<Code> {
        let has = |path: &str| path.rsplit_once('.').is_some_and(|(_, it)| extensions.contains(&it));
        let sources = self.files.iter().filter(|(path, _)| has(path));
        sources.map(|(path, source)| Code::new(path, source, grammar)).collect()
    }

    /// A file at `path` relative to the program's root.
    pub(super) fn file(&self, path: &str) -> Option<&Source> {
        self.files.get(&join(&self.program.root, path))
    }

    /// Files of this name, nearest to the root first.
    pub(super) fn named(&self, wanted: &str) -> Vec<(&str, &Source)> {
        let named = |path: &str| path.rsplit('/').next() == Some(wanted);
        let mut out: Vec<_> =
            self.files.iter().filter(|(path, _)| named(path)).map(|(path, it)| (path.as_str(), it)).collect();
        out.sort_by_key(|(path, _)| path.matches('/').count());
        out
    }
}

fn exists(context: &Context, path: &str) -> bool {
    matches!(context.node(path), Node::File { .. })
}

fn wanted(language: Language, path: &str, name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, it)| it);
    if is_test(language, name) {
        return false;
    }
    match language {
        Language::Go => extension == "go" || name == "go.mod",
        Language::JavaScript => {
            (["js", "ts", "mjs", "cjs", "mts", "cts", "jsx", "tsx"].contains(&extension)
                && !name.ends_with(".min.js")
                && !name.ends_with(".d.ts"))
                || name == "package.json"
        }
        Language::Python => {
            extension == "py"
                || ["pyproject.toml", "Pipfile", "setup.cfg"].contains(&name)
                || (name.starts_with("requirements") && extension == "txt")
                || path.ends_with(".streamlit/config.toml")
        }
        Language::Jvm => {
            ["java", "kt", "scala", "groovy"].contains(&extension)
                || ["pom.xml", "build.gradle", "build.gradle.kts", "application.conf"].contains(&name)
                || ((name.starts_with("application") || name.starts_with("bootstrap"))
                    && ["yml", "yaml", "properties"].contains(&extension))
        }
        Language::Rust => extension == "rs" || name == "Cargo.toml" || name == "Rocket.toml" || name == "Cargo.lock",
        Language::DotNet => extension == "cs" || extension == "csproj" || name == "appsettings.json",
        Language::Ruby => ["rb", "ru"].contains(&extension) || name == "Gemfile",
        Language::Php => extension == "php" || name == "composer.json",
    }
}

/// Files of tests, by the names that their tools look for; generated files too.
fn is_test(language: Language, name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    match language {
        Language::Go => {
            name.ends_with("_test.go")
                || name.ends_with(".pb.go")
                || name.starts_with("zz_generated")
                || stem.starts_with("mock")
                || name.ends_with("_mock.go")
        }
        Language::JavaScript => {
            let middle = [".test.", ".spec.", ".stories.", ".config.", ".e2e."];
            middle.iter().any(|it| name.contains(it))
                || name.starts_with('.')
                || stem == "gulpfile"
                || stem == "Gruntfile"
        }
        Language::Python => {
            name.starts_with("test_")
                || stem.ends_with("_test")
                || name == "conftest.py"
                || name == "setup.py"
                || stem.ends_with("_pb2")
        }
        Language::Jvm => ["Test", "Tests", "IT", "Spec"].iter().any(|it| stem.ends_with(it)),
        Language::Rust => {
            ["build", "test", "tests"].contains(&stem) || stem.ends_with("_test") || stem.ends_with("_tests")
        }
        Language::DotNet => stem.ends_with("Test") || stem.ends_with("Tests"),
        Language::Ruby => stem.ends_with("_spec") || stem.ends_with("_test"),
        Language::Php => stem.ends_with("Test"),
    }
}
