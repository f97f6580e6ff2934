//! The names in one folder.

use std::collections::{BTreeMap, HashMap};
use std::fs::FileType;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::{Context, Node};

/// The names in a folder and what kind of thing each is, without its size. Shared by all who ask for the folder: a
/// folder of thousands of Dockerfiles is asked for by each of them, so what they look for has an index.
#[derive(Debug)]
pub(crate) struct Listing {
    names: BTreeMap<String, FileType>,
    folders: OnceLock<Vec<String>>,
    by_digits: OnceLock<HashMap<String, Vec<String>>>,
}

impl Listing {
    /// Names of folders, sorted.
    pub(crate) fn folders(&self) -> &[String] {
        let folders = || self.names.iter().filter(|(_, kind)| kind.is_dir()).map(|(name, _)| name.clone()).collect();
        self.folders.get_or_init(folders)
    }

    /// Names with the same digits in the same order as `name`, sorted.
    pub(crate) fn with_digits_of(&self, name: &str) -> &[String] {
        let index = self.by_digits.get_or_init(|| {
            let mut index: HashMap<String, Vec<String>> = HashMap::new();
            for name in self.names.keys() {
                index.entry(digits(name)).or_default().push(name.clone());
            }
            index
        });
        index.get(&digits(name)).map_or(&[], Vec::as_slice)
    }
}

impl Context {
    /// The names in the folder `path`; `None` where it is no folder.
    pub(crate) fn listing(&self, path: &str) -> Option<Arc<Listing>> {
        self.workspace.listing(&self.root.join(self.resolve_folder(path)?))
    }

    /// The names in the folder `path`, sorted, with what they are; empty where it is no folder.
    pub fn children(&self, path: &str) -> Vec<(String, Node)> {
        let Some(folder) = self.resolve_folder(path) else { return Vec::new() };
        let Some(listing) = self.workspace.listing(&self.root.join(&folder)) else { return Vec::new() };
        let nodes = listing.keys().map(|name| (name.clone(), self.node_at(&folder, name)));
        nodes.filter(|(_, node)| *node != Node::Missing).collect()
    }

    /// The names in the folder `path`, and whether each is a folder; cheaper than [`Context::children`].
    pub(crate) fn names(&self, path: &str) -> Vec<(String, bool)> {
        let listing = self.listing(path);
        listing.iter().flat_map(|it| it.iter()).map(|(name, kind)| (name.clone(), kind.is_dir())).collect()
    }
}

fn digits(name: &str) -> String {
    name.chars().filter(char::is_ascii_digit).collect()
}

impl Deref for Listing {
    type Target = BTreeMap<String, FileType>;

    fn deref(&self) -> &Self::Target {
        &self.names
    }
}

impl FromIterator<(String, FileType)> for Listing {
    fn from_iter<I: IntoIterator<Item = (String, FileType)>>(names: I) -> Listing {
        Listing { names: names.into_iter().collect(), folders: OnceLock::new(), by_digits: OnceLock::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::Listing;

    #[test]
    fn names_are_found_by_their_digits() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["a1b2", "x12", "x21", "plain"] {
            std::fs::write(folder.path().join(name), "").expect("a file");
        }
        std::fs::create_dir(folder.path().join("sub")).expect("a folder");
        let entries = std::fs::read_dir(folder.path()).expect("a folder").flatten();
        let listing: Listing = entries
            .map(|entry| (entry.file_name().into_string().expect("text"), entry.file_type().expect("a kind")))
            .collect();
        assert_eq!(listing.with_digits_of("12"), ["a1b2", "x12"]);
        assert_eq!(listing.with_digits_of("no"), ["plain", "sub"]);
        assert!(listing.with_digits_of("3").is_empty());
        assert_eq!((listing.folders(), listing.len()), (["sub".to_owned()].as_slice(), 5));
    }
}
