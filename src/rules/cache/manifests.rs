//! The manifests of a project in the build context: where they are, what they need, what to copy.

use super::installs::Ecosystem;
use crate::context::{Context, Node};

/// Whether `folder` of the context holds a manifest of the ecosystem.
pub(super) fn stands_in(context: &Context, folder: &str, ecosystem: &Ecosystem) -> bool {
    if ecosystem.manifests.is_empty() {
        let is_project =
            |name: &str| [".csproj", ".fsproj", ".vbproj", ".sln", ".slnx"].iter().any(|it| name.ends_with(it));
        let children = context.children(folder);
        return children.iter().any(|(name, node)| matches!(node, Node::File { .. }) && is_project(name));
    }
    ecosystem.manifests.iter().any(|name| is_file(context, folder, name))
}

/// Whether installing needs more than the manifests: workspaces, local paths, patches; or nothing is to be
/// fetched, as there are no dependencies or the repository brings them.
pub(super) fn needs_sources(context: &Context, ecosystem: &Ecosystem, folder: &str) -> bool {
    let text = |name: &str| {
        let source = context.read(&below(folder, name));
        source.map(|source| source.text().to_owned()).unwrap_or_default()
    };
    let there = |name: &str| !matches!(context.node(&below(folder, name)), Node::Missing);
    let says = |name: &str, signs: &[&str]| {
        let text = text(name);
        signs.iter().any(|sign| text.contains(sign))
    };
    // `{ path = "../till" }`, not `path = "src/main.rs"`.
    let local = |name: &str| {
        let is_local = |line: &str| line.contains('{') && (line.contains("path =") || line.contains("path="));
        text(name).lines().any(is_local)
    };
    match ecosystem.manifests.first().copied().unwrap_or_default() {
        "go.mod" => !says("go.mod", &["require"]) || says("go.mod", &["=> ./", "=> ../"]) || there("vendor"),
        "package.json" => {
            let linked = ["\"workspaces\"", "\"file:", "\"link:", "\"portal:", "\"patch:", "\"workspace:", "\"patched"];
            let none = !says("package.json", &["ependencies\""]);
            none || says("package.json", &linked) || there("pnpm-workspace.yaml") || there(".yarn/cache")
        }
        "requirements.txt" => {
            let here = |line: &str| line.starts_with("-e") || line.starts_with('.') || line.starts_with("file:");
            let here = text("requirements.txt").lines().any(here);
            here || local("pyproject.toml") || says("pyproject.toml", &["[tool.uv.workspace]"])
        }
        "Cargo.toml" => {
            let workspace = local("Cargo.toml") || says("Cargo.toml", &["[workspace]"]);
            workspace || !says("Cargo.toml", &["dependencies"]) || there("vendor")
        }
        "pom.xml" => says("pom.xml", &["<modules>"]) || !says("pom.xml", &["<dependenc", "<parent>"]),
        "build.gradle" => {
            let settings = ["settings.gradle", "settings.gradle.kts"];
            settings.iter().any(|name| says(name, &["include"])) || there("buildSrc")
        }
        "Gemfile" => says("Gemfile", &["path:", "gemspec"]) || there("vendor/cache"),
        _ => false,
    }
}

/// What to write above the COPY of the sources, with the names of the files that are there.
pub(super) fn advice(context: &Context, ecosystem: &Ecosystem, folder: &str, command: &str) -> String {
    // `uv` and `poetry` read `pyproject.toml`, and install the project itself unless told not to.
    let of_project = ["uv ", "poetry "].iter().any(|tool| command.starts_with(tool));
    let names = ecosystem.manifests.iter().chain(ecosystem.locks);
    let names = names.filter(|name| !(of_project && **name == "requirements.txt"));
    let files: Vec<String> =
        names.filter(|name| is_file(context, folder, name)).map(|name| below(folder, name)).collect();
    if ecosystem.locks.is_empty() || files.is_empty() {
        return format!("above this line: {}", ecosystem.advice);
    }
    let files = files.join(" ");
    let written = command.split_whitespace().collect::<Vec<_>>().join(" ");
    let install = match (ecosystem.advice, written.strip_prefix("uv sync")) {
        ("", Some(rest)) => format!("uv sync --no-install-project{rest}"),
        ("", None) => written,
        (advice, _) => advice.to_owned(),
    };
    format!("above this line: `COPY {files} ./` and `RUN {install}`{}", scripts(context, folder, ecosystem))
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

fn is_file(context: &Context, folder: &str, name: &str) -> bool {
    matches!(context.node(&below(folder, name)), Node::File { .. })
}

fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
