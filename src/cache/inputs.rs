//! What an install reads beside the manifests and locks that are known by their names: scripts, files that manifests
//! name, patches, projects that belong to it.

use crate::context::{Context, Node};
use crate::model::run::Invocation;

use super::ecosystems::{self, Ecosystem};
use super::installs::{self, text};
use super::manifests::below;
use super::projects;

/// Files that manifests name, followed so far.
const MOST_FILES: usize = 40;

/// An install in the context.
pub(super) struct Reader<'a> {
    pub(super) context: &'a Context,
    pub(super) folder: &'a str,
    install: &'a Invocation,
}

/// `files` and what the install reads beside them: paths of the context, each of which is sent. `None` where that is
/// not known, or where the folder `copied`, once it is copied below the install, would hide what that makes.
pub fn all(
    context: &Context,
    ecosystem: &Ecosystem,
    folder: &str,
    install: &Invocation,
    files: &[String],
    copied: &str,
) -> Option<Vec<String>> {
    let reader = Reader { context, folder, install };
    let name = |path: &String| path.rsplit('/').next().unwrap_or_default().to_owned();
    let is_named = !installs::named_manifests(install).is_empty();
    if !is_named && !files.iter().any(|path| ecosystem.is_manifest(&name(path))) || reader.is_hidden(ecosystem, copied)
    {
        return None;
    }
    let more = match ecosystem.manifests.first().copied().unwrap_or_default() {
        "package.json" => reader.node(files)?,
        "requirements.txt" => reader.python()?,
        "environment.yml" => reader.plain(files, &["-r ", "file:"])?,
        "go.mod" => reader.go()?,
        "pom.xml" => reader.maven()?,
        "Gemfile" => {
            if reader.has(".bundle") {
                return None;
            }
            reader.plain(files, &["eval_gemfile", "require_relative", "File.", "instance_eval", "Dir"])?
        }
        "composer.json" => reader.plain(files, &["merge-plugin"])?,
        "mix.exs" => reader.plain(files, &["File.", "Code.", "import"])?,
        "deps.edn" | "project.clj" | "rebar.config" | "pubspec.yaml" | "shard.yml" | "cpanfile" | "deno.json"
        | "Package.swift" | "conanfile.txt" => Vec::new(),
        "*.csproj" => return projects::all(&reader, reader.named_project()?),
        _ => return None,
    };
    let mut all = files.to_vec();
    all.extend(more.into_iter().filter(|it| !files.contains(it)));
    Some(all)
}

