//! The build context: which files it holds, what `.dockerignore` really leaves out, what a file says.
//!
//! Paths are relative to the context's root, cleaned, with `/` between names and none in front; the
//! root is the empty string. Nothing outside the repository is ever read, and no symbolic link that
//! leaves it is followed.

pub mod discover;
pub mod dockerignore;
pub mod root;

use std::path::{Path, PathBuf};

use crate::source::Source;

use dockerignore::Ignored;

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

/// A build context on disk.
pub struct Context {
    root: PathBuf,
    repository: PathBuf,
    ignored: Ignored,
    why: String,
}

impl Context {
    /// The context at `root` inside `repository` (both absolute, `repository` a parent of `root` or
    /// equal). `dockerfile` (absolute) decides whether a `<name>.dockerignore` wins. `why` says how
    /// the root was found.
    pub fn open(root: &Path, repository: &Path, dockerfile: &Path, why: String) -> Context {
        let _ = dockerfile;
        Context { root: root.to_owned(), repository: repository.to_owned(), ignored: Ignored::default(), why }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn repository(&self) -> &Path {
        &self.repository
    }

    /// How the root was found, to be read after "the build context is X: ".
    pub fn why(&self) -> &str {
        &self.why
    }

    /// The ignore file in force.
    pub fn ignored(&self) -> &Ignored {
        &self.ignored
    }

    /// What stands at `path` on disk. Answers are remembered.
    pub fn node(&self, path: &str) -> Node {
        let _ = path;
        Node::Missing
    }

    /// The names in the folder `path`, sorted, with what they are; empty where it is no folder.
    pub fn children(&self, path: &str) -> Vec<(String, Node)> {
        let _ = path;
        Vec::new()
    }

    /// Whether `path` is left out of what is sent to the builder: the walk that BuildKit does.
    pub fn is_ignored(&self, path: &str) -> bool {
        let _ = path;
        false
    }

    /// Paths that a COPY source with `*`, `?` or `[` matches (Go's `filepath.Match`, name by name), sorted.
    pub fn glob(&self, pattern: &str) -> Vec<String> {
        let _ = pattern;
        Vec::new()
    }

    /// The text of a file of at most 1 MiB. Remembered. Also for ignored files.
    pub fn read(&self, path: &str) -> Option<Source> {
        let _ = path;
        None
    }

    /// Why a missing `path` may be there when the image is really built: git ignores it, a build
    /// outside Docker writes it, it lies in a submodule. `None`: nothing speaks for it.
    pub fn made_elsewhere(&self, path: &str) -> Option<String> {
        let _ = path;
        None
    }

    /// An existing path that `path` is likely a misspelling of: another letter case, a name
    /// one or two letters off, the same name in a near folder.
    pub fn near_miss(&self, path: &str) -> Option<String> {
        let _ = path;
        None
    }
}
