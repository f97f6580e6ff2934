//! What a file is, as far as its name tells.

use std::path::Path;

/// Templates of Dockerfiles.
const TEMPLATES: [&str; 12] =
    [".j2", ".tmpl", ".tpl", ".template", ".in", ".erb", ".mustache", ".jinja", ".jinja2", ".ejs", ".hbs", ".gotmpl"];

/// Files that are about Dockerfiles, and sources whose name is the word.
const OTHERS: [&str; 34] = [
    ".dockerignore",
    ".containerignore",
    ".md",
    ".txt",
    ".rst",
    ".swp",
    ".swo",
    ".bak",
    ".orig",
    ".rej",
    ".tmp",
    "~",
    ".json",
    ".yml",
    ".yaml",
    ".sh",
    ".py",
    ".go",
    ".js",
    ".ts",
    ".rs",
    ".html",
    ".ex",
    ".exs",
    ".cs",
    ".cpp",
    ".cc",
    ".hpp",
    ".tsx",
    ".jsx",
    ".mjs",
    ".cjs",
    ".css",
    ".sql",
];

/// `dockerfile.php` is a source in the language, `Dockerfile.php` is for an image.
const SOURCES: [&str; 12] =
    [".rb", ".php", ".kt", ".java", ".scala", ".swift", ".lua", ".dart", ".vue", ".pl", ".hs", ".groovy"];

/// Whether a file's name says that it is a Dockerfile.
pub fn is_dockerfile_name(name: &str) -> bool {
    // Most names end here, without a copy.
    let holds = |word: &str| {
        let is_word = |part: Option<&str>| part.is_some_and(|part| part.eq_ignore_ascii_case(word));
        is_word(name.get(..word.len())) || is_word(name.len().checked_sub(word.len()).and_then(|at| name.get(at..)))
    };
    if !["dockerfile", "containerfile"].into_iter().any(holds) {
        return false;
    }
    if name.starts_with('d') && SOURCES.iter().any(|end| name.ends_with(end)) {
        return false;
    }
    let name = name.to_ascii_lowercase();
    if TEMPLATES.iter().chain(&OTHERS).any(|end| name.ends_with(end)) || name.starts_with(['#', '.']) {
        return false;
    }
    let starts =
        |word: &str| name.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']));
    starts("dockerfile")
        || name.starts_with("containerfile")
        || name.ends_with(".dockerfile")
        || name.ends_with(".containerfile")
}

pub(super) fn is_yaml(name: &str) -> bool {
    name.ends_with(".yml") || name.ends_with(".yaml")
}

/// Whether the file is a manifest of a platform, in another form than YAML.
pub(super) fn is_platform(name: &str) -> bool {
    name == "Dockerrun.aws.json" || (name.starts_with("fly.") && name.ends_with(".toml"))
}

pub(super) fn is_build_script(path: &Path, name: &str) -> bool {
    const NAMES: [&str; 9] = [
        "Makefile",
        "makefile",
        "GNUmakefile",
        "justfile",
        "Justfile",
        "Jenkinsfile",
        "Earthfile",
        "Vagrantfile",
        "Tiltfile",
    ];
    const ENDS: [&str; 8] = [".sh", ".bash", ".mk", ".make", ".ps1", ".cmd", ".bat", ".just"];
    const FOLDERS: [&str; 8] = ["scripts", "script", "hack", "ci", ".ci", "tools", "dev", "bin"];
    if NAMES.contains(&name) || ENDS.iter().any(|end| name.ends_with(end)) || name.starts_with("Makefile.") {
        return true;
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    if ending.is_some_and(|ending| !["yml", "yaml", "hcl", "json"].contains(&ending)) {
        return false;
    }
    let is_bake = name.contains("bake") && (name.ends_with(".hcl") || name.ends_with(".json"));
    let above =
        path.parent().and_then(|folder| folder.file_name()).and_then(|folder| folder.to_str()).unwrap_or_default();
    let is_workflow = is_yaml(name) && (above == "workflows" || above == ".circleci" || above == ".buildkite");
    let is_release = is_yaml(name)
        && ([
            "goreleaser",
            "gitlab-ci",
            "promu",
            "travis",
            "azure-pipelines",
            "cloudbuild",
            "Taskfile",
            "taskfile",
            "skaffold",
        ])
        .iter()
        .any(|word| name.contains(word));
    let is_action = above_action(path, name);
    is_bake || is_workflow || is_release || is_action || (FOLDERS.contains(&above) && !name.contains('.'))
}

/// A composite action of the repository itself.
fn above_action(path: &Path, name: &str) -> bool {
    (name == "action.yml" || name == "action.yaml") && path.components().any(|part| part.as_os_str() == ".github")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_dockerfile_by_its_name() {
        let yes = [
            "Dockerfile",
            "dockerfile",
            "Dockerfile.dev",
            "Dockerfile-build",
            "Dockerfile.php",
            "dockerfile_hub",
            "api.Dockerfile",
            "dist.dockerfile",
            "Containerfile",
            "Containerfile.x86",
        ];
        let no = [
            "Dockerfile.j2",
            "Dockerfile.tmpl",
            "Dockerfile.dockerignore",
            "Dockerfile.md",
            "Dockerfile~",
            "Dockerfiles",
            "docker-compose.yml",
            "Dockerfile.swp",
            ".dockerignore",
            "dockerfile.go",
            "dockerfile.ex",
            "dockerfile_test.exs",
            "dockerfile.rb",
        ];
        assert!(yes.iter().all(|name| is_dockerfile_name(name)));
        assert!(!no.iter().any(|name| is_dockerfile_name(name)));
    }
}
