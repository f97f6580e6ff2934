//! Which files are Dockerfiles, and which others the analysis may want.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ignore::{DirEntry, WalkBuilder, WalkState};

pub use super::names::is_dockerfile_name;
use super::names::{is_build_script, is_platform, is_yaml};
use super::skipped::Skipped;
use super::workspace::lock;
use crate::buffers::Buffers;
use crate::limits;

/// A walk stops after so many entries.
const MOST_ENTRIES: usize = 2_000_000;

/// So much of a file is read to see whether it is a Dockerfile, in bytes.
const LOOKED_AT: u64 = 8 << 10;

/// Trees of no more entries are walked without threads.
const FEW_ENTRIES: usize = 500;

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
    /// `fly.toml`, `Dockerrun.aws.json`.
    pub platforms: Vec<PathBuf>,
    /// Every Dockerfile of the repositories around, asked for or not.
    pub siblings: Vec<PathBuf>,
    /// The folders searched and those around single files, absolute: what stands for the repository where
    /// there is none.
    pub roots: Vec<PathBuf>,
    /// Folders that could not be read, and paths that do not exist, with the reason.
    pub problems: Vec<(PathBuf, String)>,
    /// Texts that win over those on disk.
    pub buffers: Buffers,
    /// The repositories of folders, as far as they were asked for.
    known: Arc<Mutex<HashMap<PathBuf, PathBuf>>>,
}

impl Found {
    /// Nothing but texts that win over the disk.
    pub fn nothing_but(buffers: &Buffers) -> Found {
        Found { buffers: buffers.clone(), ..Found::default() }
    }

    /// The repository of the file `path`; without one, the outermost folder that was searched and holds it.
    /// Remembered for the file's folder.
    pub fn root_of(&self, path: &Path) -> PathBuf {
        let folder = path.parent().unwrap_or(path);
        if let Some(known) = lock(&self.known).get(folder) {
            return known.clone();
        }
        let root = self.find_root(path);
        lock(&self.known).insert(folder.to_owned(), root.clone());
        root
    }

    fn find_root(&self, path: &Path) -> PathBuf {
        let own = repository_of(path);
        if own.join(".git").exists() {
            return own;
        }
        let around = self.roots.iter().filter(|root| own.starts_with(root));
        around.min_by_key(|root| root.components().count()).cloned().unwrap_or(own)
    }
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
    found.roots = searched.iter().chain(&around).cloned().collect();
    for repository in around {
        if searched.iter().any(|folder| repository.starts_with(folder)) {
            continue;
        }
        let depth = if repository.join(".git").exists() { usize::MAX } else { DEPTH_AROUND };
        search(&shown(&repository), depth, false, &mut found);
    }
    found.finish()
}

/// What [`discover`] finds for the one file at the absolute `path`, which need not exist yet.
pub fn around(path: &Path) -> Found {
    let folder = path.parent().unwrap_or(path);
    let repository = repository_of(if path.exists() { path } else { folder });
    let mut found = Sets { roots: vec![repository.clone()], ..Sets::default() };
    found.dockerfiles.insert(path.to_owned());
    let depth = if repository.join(".git").exists() { usize::MAX } else { DEPTH_AROUND };
    search(&shown(&repository), depth, false, &mut found);
    found.finish()
}

/// The nearest folder at or above `path` that holds `.git`; else `path` itself where it is a folder, or the
/// folder that it stands in. Absolute, without symbolic links.
pub fn repository_of(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = if path.is_dir() { real(&path) } else { real(path.parent().unwrap_or(&path)) };
    let mut roots = folder.ancestors().filter(|above| above.join(".git").exists());
    let nearest = roots.next().unwrap_or(&folder);
    // A submodule is part of the repository around it.
    let root = if is_submodule(nearest) { roots.next().unwrap_or(nearest) } else { nearest };
    root.to_owned()
}

fn is_submodule(root: &Path) -> bool {
    let mark = root.join(".git");
    let mut text = Vec::new();
    let mut read = || fs::File::open(&mark)?.take(LOOKED_AT).read_to_end(&mut text);
    mark.is_file() && read().is_ok() && String::from_utf8_lossy(&text).contains("/modules/")
}

#[derive(Default)]
struct Sets {
    dockerfiles: BTreeSet<PathBuf>,
    yaml: BTreeSet<PathBuf>,
    build_scripts: BTreeSet<PathBuf>,
    platforms: BTreeSet<PathBuf>,
    siblings: BTreeSet<PathBuf>,
    roots: Vec<PathBuf>,
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
            platforms: self.platforms.into_iter().collect(),
            siblings: self.siblings.into_iter().collect(),
            roots: self.roots,
            problems: self.problems,
            buffers: Buffers::default(),
            known: Arc::default(),
        }
    }
}

