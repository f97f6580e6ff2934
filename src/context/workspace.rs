//! What is known of a repository as a whole, gathered once and shared by all build contexts in it.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::buffers::Buffers;
use crate::limits;
use crate::source::Source;

use super::Node;
use super::compose::{self, Service};
use super::discover::Found;
use super::gitignore::GitIgnores;
use super::hints::{self, BuildHint};
use super::listing::Listing;
use super::memory::Memory;
use super::sent::Sent;
use super::vocabulary::Words;

/// Larger files are not read, in bytes.
pub const LARGEST_FILE: u64 = 1 << 20;

/// What is told of a larger one.
pub(crate) const TOO_LARGE: &str = "not read, as it has more than 1 MiB";

/// Names of one folder that are looked at.
const MOST_NAMES: usize = 2_000_000;

/// All text of build scripts that is kept, in bytes.
const MOST_SCRIPT_TEXT: usize = 8 << 20;

/// A repository on disk: its files of interest, and everything already read of it. Shared by threads.
#[derive(Debug)]
pub struct Workspace {
    repository: PathBuf,
    current: PathBuf,
    found: Found,
    listings: Mutex<HashMap<PathBuf, Option<Arc<Listing>>>>,
    nodes: Mutex<HashMap<PathBuf, Node>>,
    texts: Mutex<HashMap<PathBuf, Option<Source>>>,
    real_folders: Mutex<HashMap<PathBuf, Option<PathBuf>>>,
    ignores: GitIgnores,
    submodules: OnceLock<Vec<String>>,
    scripts: OnceLock<Vec<Source>>,
    mentions: Mutex<HashMap<String, Option<String>>>,
    services: OnceLock<Vec<Service>>,
    hints: OnceLock<Vec<BuildHint>>,
    sent: Mutex<HashMap<(PathBuf, String), Walked>>,
    words: Mutex<HashMap<PathBuf, Arc<OnceLock<Arc<Words>>>>>,
    memory: Memory,
}

/// A walk that the first to ask does.
type Walked = Arc<OnceLock<Arc<Sent>>>;

impl Workspace {
    /// The repository at `repository`, with what a walk found there. Reads nothing yet.
    pub fn open(repository: &Path, found: &Found) -> Arc<Workspace> {
        let repository = fs::canonicalize(repository).unwrap_or_else(|_| repository.to_owned());
        let current = std::env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
        Arc::new(Workspace {
            ignores: GitIgnores::new(&repository),
            repository,
            current,
            found: found.clone(),
            listings: Mutex::default(),
            nodes: Mutex::default(),
            texts: Mutex::default(),
            real_folders: Mutex::default(),
            submodules: OnceLock::new(),
            scripts: OnceLock::new(),
            mentions: Mutex::default(),
            services: OnceLock::new(),
            hints: OnceLock::new(),
            sent: Mutex::default(),
            words: Mutex::default(),
            memory: Memory::default(),
        })
    }

    /// The same repository with texts that win over those on disk; nothing is remembered.
    pub fn with(&self, buffers: Buffers) -> Arc<Workspace> {
        let mut found = self.found.clone();
        found.buffers = buffers;
        Workspace::open(&self.repository, &found)
    }

    /// The root folder, absolute, without symbolic links.
    pub fn repository(&self) -> &Path {
        &self.repository
    }

    /// Texts that win over those on disk.
    pub fn buffers(&self) -> &Buffers {
        &self.found.buffers
    }

    /// Every file and folder that was asked for, there or not: the answers hold as long as these do not change.
    pub fn looked_at(&self) -> Vec<PathBuf> {
        let files = lock(&self.texts).keys().cloned().collect::<Vec<_>>();
        files.into_iter().chain(lock(&self.listings).keys().cloned()).chain(lock(&self.nodes).keys().cloned()).collect()
    }

    /// YAML files that may be manifests, Compose files or workflows.
    pub fn yaml_files(&self) -> &[PathBuf] {
        &self.found.yaml
    }

    /// Manifests of platforms that are no YAML: `fly.toml`, `Dockerrun.aws.json`.
    pub fn platform_files(&self) -> &[PathBuf] {
        &self.found.platforms
    }

    /// Makefiles, shell scripts, bake files, workflows and release configurations.
    pub fn build_scripts(&self) -> &[PathBuf] {
        &self.found.build_scripts
    }

    /// The services of the Compose files.
    pub fn services(&self) -> &[Service] {
        self.services.get_or_init(|| compose::read(self))
    }

