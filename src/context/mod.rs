//! The build context: which files it holds, what `.dockerignore` really leaves out, what a file says.
//!
//! Paths are relative to the context's root, cleaned, with `/` between names and none in front; the
//! root is the empty string. Nothing outside the repository is ever read, and no symbolic link that
//! leaves it is followed.

pub mod compose;
pub mod discover;
pub mod dockerignore;
mod elsewhere;
mod gitignore;
pub mod hints;
mod listing;
mod memory;
mod names;
mod near;
pub mod path;
pub mod root;
pub mod sent;
mod skipped;
pub mod stamp;
pub mod survey;
pub mod unwanted;
pub mod vocabulary;
pub mod workspace;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::source::Source;

use dockerignore::{Ignored, Judgement, LONGEST_PATH, Matched, Verdict};
pub use hints::BuildHint;
use path::join;
use sent::Sent;
pub use unwanted::{Kind as UnwantedKind, Unwanted};
pub use workspace::Workspace;
use workspace::lock;

/// Links that one path may lead through, as on Linux.
const MOST_LINKS: usize = 40;

/// Entries looked at to see whether a left-out folder sends something after all.
const MOST_LOOKED_AT: usize = 20_000;

/// Paths that one glob yields, at most.
const MOST_MATCHES: usize = 10_000;

/// What stands at a path of the context, `.dockerignore` not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    File {
        size: u64,
        executable: bool,
    },
    Folder,
    /// A symbolic link and its target as written.
    Link(String),
    Missing,
}

/// A build context on disk. Shared by threads; what is read is remembered in its [`Workspace`].
#[derive(Debug)]
pub struct Context {
    workspace: Arc<Workspace>,
    root: PathBuf,
    ignored: Ignored,
    why: String,
    /// The Dockerfile stands in the root.
    holds_dockerfile: bool,
    /// Left-out folders, and whether nothing below them is sent either.
    empty_folders: Mutex<HashMap<String, bool>>,
    /// What the walk makes of folders.
    entered: Mutex<HashMap<String, (Judgement, Matched)>>,
    /// Folders without links, as [`Context::resolve`] gives them.
    resolved: Mutex<HashMap<String, Option<String>>>,
    /// What [`Context::made_elsewhere`] said.
    elsewhere: Mutex<HashMap<String, Option<String>>>,
}

