//! A folder of an image and all below it.

use serde::Serialize;

use crate::model::files::{EntryKind, Look};
use crate::model::path;

use super::Point;
use super::files::{FileView, file};

/// Entries that one tree shows.
const MOST: usize = 2_000;

/// Folders below the one that was asked for.
const DEEPEST: usize = 12;

#[derive(Clone, Debug, Serialize)]
pub(super) struct TreeView {
    /// Absolute and clean.
    pub(super) folder: String,
    /// `present`, `absent` or `unknown`: the folder itself.
    pub(super) state: &'static str,
    pub(super) why: Option<String>,
    pub(super) entries: Vec<Branch>,
    /// There is more than is shown.
    pub(super) truncated: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Branch {
    /// Folders below the one that was asked for, from 0.
    pub(super) depth: usize,
    /// `None`: that there may be more here than is known.
    #[serde(flatten)]
    pub(super) file: Option<FileView>,
    /// Why more may stand here.
    pub(super) unknown: Option<&'static str>,
}

pub(super) fn of(point: Point, folder: &str) -> TreeView {
    let folder = path::clean(folder);
    let look = point.model.look_at(point.stage.id, point.state.changes, &folder);
    let (state, why) = match look {
        Look::Present(_) => ("present", None),
        Look::Absent => ("absent", None),
        Look::Unknown(why) => ("unknown", Some(why)),
    };
    let mut tree = TreeView { folder: folder.clone(), state, why, entries: Vec::new(), truncated: false };
    branch(point, &folder, 0, &mut tree);
    tree
}

fn branch(point: Point, folder: &str, depth: usize, tree: &mut TreeView) {
    if depth > DEEPEST {
        tree.truncated = true;
        return;
    }
    let listing = point.model.list(point.stage.id, point.state.changes, folder);
    for name in &listing.names {
        if tree.entries.len() >= MOST {
            tree.truncated = true;
            return;
        }
        let at = path::child(folder, name);
        let Look::Present(found) = point.model.look_at(point.stage.id, point.state.changes, &at) else { continue };
        tree.entries.push(Branch { depth, file: Some(file(point, &at, &found)), unknown: None });
        if found.entry.kind == EntryKind::Folder {
            branch(point, &at, depth + 1, tree);
        }
    }
    if !listing.complete && (depth == 0 || !listing.names.is_empty()) {
        tree.entries.push(Branch { depth, file: None, unknown: Some("there may be more here") });
    }
}