    /// What Compose files, bake files, workflows and scripts say of builds, in the order of trust and path.
    pub fn hints(&self) -> &[BuildHint] {
        self.hints.get_or_init(|| hints::read(self))
    }

    /// The hints about one Dockerfile, given by any path to it.
    pub fn hints_for(&self, dockerfile: &Path) -> Vec<&BuildHint> {
        let dockerfile = absolute(dockerfile);
        self.hints().iter().filter(|hint| hint.dockerfile == dockerfile).collect()
    }

    /// The text of a file in the repository (absolute, or as the walk found it) of at most 1 MiB. Remembered.
    /// Symbolic links are followed as long as they stay in the repository.
    pub fn read(&self, path: &Path) -> Option<Source> {
        if let Some(known) = lock(&self.texts).get(path) {
            return known.clone();
        }
        let text = self.read_now(path);
        lock(&self.texts).insert(path.to_owned(), text.clone());
        text
    }

    fn read_now(&self, path: &Path) -> Option<Source> {
        let real = self.real(path)?;
        if !real.starts_with(&self.repository) {
            limits::reached("not read, as a link leads out of the repository", self.shown(path).display());
            return None;
        }
        if let Some(text) = self.buffers().text(&real) {
            return Some(Source::new(self.shown(path), text));
        }
        if !fs::metadata(&real).ok()?.is_file() {
            return None;
        }
        let mut bytes = Vec::new();
        fs::File::open(&real).ok()?.take(LARGEST_FILE + 1).read_to_end(&mut bytes).ok()?;
        if bytes.len() as u64 > LARGEST_FILE {
            limits::reached(TOO_LARGE, self.shown(path).display());
            return None;
        }
        Some(Source::from_bytes(self.shown(path), bytes))
    }

    /// The path without symbolic links; `None` where nothing stands there.
    pub(crate) fn real(&self, path: &Path) -> Option<PathBuf> {
        let (folder, name) = (path.parent()?, path.file_name()?);
        let path = self.real_folder(folder)?.join(name);
        if self.buffers().text(&path).is_some() {
            return Some(path);
        }
        if fs::symlink_metadata(&path).ok()?.is_symlink() { fs::canonicalize(&path).ok() } else { Some(path) }
    }

    /// The folder without symbolic links. Remembered, as is each above it: to ask for one from the top takes a
    /// question for every part of its path, below one that is known only one more.
    pub(super) fn real_folder(&self, folder: &Path) -> Option<PathBuf> {
        if let Some(known) = lock(&self.real_folders).get(folder) {
            return known.clone();
        }
        let real = match (folder.parent(), folder.file_name()) {
            _ if folder == self.repository => Some(folder.to_owned()),
            (Some(above), Some(name)) if folder.is_relative() || folder.starts_with(&self.repository) => {
                let path = self.real_folder(above).map(|above| above.join(name));
                path.and_then(|path| match fs::symlink_metadata(&path).ok()?.is_symlink() {
                    true => fs::canonicalize(&path).ok(),
                    false => Some(path),
                })
            }
            _ if folder.as_os_str().is_empty() => fs::canonicalize(".").ok(),
            _ => fs::canonicalize(folder).ok(),
        };
        lock(&self.real_folders).insert(folder.to_owned(), real.clone());
        real
    }