impl Context {
    /// The context at `root` (absolute, within the workspace's repository). `dockerfile` (absolute) decides
    /// whether a `<name>.dockerignore` wins. `why` says how the root was found.
    ///
    /// An empty `<name>.dockerignore` wins too, as with the builder's own frontend; a frontend that a
    /// `# syntax=` line loads takes the root's file then, since an empty file reaches it as none.
    pub fn open(workspace: Arc<Workspace>, root: &Path, dockerfile: &Path, why: String) -> Context {
        let root = workspace.real_folder(root).unwrap_or_else(|| root.to_owned());
        let mut beside = dockerfile.as_os_str().to_owned();
        beside.push(".dockerignore");
        let source = workspace.read(Path::new(&beside)).or_else(|| workspace.read(&root.join(".dockerignore")));
        let ignored = source.map(dockerignore::parse).unwrap_or_default();
        let folder = dockerfile.parent().and_then(|folder| workspace.real_folder(folder));
        Context {
            workspace,
            holds_dockerfile: folder.is_some_and(|folder| folder == root),
            root,
            ignored,
            why,
            empty_folders: Mutex::default(),
            entered: Mutex::default(),
            resolved: Mutex::default(),
            elsewhere: Mutex::default(),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The root as people want to see it: relative to the working directory where that holds it.
    pub fn shown(&self) -> String {
        let shown = self.workspace.shown(&self.root);
        if shown.as_os_str().is_empty() { ".".to_owned() } else { shown.display().to_string() }
    }

    pub fn repository(&self) -> &Path {
        self.workspace.repository()
    }

    /// Whether the Dockerfile stands in the context's root, which few builds move.
    pub fn holds_dockerfile(&self) -> bool {
        self.holds_dockerfile
    }

    /// Whether the context is the whole repository, with its history.
    pub fn is_repository_root(&self) -> bool {
        self.root == self.repository()
    }

    /// Whether git is told to ignore `path`, there or not.
    pub fn git_ignores(&self, path: &str) -> bool {
        self.in_repository(path).is_some_and(|path| self.workspace.git_ignores(&path).is_some())
    }

    pub fn workspace(&self) -> &Arc<Workspace> {
        &self.workspace
    }

    /// How the root was found, to be read after "the build context is X: ".
    pub fn why(&self) -> &str {
        &self.why
    }

    /// The ignore file in force.
    pub fn ignored(&self) -> &Ignored {
        &self.ignored
    }

    /// What stands at `path` on disk; links before the last name are followed within the context, a link at
    /// the end is not. Sockets, pipes and devices are missing. Answers are remembered.
    pub fn node(&self, path: &str) -> Node {
        if path.is_empty() {
            return Node::Folder;
        }
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let Some(folder) = self.resolve_folder(folder) else { return Node::Missing };
        self.node_at(&folder, name)
    }

    fn node_at(&self, folder: &str, name: &str) -> Node {
        match name {
            "" | "." | ".." => Node::Missing,
            _ => self.workspace.node(&self.root.join(folder), name),
        }
    }

    /// The path without symbolic links; absolute targets start at the context's root, and `..` stays in it,
    /// as in the builder. `None` where something is missing or the links do not end.
    pub fn resolve(&self, path: &str) -> Option<String> {
        let mut left: Vec<String> = path.split('/').rev().map(str::to_owned).collect();
        let mut real = String::new();
        let mut links = 0;
        while let Some(name) = left.pop() {
            match name.as_str() {
                "" | "." => continue,
                ".." => {
                    real.truncate(real.rfind('/').unwrap_or(0));
                    continue;
                }
                _ => (),
            }
            match self.node_at(&real, &name) {
                Node::Missing => return None,
                Node::Link(target) => {
                    links += 1;
                    if links > MOST_LINKS {
                        return None;
                    }
                    if target.starts_with('/') {
                        real.clear();
                    }
                    left.extend(target.split('/').rev().map(str::to_owned));
                }
                Node::File { .. } | Node::Folder => real = join(&real, &name),
            }
        }
        Some(real)
    }

    /// Whether `path` is left out of what is sent to the builder: the walk that BuildKit does. A folder is
    /// left out where neither it nor anything below is sent. A path through a link is left out with the link
    /// or with what it leads to. The root is never left out.
    pub fn is_ignored(&self, path: &str) -> bool {
        if path.is_empty() || path.len() > LONGEST_PATH || self.ignored.patterns.is_empty() {
            return false;
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if let Some(real) = self.resolve_folder(folder).filter(|real| real != folder) {
            let is_link = |at: &usize| matches!(self.node(&path[..*at]), Node::Link(_));
            let link = path.match_indices('/').map(|(at, _)| at).find(is_link);
            return link.is_some_and(|at| self.ignored.excludes(&path[..at], false))
                || self.is_ignored(&join(&real, &path[folder.len() + 1..]));
        }
        let is_folder = self.node(path) == Node::Folder;
        let judgement = if is_folder { self.enter(path).0 } else { self.judge(path, folder) };
        match judgement.verdict {
            Verdict::Sent => false,
            Verdict::Pruned => true,
            Verdict::LeftOut => !is_folder || self.sends_nothing_below(path),
        }
    }

    /// Judges a path that is no folder, with what is remembered of the folder that holds it.
    fn judge(&self, path: &str, folder: &str) -> Judgement {
        let (judgement, matched) = self.enter(folder);
        if judgement.verdict == Verdict::Pruned { judgement } else { self.ignored.judge(path, &matched) }
    }

    /// What the walk makes of a folder; below a pruned one all is pruned. Remembered.
    fn enter(&self, folder: &str) -> (Judgement, Matched) {
        if folder.is_empty() {
            return (Judgement { verdict: Verdict::Sent, pattern: None }, Matched::default());
        }
        if let Some(known) = lock(&self.entered).get(folder) {
            return known.clone();
        }
        let (judgement, above) = self.enter(folder.rsplit_once('/').map_or("", |(above, _)| above));
        let answer = match judgement.verdict {
            Verdict::Pruned => (judgement, above),
            Verdict::Sent | Verdict::LeftOut => self.ignored.enter(folder, &above),
        };
        lock(&self.entered).insert(folder.to_owned(), answer.clone());
        answer
    }

    /// [`Context::resolve`], remembered.
    fn resolve_folder(&self, folder: &str) -> Option<String> {
        if folder.is_empty() {
            return Some(String::new());
        }
        if let Some(known) = lock(&self.resolved).get(folder) {
            return known.clone();
        }
        let real = self.resolve(folder);
        lock(&self.resolved).insert(folder.to_owned(), real.clone());
        real
    }

    fn sends_nothing_below(&self, folder: &str) -> bool {
        if let Some(known) = lock(&self.empty_folders).get(folder) {
            return *known;
        }
        let answer = !self.sends_below(folder);
        lock(&self.empty_folders).insert(folder.to_owned(), answer);
        answer
    }

    fn sends_below(&self, folder: &str) -> bool {
        let mut left = MOST_LOOKED_AT;
        let mut folders = vec![(folder.to_owned(), self.enter(folder).1)];
        while let Some((folder, matched)) = folders.pop() {
            let Some(listing) = self.workspace.listing(&self.root.join(&folder)) else { continue };
            for (name, kind) in listing.iter() {
                let path = join(&folder, name);
                left = left.saturating_sub(1);
                let (judgement, below) = match kind.is_dir() {
                    true => self.ignored.enter(&path, &matched),
                    false => (self.ignored.judge(&path, &matched), Matched::default()),
                };
                match judgement.verdict {
                    // Too many entries to know: a false "nothing is sent" would be the worse answer.
                    _ if left == 0 => return true,
                    Verdict::Sent => return true,
                    Verdict::LeftOut if kind.is_dir() => folders.push((path, below)),
                    Verdict::LeftOut | Verdict::Pruned => (),
                }
            }
        }
        false
    }

    /// Paths that a COPY source with `*`, `?` or `[` matches (Go's `filepath.Match`, name by name), sorted. As in
    /// BuildKit links are followed before the first wildcard only. A bad pattern matches nothing.
    pub fn glob(&self, pattern: &str) -> Vec<String> {
        let mut paths = vec![String::new()];
        let mut parts = pattern.split('/').peekable();
        let mut is_wild = false;
        while let Some(part) = parts.next() {
            is_wild |= dockerignore::gopath::is_wild(part);
            if !is_wild {
                paths = vec![join(&paths[0], part)];
                continue;
            }
            let mut next = Vec::new();
            paths.iter().for_each(|path| self.glob_names(path, part, parts.peek().is_none(), &mut next));
            paths = next;
        }
        paths.retain(|path| is_wild || self.node(path) != Node::Missing);
        paths.sort();
        paths
    }

    fn glob_names(&self, folder: &str, part: &str, is_last: bool, out: &mut Vec<String>) {
        let Some(listing) = self.resolve(folder).and_then(|real| self.workspace.listing(&self.root.join(real))) else {
            return;
        };
        let names = listing.iter().filter(|(_, kind)| is_last || kind.is_dir()).map(|(name, _)| name);
        let hits = names.filter(|name| dockerignore::gopath::matches(part, name) == Ok(true));
        let room = MOST_MATCHES.saturating_sub(out.len());
        out.extend(hits.map(|name| join(folder, name)).take(room));
    }

    /// The text of a file of at most 1 MiB; links are followed within the context. Remembered. Also for
    /// ignored files.
    pub fn read(&self, path: &str) -> Option<Source> {
        let real = self.resolve(path).filter(|real| !real.is_empty())?;
        self.workspace.read(&self.root.join(real))
    }

    /// Why a missing `path` may be there when the image is really built: git ignores it, a build outside Docker writes
    /// it, it lies in a submodule. `None`: nothing speaks for it. The words can end a sentence.
    pub fn made_elsewhere(&self, path: &str) -> Option<String> {
        if let Some(known) = lock(&self.elsewhere).get(path) {
            return known.clone();
        }
        let reason = elsewhere::reason(self, path);
        lock(&self.elsewhere).insert(path.to_owned(), reason.clone());
        reason
    }

    /// Whether [`Context::near_miss`] is `path` with a slip in a name, rather than the same name elsewhere.
    pub fn is_misspelt(&self, path: &str) -> bool {
        near::is_misspelt(self, path)
    }

    /// An existing path that `path` is likely a misspelling of: another letter case, a name
    /// one or two letters off, the same name in a near folder.
    pub fn near_miss(&self, path: &str) -> Option<String> {
        near::find(self, path)
    }

    /// What a `COPY .` sends to the builder, once the ignore file has had its say. Remembered, as the root's.
    pub fn walk(&self) -> Arc<Sent> {
        let text = self.ignored.source.as_ref().map_or("", |source| source.text());
        let cell = self.workspace.sent(&self.root, text);
        cell.get_or_init(|| Arc::new(sent::walk(&self.root, &self.ignored))).clone()
    }

    /// What is sent although it should not be, sorted by path.
    pub fn unwanted(&self) -> Vec<Unwanted> {
        let mut found = self.walk().unwanted.clone();
        unwanted::settle(&mut found, |path| self.git_ignores(path));
        found
    }

    /// What [`Context::unwanted`] would say of one file, without a search of the whole context.
    pub fn unwanted_file(&self, path: &str) -> Option<Unwanted> {
        let Node::File { size, .. } = self.node(path) else { return None };
        let mut found: Vec<Unwanted> = unwanted::file(&self.root, path, size).into_iter().collect();
        unwanted::settle(&mut found, |path| self.git_ignores(path));
        found.pop()
    }

    /// `path` as seen from the repository's root.
    fn in_repository(&self, path: &str) -> Option<String> {
        let root = self.root.strip_prefix(self.repository()).ok()?.to_str()?.replace('\\', "/");
        Some(join(&root, path))
    }
}
