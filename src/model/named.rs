//! Programs that a tool is told to start by another name than a file's: `gunicorn app:app`, `python -m app`,
//! `flask run`, `rails server`, and what compilers leave in another folder.

use crate::context::path as context_path;
use crate::evidence::program::{Language, Program};

use super::Model;
use super::files::StageId;
use super::launched::Launched;
use super::path;
use super::program::{language_of, manifests};

/// Servers of Python that take `module:object`.
const BY_MODULE: [&str; 6] = ["gunicorn", "uvicorn", "hypercorn", "daphne", "granian", "fastapi"];

/// Programs that run a script of JavaScript or TypeScript.
const SCRIPT_RUNNERS: [&str; 10] =
    ["node", "nodejs", "ts-node", "tsx", "nodemon", "node-dev", "ts-node-dev", "pm2-runtime", "bun", "deno"];

/// Servers of Ruby, which find the project in their working directory.
const RUBY: [&str; 6] = ["rails", "puma", "rackup", "unicorn", "thin", "falcon"];

impl Model {
    /// The program that `line` names, if it names one by module or project.
    pub(super) fn named_program(&self, stage: StageId, line: &Launched) -> Option<Program> {
        let folder = line.folder.as_deref()?;
        let text = line.text();
        let names: Vec<&str> = text.iter().map(|word| path::file_name(word)).collect();
        let runs = |wanted: &[&str]| names.iter().position(|name| wanted.contains(name));
        if let Some(at) = runs(&BY_MODULE) {
            let word = module_of(&text[at + 1..])?;
            return self.python_module(stage, folder, word);
        }
        if let Some(at) = names.iter().position(|name| is_python(name)) {
            let rest = &text[at + 1..];
            let module = rest.iter().position(|word| *word == "-m").and_then(|at| rest.get(at + 1))?;
            let path = module.replace('.', "/");
            return self.python_file(stage, folder, &[format!("{path}/__main__.py"), format!("{path}.py")]);
        }
        if runs(&["flask"]).is_some() {
            return self.flask(stage, folder, &text);
        }
        if let Some(at) = runs(&["streamlit"]) {
            let file = text[at + 1..].iter().find(|word| word.ends_with(".py"))?;
            return self.python_file(stage, folder, &[(*file).to_owned()]);
        }
        if runs(&RUBY).is_some() {
            let manifest = self.context_file(stage, &path::child(folder, "Gemfile"))?;
            let root = context_path::parent(&manifest).to_owned();
            let entry = self.context_file(stage, &path::child(folder, "config.ru"));
            return Some(Program { language: Language::Ruby, root, entry });
        }
        if let Some(at) = runs(&["dotnet"]) {
            let name = text[at + 1..].iter().find_map(|word| path::file_name(word).strip_suffix(".dll"))?;
            return self.dotnet_project(name);
        }
        let at = runs(&SCRIPT_RUNNERS)?;
        let file = text[at + 1..].iter().find(|word| !word.starts_with('-') && !matches!(**word, "run" | "start"))?;
        self.compiled_script(stage, folder, file)
    }

    /// `module:object`, `package.module`.
    fn python_module(&self, stage: StageId, folder: &str, word: &str) -> Option<Program> {
        let path = word.split(':').next()?.replace('.', "/");
        self.python_file(stage, folder, &[format!("{path}.py"), format!("{path}/__init__.py")])
    }

    fn python_file(&self, stage: StageId, folder: &str, names: &[String]) -> Option<Program> {
        let folders = [folder.to_owned(), path::child(folder, "src")];
        let mut paths = folders.iter().flat_map(|folder| names.iter().map(|name| path::join(folder, name)));
        let file = paths.find_map(|it| self.context_file(stage, &it))?;
        let root = self.project_root(&file, manifests(Language::Python));
        Some(Program { language: Language::Python, root, entry: Some(file) })
    }

    /// `flask --app hello run`, `FLASK_APP=hello.py`, else `app.py` or `wsgi.py`.
    fn flask(&self, stage: StageId, folder: &str, text: &[&str]) -> Option<Program> {
        let flag = text.iter().enumerate().find_map(|(at, word)| match word.split_once('=') {
            Some(("--app" | "-A", value)) => Some(value.to_owned()),
            None if matches!(*word, "--app" | "-A") => text.get(at + 1).map(|it| (*it).to_owned()),
            _ => None,
        });
        let state = self.stages.get(stage)?.end();
        let told = flag.or_else(|| state.env_value("FLASK_APP").map(str::to_owned));
        match told {
            Some(file) if file.ends_with(".py") => self.python_file(stage, folder, &[file]),
            Some(module) => self.python_module(stage, folder, &module),
            None => self.python_file(stage, folder, &["wsgi.py".to_owned(), "app.py".to_owned()]),
        }
    }

