//! The manifests of a project in the build context: where they are, what they need, what to copy.

use crate::context::{Context, Node};

use super::ecosystems::{self, Advice, Ecosystem};

/// Whether `folder` of the context holds a manifest of the ecosystem.
pub fn stands_in(context: &Context, folder: &str, ecosystem: &Ecosystem) -> bool {
    !named(context, folder, ecosystem.manifests).is_empty()
}

/// Whether installing needs more than the manifests: workspaces, local paths, patches; or nothing is to be
/// fetched, as there are no dependencies or the repository brings them.
pub fn needs_sources(context: &Context, ecosystem: &Ecosystem, folder: &str) -> bool {
    let project = Project { context, folder };
    match ecosystem.manifests.first().copied().unwrap_or_default() {
        "go.mod" => {
            let local = ["=> ./", "=> ../"];
            !project.says("go.mod", &["require"]) || project.says("go.mod", &local) || project.has("vendor")
        }
        "package.json" => project.links_packages(),
        "requirements.txt" => {
            let here = |line: &str| line.starts_with("-e") || line.starts_with('.') || line.starts_with("file:");
            let here = project.text("requirements.txt").lines().any(here);
            here || project.is_local("pyproject.toml") || project.says("pyproject.toml", &["[tool.uv.workspace]"])
        }
        "environment.yml" => ["environment.yml", "environment.yaml"].iter().any(|it| project.says(it, &["-e ", "- ."])),
        "Cargo.toml" => {
            let workspace = project.is_local("Cargo.toml") || project.says("Cargo.toml", &["[workspace]"]);
            workspace || !project.says("Cargo.toml", &["dependencies"]) || project.has("vendor")
        }
        "pom.xml" => project.says("pom.xml", &["<modules>"]) || !project.says("pom.xml", &["<dependenc", "<parent>"]),
        "build.gradle" => {
            let settings = ["settings.gradle", "settings.gradle.kts"];
            settings.iter().any(|name| project.says(name, &["include"])) || project.has("buildSrc")
        }
        "build.sbt" => {
            project.says("build.sbt", &["project in file", "lazy val"]) && project.says("build.sbt", &["dependsOn"])
        }
        "Gemfile" => project.says("Gemfile", &["path:", ":path", "gemspec"]) || project.has("vendor/cache"),
        "composer.json" => {
            project.says("composer.json", &["\"path\""]) || !project.says("composer.json", &["\"require"])
        }
        "mix.exs" => project.says("mix.exs", &["path:", "apps_path"]) || !project.says("mix.exs", &["deps"]),
        "Package.swift" => {
            project.says("Package.swift", &["path: \"."]) || !project.says("Package.swift", &[".package("])
        }
        "pubspec.yaml" => project.says("pubspec.yaml", &["path:", "workspace:"]),
        "stack.yaml" => {
            project.text("stack.yaml").lines().any(|line| line.starts_with("- ./") || line.starts_with("  - ./"))
        }
        "*.cabal" => project.says("cabal.project", &["*/", "./"]) || project.has("vendor"),
        "rebar.config" => !project.says("rebar.config", &["deps"]) || project.has("apps"),
        "deno.json" => project.says("deno.json", &["\"workspace\""]) || project.says("deno.jsonc", &["\"workspace\""]),
        "deps.edn" => project.says("deps.edn", &[":local/root"]),
        _ => false,
    }
}

/// A project's folder in the context.
struct Project<'a> {
    context: &'a Context,
    folder: &'a str,
}