    /// The path to show to people: relative to the working directory where that holds it.
    pub fn shown(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.current).unwrap_or(path).to_owned()
    }

    /// Where git ignores `path` (relative to the repository), in words that end a sentence.
    pub(super) fn git_ignores(&self, path: &str) -> Option<String> {
        self.ignores.reason(self, path)
    }

    /// The submodule that `path` (relative to the repository) is or lies in.
    pub(super) fn submodule(&self, path: &str) -> Option<&str> {
        let paths = self.submodules.get_or_init(|| {
            let modules = self.read(&self.repository.join(".gitmodules"));
            modules.map(|modules| submodules(modules.text())).unwrap_or_default()
        });
        let holds = |module: &&String| {
            path.strip_prefix(module.as_str()).is_some_and(|it| it.is_empty() || it.starts_with('/'))
        };
        paths.iter().find(holds).map(String::as_str)
    }

    /// The texts of the build scripts, up to a bound on all of them together.
    pub(super) fn scripts(&self) -> &[Source] {
        self.scripts.get_or_init(|| {
            let mut left = MOST_SCRIPT_TEXT;
            let mut texts = Vec::new();
            for path in &self.found.build_scripts {
                let Some(text) = self.read(path) else { continue };
                let Some(rest) = left.checked_sub(text.text().len()) else {
                    limits::reached(
                        "no more scripts that build are read, as 8 MiB of them were",
                        self.shown(path).display(),
                    );
                    break;
                };
                left = rest;
                texts.push(text);
            }
            texts
        })
    }

    /// Where a build script names a file, as `search` finds it. Remembered.
    pub(super) fn mention(&self, name: &str, search: impl FnOnce() -> Option<String>) -> Option<String> {
        if let Some(known) = lock(&self.mentions).get(name) {
            return known.clone();
        }
        let found = search();
        lock(&self.mentions).insert(name.to_owned(), found.clone());
        found
    }

    /// The names in an absolute folder; `None` where it is no folder or cannot be read.
    pub(super) fn listing(&self, folder: &Path) -> Option<Arc<Listing>> {
        if let Some(known) = lock(&self.listings).get(folder) {
            return known.clone();
        }
        let listing = list(folder).map(Arc::new);
        lock(&self.listings).insert(folder.to_owned(), listing.clone());
        listing
    }

    /// Whether the folder still holds the names that it held when it was asked for; `true` where it never was.
    pub fn holds_the_same(&self, folder: &Path) -> bool {
        let Some(known) = lock(&self.listings).get(folder).cloned() else { return true };
        let now = list(folder);
        match (known, now) {
            (Some(known), Some(now)) => known.keys().eq(now.keys()),
            (known, now) => known.is_none() && now.is_none(),
        }
    }

    /// What `name` in the absolute `folder` is; letter case counts on every system.
    pub(super) fn node(&self, folder: &Path, name: &str) -> Node {
        let Some(listing) = self.listing(folder) else { return Node::Missing };
        let kind = match listing.get(name) {
            Some(kind) => kind,
            // It may be one of those that were too many.
            None if listing.len() > MOST_NAMES / 2 => return look(&folder.join(name)),
            None => return Node::Missing,
        };
        if kind.is_dir() {
            return Node::Folder;
        }
        let path = folder.join(name);
        if let Some(known) = lock(&self.nodes).get(&path) {
            return known.clone();
        }
        let mut node = look(&path);
        if let (Node::File { size, .. }, Some(text)) = (&mut node, self.buffers().text(&path)) {
            *size = text.len() as u64;
        }
        lock(&self.nodes).insert(path, node.clone());
        node
    }

    /// The remembered walk for a root and an ignore file's text; the caller does it where it is new.
    pub(super) fn sent(&self, root: &Path, ignored: &str) -> Walked {
        lock(&self.sent).entry((root.to_owned(), ignored.to_owned())).or_default().clone()
    }

    pub(super) fn memory(&self) -> &Memory {
        &self.memory
    }

    pub(super) fn words(&self, root: &Path) -> Arc<OnceLock<Arc<Words>>> {
        lock(&self.words).entry(root.to_owned()).or_default().clone()
    }
}

fn list(folder: &Path) -> Option<Listing> {
    let entries = fs::read_dir(folder).ok()?;
    let mut left = MOST_NAMES;
    let few = entries.flatten().take_while(|_| {
        let is_first = left == 0;
        left = left.wrapping_sub(1);
        if is_first {
            limits::reached("only the first 2,000,000 names of a folder are looked at", folder.display());
        }
        !is_first
    });
    let names = few.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        Some((name, entry.file_type().ok()?))
    });
    Some(names.collect())
}

/// Absolute, the folder without symbolic links, the name as it is.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (path.parent().and_then(|folder| fs::canonicalize(folder).ok()), path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path,
    }
}

/// A thread that died while it held the lock has left a whole entry or none.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn look(path: &Path) -> Node {
    let Ok(metadata) = fs::symlink_metadata(path) else { return Node::Missing };
    let kind = metadata.file_type();
    if kind.is_symlink() {
        return fs::read_link(path).map_or(Node::Missing, |target| Node::Link(target.to_string_lossy().into_owned()));
    }
    match kind.is_file() {
        true => Node::File { size: metadata.len(), executable: is_executable(&metadata) },
        false if kind.is_dir() => Node::Folder,
        false => Node::Missing,
    }
}

#[cfg(unix)]
fn is_executable(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

/// Docker gives every file of a Windows context the mode 0755.
#[cfg(not(unix))]
fn is_executable(_: &fs::Metadata) -> bool {
    true
}

/// The `path = ...` lines of a `.gitmodules` file.
fn submodules(text: &str) -> Vec<String> {
    let values = text.lines().filter_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "path").then(|| value.trim().trim_matches(['"', '/']).to_owned())
    });
    values.filter(|path| !path.is_empty()).collect()
}