    /// The project file of a program of .NET, by its name.
    fn dotnet_project(&self, name: &str) -> Option<Program> {
        let context = self.context.as_ref()?;
        let file = format!("{name}.csproj");
        let folders = ["", "*/", "*/*/", "*/*/*/", "*/*/*/*/"];
        let found = folders.iter().find_map(|folder| context.glob(&format!("{folder}{file}")).into_iter().next())?;
        let root = context_path::parent(&found).to_owned();
        Some(Program { language: Language::DotNet, root, entry: Some(found) })
    }

    /// A script that a compiler made of a source: `dist/main.js` of `src/main.ts`.
    fn compiled_script(&self, stage: StageId, folder: &str, file: &str) -> Option<Program> {
        let file = path::join(folder, file);
        if self.context_file(stage, &file).is_some() {
            // TypeScript that is run as it is.
            let name = self.context_file(stage, &file)?;
            language_of(&name, None).filter(|it| *it == Language::JavaScript)?;
            let root = self.project_root(&name, manifests(Language::JavaScript));
            return Some(Program { language: Language::JavaScript, root, entry: Some(name) });
        }
        let below = path::below(&file, folder)?;
        let (first, rest) = below.split_once('/')?;
        if !["dist", "build", "lib", "out", "output", ".output", "compiled"].contains(&first) {
            return None;
        }
        let stem = rest.strip_suffix(".js").or_else(|| rest.strip_suffix(".mjs")).or_else(|| rest.strip_suffix(".cjs"));
        let stem = stem.unwrap_or(rest);
        let root = self.script_root(stage, folder)?;
        let context = self.context.as_ref()?;
        let stems = [stem.to_owned(), format!("src/{stem}"), format!("{stem}/index"), format!("src/{stem}/index")];
        let names = stems.iter().flat_map(|stem| ["ts", "js", "tsx", "mjs"].map(|ending| format!("{stem}.{ending}")));
        let mut entries = names.map(|name| context_path::join(&root, &name));
        let entry = entries.find(|name| context.read(name).is_some())?;
        Some(Program { language: Language::JavaScript, root, entry: Some(entry) })
    }

    /// The folder of the context whose `package.json` stands in `folder` of a stage, or in that of a stage that it
    /// copies from.
    fn script_root(&self, stage: StageId, folder: &str) -> Option<String> {
        let own = self.context_file(stage, &path::child(folder, "package.json"));
        let copied = || {
            let copies = self.copies_in(stage).iter().rev();
            let stages = copies.filter_map(|copy| match copy.from {
                super::copy::CopyFrom::Stage(other) => Some(other),
                _ => None,
            });
            let mut folders = stages.filter_map(|other| Some((other, self.stages.get(other)?.end().folder()?)));
            folders.find_map(|(other, folder)| self.context_file(other, &path::child(folder, "package.json")))
        };
        own.or_else(copied).map(|manifest| context_path::parent(&manifest).to_owned())
    }
}

/// The word that names the module: the last with a `:`, or for want of one the last that is no flag or value.
fn module_of<'a>(rest: &[&'a str]) -> Option<&'a str> {
    let is_module = |word: &&&str| {
        let module = word.split(['(', ':']).next().unwrap_or_default();
        let is_name = |it: &str| !it.is_empty() && !it.starts_with(|first: char| first.is_ascii_digit());
        module.split('.').all(is_name)
            && module.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_' || it == b'.')
    };
    let mut words = rest.iter().enumerate().rev();
    let with_object = words.find(|(at, word)| {
        let flag =
            at.checked_sub(1).and_then(|at| rest.get(at)).is_some_and(|it| it.starts_with('-') && !it.contains('='));
        word.contains(':') && is_module(word) && (!flag || *at + 1 == rest.len())
    });
    with_object.map(|(_, word)| *word).or_else(|| rest.last().filter(|word| is_module(word)).copied())
}

fn is_python(name: &str) -> bool {
    name.strip_prefix("python").is_some_and(|rest| rest.bytes().all(|it| it.is_ascii_digit() || it == b'.'))
}

#[cfg(test)]
mod tests {
    use super::module_of;

    #[test]
    fn modules_of_servers() {
        let table = [
            ("app:app", Some("app:app")),
            ("-c python:config.gunicorn hello.app:create_app()", Some("hello.app:create_app()")),
            ("-b 0.0.0.0:8000 project.wsgi", Some("project.wsgi")),
            ("--bind :8000 -w 4 main:app", Some("main:app")),
            ("main:app --host 0.0.0.0 --port 80", Some("main:app")),
            ("--bind 0.0.0.0:80", None),
        ];
        for (line, expected) in table {
            let words: Vec<&str> = line.split(' ').collect();
            assert_eq!(module_of(&words), expected, "{line}");
        }
    }
}