impl Project<'_> {
    fn text(&self, name: &str) -> String {
        let source = self.context.read(&below(self.folder, name));
        source.map(|source| source.text().to_owned()).unwrap_or_default()
    }

    fn has(&self, name: &str) -> bool {
        !matches!(self.context.node(&below(self.folder, name)), Node::Missing)
    }

    fn says(&self, name: &str, signs: &[&str]) -> bool {
        let text = self.text(name);
        signs.iter().any(|sign| text.contains(sign))
    }

    /// `{ path = "../till" }`, not `path = "src/main.rs"`.
    fn is_local(&self, name: &str) -> bool {
        let is_local = |line: &str| line.contains('{') && (line.contains("path =") || line.contains("path="));
        self.text(name).lines().any(is_local)
    }

    fn links_packages(&self) -> bool {
        const LINKED: [&str; 5] = ["\"workspaces\"", "\"file:", "\"link:", "\"portal:", "\"workspace:"];
        let none = !self.says("package.json", &["ependencies\""]);
        // pnpm keeps settings in that file too: only one that lists packages makes a workspace.
        none || self.says("package.json", &LINKED)
            || self.says("pnpm-workspace.yaml", &["packages:"])
            || self.has(".yarn/cache")
    }
}

/// The files and folders beside the manifest that an install reads, and that reach the builder: paths of the
/// context, manifests first.
pub fn files(context: &Context, ecosystem: &Ecosystem, folder: &str, command: &str) -> Vec<String> {
    // `uv` and `poetry` read `pyproject.toml`, and install the project itself unless told not to.
    let of_project = ["uv sync", "poetry ", "pdm "].iter().any(|tool| command.starts_with(tool));
    let is_wrapped = command.contains("mvnw") || command.contains("gradlew");
    let of_wrapper = |name: &str| matches!(name, "mvnw" | ".mvn" | "gradlew" | "gradle");
    let foreign = |name: &String| {
        of_wrapper(name) && !is_wrapped
            || of_project && name == "requirements.txt"
            || is_of_other_manager(name, command)
    };
    let mut names = named(context, folder, ecosystem.manifests);
    names.extend(named(context, folder, ecosystem.locks));
    let names = names.into_iter().filter(|name| !foreign(name)).map(|name| below(folder, &name));
    names.filter(|path| !context.is_ignored(path)).collect()
}

/// Whether a lock file belongs to a package manager that is not in use.
fn is_of_other_manager(name: &str, command: &str) -> bool {
    const OWNERS: [(&str, &[&str]); 10] = [
        ("package-lock.json", &["npm"]),
        ("npm-shrinkwrap.json", &["npm"]),
        ("yarn.lock", &["yarn", "bun"]),
        (".yarnrc", &["yarn"]),
        ("pnpm-lock.yaml", &["pnpm"]),
        ("bun.lock", &["bun"]),
        ("bun.lockb", &["bun"]),
        ("poetry.lock", &["poetry"]),
        ("uv.lock", &["uv"]),
        ("Pipfile.lock", &["pipenv"]),
    ];
    let program = command.split([' ', '/']).next().unwrap_or_default();
    let known = OWNERS.iter().any(|(_, owners)| owners.contains(&program));
    let owners = OWNERS.iter().find(|(lock, _)| *lock == name).map(|(_, owners)| owners);
    known && owners.is_some_and(|owners| !owners.contains(&program))
}

/// Names in `folder` that a table wants, in its order; those with a `/` are looked for as they stand.
fn named(context: &Context, folder: &str, wanted: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for name in wanted {
        if name.starts_with('*') {
            let children = context
                .names(folder)
                .into_iter()
                .filter(|(it, is_folder)| !is_folder && ecosystems::is_named(name, it));
            found.extend(children.map(|(it, _)| it));
        } else if !matches!(context.node(&below(folder, name)), Node::Missing) {
            found.push((*name).to_owned());
        }
    }
    found
}