impl Reader<'_> {
    pub(super) fn text(&self, path: &str) -> Option<String> {
        let text = self.context.read(path)?.text().to_owned();
        (!self.context.is_ignored(path)).then_some(text)
    }

    fn at(&self, name: &str) -> String {
        below(self.folder, name)
    }

    fn has(&self, name: &str) -> bool {
        let path = self.at(name);
        !matches!(self.context.node(&path), Node::Missing) && !self.context.is_ignored(&path)
    }

    fn words(&self) -> Vec<&str> {
        self.install.argv.iter().map(text).collect()
    }

    /// Nothing more, where no manifest holds one of the signs.
    fn plain(&self, files: &[String], signs: &[&str]) -> Option<Vec<String>> {
        let is_file = |path: &&String| matches!(self.context.node(path), Node::File { .. });
        let mut texts = files.iter().filter(is_file).filter(|path| !path.contains("lock")).map(|path| self.text(path));
        let reads_more = texts.any(|text| text.is_none_or(|text| signs.iter().any(|sign| text.contains(sign))));
        (!reads_more).then(Vec::new)
    }

    /// Whether the sources, copied below the install, may cover what it has made in the project's folder.
    ///
    /// Some installs clear what lies there; others go on with it, and so the order changes little while it is not there.
    fn is_hidden(&self, ecosystem: &Ecosystem, copied: &str) -> bool {
        let folders: &[&str] = match ecosystem.manifests.first().copied().unwrap_or_default() {
            "package.json" => &["node_modules"],
            "composer.json" => &["vendor"],
            "mix.exs" => &["deps", "_build"],
            "requirements.txt" => &[".venv"],
            "*.csproj" => &["obj"],
            "rebar.config" => &["_build"],
            "shard.yml" => &["lib"],
            "cpanfile" => &["local"],
            "pubspec.yaml" => &[".dart_tool"],
            _ => &[],
        };
        let words = self.words();
        let is_clean = words.iter().any(|it| matches!(*it, "ci" | "clean-install"));
        let clears = match installs::program(self.install) {
            "npm" => is_clean,
            "dotnet" => true,
            _ => false,
        };
        let is_copied = copied.is_empty() || format!("{}/", self.folder).starts_with(&format!("{copied}/"));
        let is_open = |name: &&&str| self.has(name) || clears && !self.context.is_ignored(&self.at(name));
        is_copied && folders.iter().any(|name| is_open(&name))
    }

    fn node(&self, files: &[String]) -> Option<Vec<String>> {
        let text = self.text(&self.at("package.json"))?;
        let manifest: serde_json::Value = serde_json::from_str(&text).ok()?;
        let mut more = Vec::new();
        let is_prisma =
            ["dependencies", "devDependencies"].iter().any(|key| !manifest[key]["@prisma/client"].is_null());
        if is_prisma {
            if !manifest["prisma"].is_null() || !self.has("prisma") || self.has("prisma.config.ts") {
                return None;
            }
            more.push(self.at("prisma"));
        }
        let scripts = ["preinstall", "install", "postinstall", "prepare"]
            .iter()
            .filter_map(|it| manifest["scripts"][it].as_str());
        let runs_scripts = !self.words().contains(&"--ignore-scripts");
        if runs_scripts && scripts.into_iter().any(|script| !reads_no_sources(script, is_prisma)) {
            return None;
        }
        // Patches are where their tools want them, or it is not known where.
        let patches = files.iter().any(|it| it.ends_with("patches"));
        let workspace = self.text(&self.at("pnpm-workspace.yaml")).unwrap_or_default();
        let is_patched = text.contains("patchedDependencies") || workspace.contains("patchedDependencies");
        (patches || !is_patched && !text.contains("patch-package")).then_some(more)
    }

    fn python(&self) -> Option<Vec<String>> {
        let named = installs::named_manifests(self.install);
        let words = self.words();
        let flag = |name: &str| words.contains(&name);
        if !named.is_empty() {
            return self.requirements(named);
        }
        let project = self.text(&self.at("pyproject.toml")).unwrap_or_default();
        let is_dynamic = project.lines().any(|line| line.trim_start().starts_with("dynamic"));
        match installs::program(self.install) {
            "uv" => (flag("--frozen") || !is_dynamic).then(Vec::new),
            "poetry" => Some(Vec::new()),
            "pipenv" => self.plain(&[self.at("Pipfile")], &["path", "editable"]),
            _ => None,
        }
    }

    /// The files of requirements, and those that they name.
    fn requirements(&self, named: Vec<String>) -> Option<Vec<String>> {
        let mut todo: Vec<String> = named.iter().map(|it| self.at(it.trim_start_matches("./"))).collect();
        let mut found: Vec<String> = Vec::new();
        while let Some(path) = todo.pop() {
            if found.contains(&path) {
                continue;
            }
            if path.contains("..") || found.len() > MOST_FILES {
                return None;
            }
            for line in self.text(&path)?.lines().map(str::trim) {
                let names = ["-r", "-c", "--requirement", "--constraint"];
                let (word, rest) = line.split_once([' ', '=']).unwrap_or((line, ""));
                if names.contains(&word) {
                    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                    todo.push(below(folder, rest.trim().trim_start_matches("./")));
                } else if ["-", "."].iter().any(|sign| line.starts_with(sign)) && !is_of_index(line)
                    || line.contains("file:")
                {
                    return None;
                }
            }
            found.push(path);
        }
        Some(found)
    }

    fn go(&self) -> Option<Vec<String>> {
        let own = ["GOOS", "GOARCH", "GOARM", "GOAMD64"];
        let is_set = |name: &str| name.starts_with("GO") && !own.contains(&name);
        let is_plain = !self.install.assignments.iter().any(|it| is_set(&it.name));
        (is_plain && !self.has("go.work") && !self.words().contains(&"-C")).then(Vec::new)
    }

    fn maven(&self) -> Option<Vec<String>> {
        let flags = ["-s", "-gs", "--settings", "-P", "-f", "--file", "-o", "-pl"];
        let is_plain = !self.words().iter().any(|word| flags.iter().any(|flag| word == flag || word.starts_with("-P")));
        let text = self.text(&self.at("pom.xml"))?;
        let above = self.folder.rsplit_once('/').map_or("", |(above, _)| above);
        let has_parent = !self.folder.is_empty() && self.context.node(&below(above, "pom.xml")) != Node::Missing;
        let needs_more = text.contains("<systemPath>") || has_parent && text.contains("<parent>");
        let wrapper = self.context.node(&self.at("mvnw"));
        let is_run = !installs::program(self.install).ends_with("mvnw")
            || matches!(wrapper, Node::File { executable: true, .. });
        (is_plain && !needs_more && is_run).then(Vec::new)
    }

    /// The project or solution that `dotnet restore` is given, or finds.
    fn named_project(&self) -> Option<String> {
        let words = self.words();
        let given = words.get(2).filter(|word| !word.starts_with('-')).and_then(|word| word.rsplit('/').next());
        let is_project = |name: &str| [".sln", ".slnx", "proj"].iter().any(|end| name.ends_with(end));
        if let Some(name) = given.filter(|name| is_project(name)) {
            return Some(self.at(name));
        }
        let names = self.context.names(self.folder);
        let mut found = names.iter().filter(|(name, is_folder)| !is_folder && is_project(name));
        let first = found.next()?;
        found.next().is_none().then(|| self.at(&first.0))
    }
}

