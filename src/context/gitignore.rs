//! What git ignores: the `.gitignore` files from the repository's root down, and `.git/info/exclude`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::workspace::{Workspace, lock};

/// Deeper paths are not asked about.
const DEEPEST: usize = 64;

/// The ignore files of a repository, each read when a path first needs it.
#[derive(Debug)]
pub(super) struct GitIgnores {
    repository: PathBuf,
    files: Mutex<HashMap<PathBuf, Option<Arc<Gitignore>>>>,
}

impl GitIgnores {
    pub(super) fn new(repository: &Path) -> GitIgnores {
        GitIgnores { repository: repository.to_owned(), files: Mutex::default() }
    }

    /// Why git ignores `path` (relative to the repository); `None` where it does not. A missing path may be
    /// a file or a folder, so a pattern for folders counts.
    pub(super) fn reason(&self, workspace: &Workspace, path: &str) -> Option<String> {
        let relative = Path::new(path);
        if path.is_empty() || relative.components().count() > DEEPEST {
            return None;
        }
        let folders = relative.ancestors().skip(1).map(|folder| folder.join(".gitignore"));
        for file in folders.chain([PathBuf::from(".git/info/exclude")]) {
            let Some(rules) = self.file(workspace, &file) else { continue };
            // `exclude` speaks of the whole repository, a `.gitignore` of its folder.
            let folder = file.parent().filter(|folder| !folder.starts_with(".git")).unwrap_or(Path::new(""));
            let Ok(inside) = relative.strip_prefix(folder) else { continue };
            let hit = [true, false].map(|is_folder| rules.matched_path_or_any_parents(inside, is_folder));
            if let Some(glob) = hit.iter().find_map(|hit| if let Match::Ignore(glob) = hit { Some(glob) } else { None })
            {
                return Some(self.words(workspace, &file, glob.original()));
            }
            if hit.iter().any(Match::is_whitelist) {
                return None;
            }
        }
        None
    }

    fn file(&self, workspace: &Workspace, file: &Path) -> Option<Arc<Gitignore>> {
        if let Some(known) = lock(&self.files).get(file) {
            return known.clone();
        }
        let rules = workspace.read(&self.repository.join(file)).map(|source| {
            let mut builder = GitignoreBuilder::new("");
            for line in source.text().lines() {
                // A line that git cannot use is of no use here either.
                let _ = builder.add_line(None, line);
            }
            Arc::new(builder.build().unwrap_or_else(|_| Gitignore::empty()))
        });
        lock(&self.files).insert(file.to_owned(), rules.clone());
        rules
    }

    fn words(&self, workspace: &Workspace, file: &Path, pattern: &str) -> String {
        let source = workspace.read(&self.repository.join(file));
        let line = source.and_then(|source| source.text().lines().position(|line| line.trim() == pattern.trim()));
        match line {
            Some(line) => format!("git ignores it (`{}:{}`)", file.display(), line + 1),
            None => format!("git ignores it (`{}`)", file.display()),
        }
    }
}