/// What to write above the COPY of the sources, with the names of the files that are there.
pub fn advice(context: &Context, ecosystem: &Ecosystem, folder: &str, files: &[String], command: &str) -> String {
    let Some(install) = install(ecosystem, command) else {
        let Advice::Words(words) = &ecosystem.advice else { return String::new() };
        return format!("above this line: {words}");
    };
    if files.is_empty() {
        return format!("above this line: copy what `{install}` reads, and run it");
    }
    let is_folder = |path: &&String| context.node(path) == Node::Folder;
    let (folders, plain): (Vec<&String>, Vec<&String>) = files.iter().partition(is_folder);
    let mut parts = Vec::new();
    if !plain.is_empty() {
        parts.push(format!("`COPY {} ./`", plain.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(" ")));
    }
    let inside =
        |path: &str| path.strip_prefix(folder).map_or(path.to_owned(), |it| it.trim_start_matches('/').to_owned());
    parts.extend(folders.iter().map(|path| format!("`COPY {path} ./{}`", inside(path))));
    parts.push(format!("`RUN {install}`"));
    let last = parts.pop().unwrap_or_default();
    format!("above this line: {} and {last}{}", parts.join(", "), scripts(context, folder, ecosystem))
}

/// The command that installs from the manifests alone; `None` where words say it.
pub fn install(ecosystem: &Ecosystem, command: &str) -> Option<String> {
    let lines = command.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(|line| line.trim_end_matches('\\').split_whitespace());
    let written = words.collect::<Vec<_>>().join(" ");
    let alone = match (&ecosystem.advice, written.strip_prefix("uv sync")) {
        (Advice::Words(_), _) => return None,
        (Advice::Same, Some(rest)) => format!("uv sync --no-install-project{rest}"),
        (Advice::Same, None) if written.starts_with("poetry install") && !written.contains("--no-root") => {
            written.replacen("poetry install", "poetry install --no-root", 1)
        }
        (Advice::Same, None) => written,
        // Its own flags stay; what runs code or reads sources waits.
        (Advice::Command(command), _) if command.starts_with("composer") && written.starts_with("composer install") => {
            let missing = ["--no-scripts", "--no-autoloader"].into_iter().filter(|flag| !written.contains(flag));
            [written.as_str()].into_iter().chain(missing).collect::<Vec<_>>().join(" ")
        }
        (Advice::Command(command), _) if written.starts_with(command) => written,
        (Advice::Command(command), _) => match written.split(' ').next() {
            // A wrapper of the project stands for the tool.
            Some(program) if program.ends_with("/mvnw") || program.ends_with("/gradlew") => {
                format!("{program} {}", command.split_once(' ').map_or("", |(_, rest)| rest))
            }
            _ => (*command).to_owned(),
        },
    };
    Some(alone)
}

/// Scripts of the project that an install starts may read sources.
fn scripts(context: &Context, folder: &str, ecosystem: &Ecosystem) -> String {
    const STARTED: [&str; 4] = ["preinstall", "install", "postinstall", "prepare"];
    if ecosystem.manifests != ["package.json"] {
        return String::new();
    }
    let Some(manifest) = context.read(&below(folder, "package.json")) else { return String::new() };
    let started = STARTED.iter().find(|name| manifest.text().contains(&format!("\"{name}\":")));
    started.map(|name| format!(", with what its `{name}` script reads")).unwrap_or_default()
}

/// `name` in `folder` of the context.
pub fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::super::ecosystems::{GO, GRADLE, NODE, PHP, PYTHON, RUST};
    use super::install;

    #[test]
    fn the_command_in_use_stays_as_far_as_it_can() {
        let table = [
            (
                &NODE,
                "yarn install \\\n    # slow networks\n    --frozen-lockfile",
                Some("yarn install --frozen-lockfile"),
            ),
            (&PYTHON, "uv sync --frozen", Some("uv sync --no-install-project --frozen")),
            (&PYTHON, "poetry install --only main", Some("poetry install --no-root --only main")),
            (&PHP, "composer install --no-dev", Some("composer install --no-dev --no-scripts --no-autoloader")),
            (&GRADLE, "./gradlew bootJar", Some("./gradlew dependencies")),
            (&GO, "go build ./...", Some("go mod download")),
            (&GO, "go mod download -x", Some("go mod download -x")),
            (&RUST, "cargo build", None),
        ];
        for (ecosystem, command, expected) in table {
            assert_eq!(install(ecosystem, command).as_deref(), expected, "{command}");
        }
    }
}