/// An option that says where packages come from, and names no file.
fn is_of_index(line: &str) -> bool {
    let options =
        ["-i ", "--index-url", "--extra-index-url", "--trusted-host", "--pre", "--no-binary", "--only-binary"];
    options.iter().any(|option| line.starts_with(option))
}

/// Whether each command of a script that `npm install` starts does without the sources.
fn reads_no_sources(script: &str, has_prisma: bool) -> bool {
    let parts = script.split("&&").flat_map(|it| it.split("||")).flat_map(|it| it.split(';'));
    parts.map(str::trim).all(|part| {
        let words: Vec<&str> =
            part.split_whitespace().filter(|it| !matches!(*it, "npx" | "-y" | "--no-install")).collect();
        match words.as_slice() {
            []
            | [
                "husky" | "is-ci" | "ngcc" | "true" | "only-allow" | "echo" | "patch-package" | "simple-git-hooks",
                ..,
            ]
            | ["exit", "0"] => true,
            ["prisma", "generate"] => has_prisma,
            _ => false,
        }
    })
}

/// Whether a file of this name decides what is restored in its folder and below.
pub(super) fn is_of_folder(name: &str) -> bool {
    let names = ["Directory.Build.props", "Directory.Build.targets", "global.json", "packages.lock.json"];
    names.contains(&name) || ecosystems::DOTNET.locks.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::reads_no_sources;

    #[test]
    fn scripts_are_told_by_what_they_run() {
        for script in
            ["husky", "husky install || true", "is-ci || husky install", "npx only-allow pnpm", "patch-package"]
        {
            assert!(reads_no_sources(script, false), "{script}");
        }
        for script in ["node build.js", "husky && npm run build", "prisma generate", "tsc"] {
            assert!(!reads_no_sources(script, false), "{script}");
        }
        assert!(reads_no_sources("prisma generate", true));
    }
}
