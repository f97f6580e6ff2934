//! What a walk leaves out because git ignores it.
//!
//! The files are read here and not by the walk itself, which would wait for a pipe of that name forever, read a device
//! without end, and go up to the root of the disk.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, Match};

use super::workspace::{LARGEST_FILE, TOO_LARGE};
use crate::disk;
use crate::limits;

/// The ignore files on the way from the root of a walk to its entries, each read when the walk first needs it.
pub(super) struct Skipped {
    root: PathBuf,
    /// Those of the root and of the folders above it in its repository.
    above: Arc<Chain>,
    folders: RwLock<HashMap<PathBuf, Arc<Chain>>>,
}

/// The rules that hold in a folder, the last one first.
type Chain = Vec<Rules>;

#[derive(Clone)]
struct Rules {
    /// What stands before a path from the root of the walk to make it one from the folder of the file.
    before: PathBuf,
    /// The folder of the file from the root of the walk.
    folder: PathBuf,
    patterns: Arc<Gitignore>,
}

impl Skipped {
    pub(super) fn new(root: &Path) -> Skipped {
        Skipped { root: root.to_owned(), above: Arc::new(above(root)), folders: RwLock::default() }
    }

    /// Whether git ignores the entry. What lies in an ignored folder is not asked about.
    pub(super) fn holds(&self, entry: &DirEntry) -> bool {
        let Ok(path) = entry.path().strip_prefix(&self.root) else { return false };
        if path.as_os_str().is_empty() {
            return false;
        }
        let is_folder = entry.file_type().is_some_and(|it| it.is_dir());
        for rules in self.chain(path.parent().unwrap_or(Path::new(""))).iter() {
            let Ok(inside) = path.strip_prefix(&rules.folder) else { continue };
            match rules.patterns.matched(rules.before.join(inside), is_folder) {
                Match::None => (),
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
            }
        }
        false
    }

    /// What holds in the folder at `path` from the root.
    fn chain(&self, path: &Path) -> Arc<Chain> {
        let Some(parent) = path.parent() else { return Arc::clone(&self.above) };
        let known = self.folders.read().ok().and_then(|it| it.get(path).cloned());
        known.unwrap_or_else(|| {
            let folder = self.root.join(path);
            let is_repository = folder.join(".git").exists();
            let own = own(&folder, Path::new(""), path, is_repository);
            let chain = match (own.is_empty(), is_repository) {
                // What a repository around it ignores is of no interest to one within.
                (_, true) => Arc::new(own),
                (true, false) => self.chain(parent),
                (false, false) => Arc::new(own.into_iter().chain(self.chain(parent).iter().cloned()).collect()),
            };
            if let Ok(mut folders) = self.folders.write() {
                folders.insert(path.to_owned(), Arc::clone(&chain));
            }
            chain
        })
    }
}

/// What holds in the root of a walk: its own rules, and those above it up to the root of its repository.
fn above(root: &Path) -> Chain {
    let real = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    let Some(repository) = real.ancestors().find(|it| it.join(".git").exists()) else {
        return own(&real, Path::new(""), Path::new(""), false);
    };
    let folders = real.ancestors().take_while(|it| it.starts_with(repository));
    let rules = folders.flat_map(|folder| {
        let before = real.strip_prefix(folder).unwrap_or(Path::new(""));
        own(folder, before, Path::new(""), folder == repository)
    });
    rules.collect()
}

/// The rules of one folder: those of its `.gitignore`, and of `.git/info/exclude` behind them.
fn own(folder: &Path, before: &Path, path: &Path, is_repository: bool) -> Chain {
    let names = [Some(".gitignore"), is_repository.then_some(".git/info/exclude")];
    let read = |name: &str| {
        let file = folder.join(name);
        // As with git, a link is no ignore file.
        fs::symlink_metadata(&file).ok().filter(fs::Metadata::is_file)?;
        let bytes = disk::read_plain(&file, LARGEST_FILE).inspect_err(|_| limits::reached(TOO_LARGE, file.display()));
        let bytes = bytes.ok()?;
        let mut builder = GitignoreBuilder::new("");
        for line in String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').lines() {
            // A line that git cannot use is of no use here either.
            let _ = builder.add_line(None, line);
        }
        let patterns = builder.build().ok().filter(|it| !it.is_empty())?;
        Some(Rules { before: before.to_owned(), folder: path.to_owned(), patterns: Arc::new(patterns) })
    };
    names.into_iter().flatten().filter_map(read).collect()
}