/// Walks `root`; with `wants_dockerfiles` false only the other files count.
fn search(root: &Path, depth: usize, wants_dockerfiles: bool, found: &mut Sets) {
    let repository = repository_of(root);
    let mut builder = WalkBuilder::new(root);
    // The user's own global ignore file would make the answer differ between machines.
    builder.standard_filters(false).follow_links(false);
    builder.max_depth((depth != usize::MAX).then_some(depth));
    let skipped = Skipped::new(root);
    builder.filter_entry(move |entry| entry.depth() == 0 || !is_vendored(entry) && !skipped.holds(entry));
    if search_alone(&builder, root, wants_dockerfiles, &repository, found) {
        return;
    }
    let shared = Mutex::new(std::mem::take(found));
    builder.threads(std::thread::available_parallelism().map_or(2, usize::from).min(8));
    builder.build_parallel().run(|| {
        Box::new(|entry| {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    lock(&shared).problems.push(problem(root, &error));
                    return WalkState::Continue;
                }
            };
            note(&entry, wants_dockerfiles, &repository, &shared)
        })
    });
    *found = shared.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
}

/// Walks a small tree without threads, which take longer to start than that. False: it is large, and what was
/// found of it will be found once more.
fn search_alone(
    builder: &WalkBuilder,
    root: &Path,
    wants_dockerfiles: bool,
    repository: &Path,
    found: &mut Sets,
) -> bool {
    let shared = Mutex::new(std::mem::take(found));
    let mut walk = builder.build();
    for entry in walk.by_ref().take(FEW_ENTRIES) {
        match entry {
            Ok(entry) => {
                note(&entry, wants_dockerfiles, repository, &shared);
            }
            Err(error) => lock(&shared).problems.push(problem(root, &error)),
        }
    }
    *found = shared.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    walk.next().is_none()
}

fn note(entry: &DirEntry, wants_dockerfiles: bool, repository: &Path, shared: &Mutex<Sets>) -> WalkState {
    let Some(kind) = entry.file_type() else { return WalkState::Continue };
    let Some(name) = entry.file_name().to_str() else { return WalkState::Continue };
    if kind.is_dir() {
        return WalkState::Continue;
    }
    let is_dockerfile = is_dockerfile_name(name);
    let leads_to_file = || entry.path().is_file() && real(entry.path()).starts_with(repository);
    let is_file = kind.is_file() || (kind.is_symlink() && is_dockerfile && leads_to_file());
    let is_yaml = is_yaml(name);
    let is_script = is_build_script(entry.path(), name);
    let is_platform = is_platform(name);
    if !is_file || !(is_dockerfile || is_yaml || is_script || is_platform) {
        return WalkState::Continue;
    }
    let path = tidy(entry.path());
    let is_dockerfile = is_dockerfile && !is_something_else(entry.path());
    let mut sets = lock(shared);
    sets.entries += 1;
    if sets.entries > MOST_ENTRIES {
        limits::reached(
            "no more Dockerfiles and manifests are looked for, as 2,000,000 were met",
            repository.display(),
        );
        return WalkState::Quit;
    }
    if is_dockerfile {
        sets.siblings.insert(path.clone());
        if wants_dockerfiles {
            sets.dockerfiles.insert(path.clone());
        }
    }
    if is_yaml {
        sets.yaml.insert(path.clone());
    }
    if is_platform {
        sets.platforms.insert(path.clone());
    }
    if is_script {
        sets.build_scripts.insert(path);
    }
    WalkState::Continue
}

/// Whether a file with a Dockerfile's name is none, told by its first line that is neither blank nor a comment: it has
/// the marks of a template, or colours.
fn is_something_else(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(LOOKED_AT).read_to_end(&mut start));
    let text = String::from_utf8_lossy(&start);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    // An instruction is one whatever its words hold: nobody hides a Dockerfile behind a colour.
    let is_first = |line: &str| {
        let word = line.split_whitespace().next().unwrap_or_default();
        ["FROM", "ARG"].iter().any(|it| word.eq_ignore_ascii_case(it))
    };
    let marked = |line: &str| {
        ["{{", "{%", "<%"].iter().any(|mark| line.contains(mark)) || line.contains('\u{1b}') && !is_first(line)
    };
    read.is_ok() && lines.next().is_some_and(marked)
}

fn is_vendored(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
        && entry.file_name().to_str().is_some_and(|name| VENDORED.contains(&name))
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
        fs::write(root.join("Dockerfile.web"), "# filled in later\n{{ set base }}\nFROM {{ base }}\n").expect("a file");
        fs::write(root.join("Dockerfile.job"), "FROM alpine:{{ version }}\n").expect("a file");
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

    #[test]
    fn files_belong_to_the_innermost_repository() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = real(folder.path());
        for file in
            ["one/.git/HEAD", "one/Dockerfile", "one/sub/Dockerfile", "two/Dockerfile", "two/a.yaml", "one/sub/b.yml"]
        {
            fs::create_dir_all(root.join(file).parent().expect("a parent")).expect("folders");
            fs::write(root.join(file), "").expect("a file");
        }
        let found = discover(std::slice::from_ref(&root));
        let of = |file: &str| found.root_of(&root.join(file));
        assert_eq!([of("two/a.yaml"), of("one/sub/b.yml")], [root.clone(), root.join("one")]);
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
