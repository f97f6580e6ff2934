//! Which files are Dockerfiles, and which others the analysis may want.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::workspace::lock;

/// A walk stops after so many entries.
const MOST_ENTRIES: usize = 2_000_000;

/// Without a repository the folders around a single file are searched no deeper than this.
const DEPTH_AROUND: usize = 3;

/// Folders of other people's files.
const VENDORED: [&str; 14] = [
    ".git",
    ".hg",
    ".svn",
    "node_modules",
    "bower_components",
    "vendor",
    "third_party",
    "venv",
    ".venv",
    "site-packages",
    "__pycache__",
    ".tox",
    ".terraform",
    ".gradle",
];

/// One walk of a repository: the Dockerfiles, and the files that other steps read.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Sorted, without repeats.
    pub dockerfiles: Vec<PathBuf>,
    /// `.yml` and `.yaml` files (templates among them), candidates for manifests and Compose.
    pub yaml: Vec<PathBuf>,
    /// Makefiles, `*.sh`, `docker-bake.{hcl,json}`, workflow files: they may name a context root.
    pub build_scripts: Vec<PathBuf>,
    /// Folders that could not be read, and paths that do not exist, with the reason.
    pub problems: Vec<(PathBuf, String)>,
}

/// Finds the Dockerfiles: files are taken as they are, folders are searched with `.gitignore` honoured. For
/// each, the files around in the same repository that may speak of builds and deployments are found too.
pub fn discover(paths: &[PathBuf]) -> Found {
    let mut found = Sets::default();
    let mut searched: Vec<PathBuf> = Vec::new();
    let mut around: BTreeSet<PathBuf> = BTreeSet::new();
    for path in paths {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                search(path, usize::MAX, true, &mut found);
                searched.push(real(path));
                around.insert(repository_of(path));
            }
            Ok(_) => {
                found.dockerfiles.insert(path.clone());
                around.insert(repository_of(path));
            }
            Err(error) => found.problems.push((path.clone(), error.to_string())),
        }
    }
    for repository in around {
        if searched.iter().any(|folder| repository.starts_with(folder)) {
            continue;
        }
        let depth = if repository.join(".git").exists() { usize::MAX } else { DEPTH_AROUND };
        search(&shown(&repository), depth, false, &mut found);
    }
    found.finish()
}

/// The nearest folder at or above `path` that holds `.git`; else `path` itself where it is a folder, or the
/// folder that it stands in. Absolute, without symbolic links.
pub fn repository_of(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = if path.is_dir() { real(&path) } else { real(path.parent().unwrap_or(&path)) };
    folder.ancestors().find(|above| above.join(".git").exists()).unwrap_or(&folder).to_owned()
}

/// Whether a file's name says that it is a Dockerfile.
pub fn is_dockerfile_name(name: &str) -> bool {
    const TEMPLATES: [&str; 12] = [
        ".j2",
        ".tmpl",
        ".tpl",
        ".template",
        ".in",
        ".erb",
        ".mustache",
        ".jinja",
        ".jinja2",
        ".ejs",
        ".hbs",
        ".gotmpl",
    ];
    const OTHERS: [&str; 22] = [
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
    ];
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

#[derive(Default)]
struct Sets {
    dockerfiles: BTreeSet<PathBuf>,
    yaml: BTreeSet<PathBuf>,
    build_scripts: BTreeSet<PathBuf>,
    problems: Vec<(PathBuf, String)>,
    entries: usize,
}

impl Sets {
    fn finish(mut self) -> Found {
        self.problems.sort();
        self.problems.dedup();
        Found {
            dockerfiles: self.dockerfiles.into_iter().collect(),
            yaml: self.yaml.into_iter().collect(),
            build_scripts: self.build_scripts.into_iter().collect(),
            problems: self.problems,
        }
    }
}

/// Walks `root`; with `wants_dockerfiles` false only the other files count.
fn search(root: &Path, depth: usize, wants_dockerfiles: bool, found: &mut Sets) {
    let shared = Mutex::new(std::mem::take(found));
    let mut builder = WalkBuilder::new(root);
    // The user's own global ignore file would make the answer differ between machines.
    builder.hidden(false).ignore(false).git_global(false).require_git(false).follow_links(false);
    builder.max_depth((depth != usize::MAX).then_some(depth));
    builder.threads(std::thread::available_parallelism().map_or(2, usize::from).min(8));
    builder.filter_entry(|entry| entry.depth() == 0 || !is_vendored(entry));
    builder.build_parallel().run(|| {
        Box::new(|entry| {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    lock(&shared).problems.push(problem(root, &error));
                    return WalkState::Continue;
                }
            };
            note(&entry, wants_dockerfiles, &shared)
        })
    });
    *found = shared.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
}

