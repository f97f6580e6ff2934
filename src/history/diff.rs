//! Which files differ between two trees.

use std::collections::BTreeMap;

use super::{Id, Reader, Stop};

/// Folders nested deeper are not entered.
const DEEPEST: usize = 200;

/// An entry of a tree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) mode: gix_object::tree::EntryMode,
    pub(super) id: Id,
}

/// Two trees to compare, and the folder that they stand in, with a `/` at its end.
struct Pair {
    folder: String,
    old: Option<Id>,
    new: Option<Id>,
    depth: usize,
}

/// Files and submodules that stand in only one of the trees, or differ in content or mode.
pub(super) fn changed(reader: &mut Reader, old: Option<Id>, new: Id) -> Result<Vec<String>, Stop> {
    let mut paths = Vec::new();
    let mut todo = vec![Pair { folder: String::new(), old, new: Some(new), depth: 0 }];
    while let Some(pair) = todo.pop() {
        if pair.old == pair.new {
            continue;
        }
        if pair.depth > DEEPEST {
            return Err(Stop::Limit);
        }
        let old = entries(reader, pair.old)?;
        let mut new = entries(reader, pair.new)?;
        let mut both: Vec<(Vec<u8>, Option<Entry>, Option<Entry>)> = old
            .into_iter()
            .map(|(name, entry)| {
                let other = new.remove(&name);
                (name, Some(entry), other)
            })
            .collect();
        both.extend(new.into_iter().map(|(name, entry)| (name, None, Some(entry))));
        for (name, old, new) in both.into_iter().filter(|(_, old, new)| old != new) {
            let path = format!("{}{}", pair.folder, String::from_utf8_lossy(&name));
            let tree = |entry: Option<Entry>| entry.filter(|it| it.mode.is_tree()).map(|it| it.id);
            let is_file = |entry: Option<Entry>| entry.is_some_and(|it| !it.mode.is_tree());
            if is_file(old) || is_file(new) {
                reader.count()?;
                paths.push(path.clone());
            }
            if tree(old).is_some() || tree(new).is_some() {
                todo.push(Pair { folder: path + "/", old: tree(old), new: tree(new), depth: pair.depth + 1 });
            }
        }
    }
    Ok(paths)
}

/// What stands in a tree, by name.
pub(super) fn entries(reader: &mut Reader, id: Option<Id>) -> Result<BTreeMap<Vec<u8>, Entry>, Stop> {
    let Some(id) = id else { return Ok(BTreeMap::new()) };
    let bytes = reader.tree(id)?;
    let mut entries = BTreeMap::new();
    for entry in gix_object::TreeRefIter::from_bytes(&bytes, gix_hash::Kind::Sha1) {
        let Ok(entry) = entry else {
            return Err(Stop::Missing(format!("the tree `{}` makes no sense", super::short(id))));
        };
        entries.insert(entry.filename.to_vec(), Entry { mode: entry.mode, id: entry.oid.to_owned() });
    }
    Ok(entries)
}
