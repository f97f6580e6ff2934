//! Texts that win over the disk: what an editor holds and has not saved.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The texts of open files. Empty on the command line. Cheap to clone.
///
/// A text counts wherever the file is read by its name. Which files there are, and with which modes, the disk says:
/// a file that was never saved is not in the build context.
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    texts: Arc<BTreeMap<PathBuf, Arc<str>>>,
}

impl Buffers {
    /// The texts by any absolute path to each file.
    pub fn new(texts: impl IntoIterator<Item = (PathBuf, Arc<str>)>) -> Buffers {
        let texts = texts.into_iter().map(|(path, text)| (real(&path), text)).collect();
        Buffers { texts: Arc::new(texts) }
    }

    /// The text of the file at `path`, as [`real`] gives it.
    pub fn text(&self, path: &Path) -> Option<&str> {
        self.texts.get(path).map(|text| &**text)
    }

    /// The same for any path; asks the disk only where there are buffers at all.
    pub fn text_at(&self, path: &Path) -> Option<&str> {
        if self.is_empty() { None } else { self.text(&real(path)) }
    }

    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The files, without symbolic links, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.texts.keys().map(PathBuf::as_path)
    }
}

/// The absolute path without symbolic links; of a file that does not exist only its folder is followed.
pub fn real(path: &Path) -> PathBuf {
    if let Ok(real) = std::fs::canonicalize(path) {
        return real;
    }
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (path.parent().and_then(|folder| std::fs::canonicalize(folder).ok()), path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_path_to_a_file_finds_its_text() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = std::fs::canonicalize(folder.path()).expect("it was just made");
        std::fs::create_dir(root.join("sub")).expect("a folder");
        let new = root.join("sub/../new.toml");
        let buffers = Buffers::new([(new.clone(), Arc::from("a"))]);
        assert_eq!(buffers.text(&root.join("new.toml")), Some("a"));
        assert_eq!(buffers.text_at(&new), Some("a"));
        assert_eq!(buffers.text_at(&root.join("other")), None);
        assert!(Buffers::default().is_empty());
    }
}
