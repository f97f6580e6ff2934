//! Globs of the configuration: git's patterns, relative to the configuration's folder.
//!
//! They are git's because that is what people know, and because one pattern then names a file, a
//! folder with all that is in it, or a name at any depth.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// A list of patterns; the default matches nothing.
#[derive(Debug)]
pub struct Globs {
    root: PathBuf,
    patterns: Gitignore,
}

impl Default for Globs {
    fn default() -> Globs {
        Globs { root: PathBuf::new(), patterns: Gitignore::empty() }
    }
}

impl Globs {
    /// `patterns` relative to the absolute folder `root`. The error is the index of a pattern that is none, and why.
    pub fn new(root: &Path, patterns: &[String]) -> Result<Globs, (usize, String)> {
        let mut builder = GitignoreBuilder::new(root);
        for (index, pattern) in patterns.iter().enumerate() {
            builder.add_line(None, pattern).map_err(|error| (index, error.to_string()))?;
        }
        let patterns = builder.build().map_err(|error| (0, error.to_string()))?;
        Ok(Globs { root: root.to_owned(), patterns })
    }

    /// Whether the absolute `path` of a file, or a folder above it, is named. Never for a path outside of `root`.
    pub fn matches(&self, path: &Path) -> bool {
        let Ok(path) = path.strip_prefix(&self.root) else { return false };
        !path.as_os_str().is_empty()
            && !path.has_root()
            && self.patterns.matched_path_or_any_parents(path, false).is_ignore()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_name_files_folders_and_names_at_any_depth() {
        let patterns = ["/vendor/".to_owned(), "*.old".to_owned(), "examples/**/Dockerfile".to_owned()];
        let globs = Globs::new(Path::new("/work"), &patterns).expect("the patterns are right");
        for yes in ["/work/vendor/a/Dockerfile", "/work/a/Dockerfile.old", "/work/examples/x/y/Dockerfile"] {
            assert!(globs.matches(Path::new(yes)), "{yes}");
        }
        for no in ["/work/a/vendored", "/work/a/vendor/Dockerfile", "/elsewhere/vendor/Dockerfile", "/work"] {
            assert!(!globs.matches(Path::new(no)), "{no}");
        }
        assert!(!Globs::default().matches(Path::new("/work/vendor")));
    }

    #[test]
    fn a_broken_pattern_is_named() {
        let wrong = Globs::new(Path::new("/work"), &["ok".to_owned(), "[z-a]".to_owned()]);
        assert!(matches!(wrong, Err((1, _))));
    }
}