fn note(entry: &DirEntry, wants_dockerfiles: bool, shared: &Mutex<Sets>) -> WalkState {
    let Some(kind) = entry.file_type() else { return WalkState::Continue };
    let Some(name) = entry.file_name().to_str() else { return WalkState::Continue };
    let is_file = kind.is_file() || (kind.is_symlink() && is_dockerfile_name(name) && entry.path().is_file());
    let is_dockerfile = is_dockerfile_name(name);
    let is_yaml = is_yaml(name);
    let is_script = is_build_script(entry.path(), name);
    if !is_file || !(is_dockerfile || is_yaml || is_script) {
        return WalkState::Continue;
    }
    let path = tidy(entry.path());
    let mut sets = lock(shared);
    sets.entries += 1;
    if sets.entries > MOST_ENTRIES {
        return WalkState::Quit;
    }
    if is_dockerfile && wants_dockerfiles {
        sets.dockerfiles.insert(path.clone());
    }
    if is_yaml {
        sets.yaml.insert(path.clone());
    }
    if is_script {
        sets.build_scripts.insert(path);
    }
    WalkState::Continue
}

fn is_vendored(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
        && entry.file_name().to_str().is_some_and(|name| VENDORED.contains(&name))
}

fn is_yaml(name: &str) -> bool {
    name.ends_with(".yml") || name.ends_with(".yaml")
}

fn is_build_script(path: &Path, name: &str) -> bool {
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

fn problem(root: &Path, error: &ignore::Error) -> (PathBuf, String) {
    match error {
        ignore::Error::WithPath { path, err } => (tidy(path), err.to_string()),
        ignore::Error::WithDepth { err, .. } => problem(root, err),
        other => (root.to_owned(), other.to_string()),
    }
}

/// Without the `./` that a walk of `.` puts in front.
fn tidy(path: &Path) -> PathBuf {
    path.strip_prefix("./").unwrap_or(path).to_owned()
}

fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Relative to the working directory where that holds the path.
fn shown(path: &Path) -> PathBuf {
    let current = std::env::current_dir().map(|current| real(&current)).unwrap_or_default();
    match path.strip_prefix(&current) {
        Ok(rest) if rest.as_os_str().is_empty() => PathBuf::from("."),
        Ok(rest) => rest.to_owned(),
        Err(_) => path.to_owned(),
    }
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
        ];
        assert!(yes.iter().all(|name| is_dockerfile_name(name)));
        assert!(!no.iter().any(|name| is_dockerfile_name(name)));
    }

    #[test]
    fn searches_folders_and_takes_files() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        let files = [
            "Dockerfile",
            "a/b/api.Dockerfile",
            "node_modules/x/Dockerfile",
            "skipped/Dockerfile",
            ".github/workflows/ci.yml",
            "deploy/app.yaml",
            "Makefile",
            "hack/build",
            "notes.txt",
        ];
        for file in files {
            fs::create_dir_all(root.join(file).parent().expect("a parent")).expect("folders");
            fs::write(root.join(file), "").expect("a file");
        }
        fs::write(root.join(".gitignore"), "skipped/\n").expect("a file");
        let names = |paths: &[PathBuf]| -> Vec<String> {
            paths.iter().map(|path| path.strip_prefix(root).expect("inside").display().to_string()).collect()
        };
        let found = discover(&[root.to_owned()]);
        assert_eq!(names(&found.dockerfiles), ["Dockerfile", "a/b/api.Dockerfile"]);
        assert_eq!(names(&found.yaml), [".github/workflows/ci.yml", "deploy/app.yaml"]);
        assert_eq!(names(&found.build_scripts), [".github/workflows/ci.yml", "Makefile", "hack/build"]);

        let found = discover(&[root.join("notes.txt"), root.join("absent")]);
        assert_eq!(names(&found.dockerfiles), ["notes.txt"]);
        assert_eq!(found.problems.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn loops_of_links_end() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::os::unix::fs::symlink(".", folder.path().join("loop")).expect("a link");
        fs::write(folder.path().join("Dockerfile"), "").expect("a file");
        assert_eq!(discover(&[folder.path().to_owned()]).dockerfiles.len(), 1);
    }
}
