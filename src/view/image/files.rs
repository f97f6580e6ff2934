//! What the instructions of a stage and of those below it brought.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::facts::Tri;
use crate::model::files::{Change, Content, Entry, EntryKind, Found, Look, Tree, What};
use crate::model::stage::{Base, Stage};

use super::{OriginView, Point, line, origins};

/// More than this is not shown of one stage.
const MOST_FILES: usize = 500;

#[derive(Clone, Debug, Serialize)]
pub(super) struct FileView {
    pub(super) path: String,
    /// `file`, `folder`, `link`.
    pub(super) kind: &'static str,
    /// What it is, as far as that is known: a program of a compiler, a file of the context.
    pub(super) note: Option<String>,
    /// `None` where it is not known.
    pub(super) executable: Option<bool>,
    pub(super) owner: Option<String>,
    /// The instructions that brought it, nearest first.
    pub(super) origin: Vec<OriginView>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Brought {
    pub(super) names: Vec<String>,
    pub(super) line: u32,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Doubt {
    /// Paths, or what else is not known.
    pub(super) what: Vec<String>,
    pub(super) why: String,
    pub(super) line: Option<u32>,
}

/// The changes of the stages that the point's stage is made of, the lowest first.
fn changes<'a>(point: Point<'a>) -> Vec<&'a Change> {
    let mut stages: Vec<&'a Stage> = point.model.chain(point.stage.id).collect();
    stages.reverse();
    let of = |stage: &'a Stage| {
        let end = if stage.id == point.stage.id { point.state.changes } else { stage.changes.len() };
        &stage.changes[..end.min(stage.changes.len())]
    };
    stages.into_iter().flat_map(of).collect()
}

pub(super) fn files(point: Point) -> Vec<FileView> {
    let mut paths: BTreeSet<&str> = BTreeSet::new();
    for change in changes(point) {
        if let What::Add { path, .. } | What::Tree { path, .. } = &change.what {
            paths.insert(path);
        }
    }
    let look = |path: &&str| match point.model.look_at(point.stage.id, point.state.changes, path) {
        Look::Present(found) => Some(file(point, path, &found)),
        Look::Absent | Look::Unknown(_) => None,
    };
    paths.iter().filter(|path| **path != "/").filter_map(look).take(MOST_FILES).collect()
}

pub(super) fn file(point: Point, path: &str, found: &Found) -> FileView {
    let Entry { kind, executable, owner, .. } = &found.entry;
    FileView {
        path: path.to_owned(),
        kind: match kind {
            EntryKind::File => "file",
            EntryKind::Folder => "folder",
            EntryKind::Link(_) => "link",
        },
        note: note(point, path, found),
        executable: match executable {
            Tri::Yes => Some(true),
            Tri::No => Some(false),
            Tri::Unknown => None,
        },
        owner: owner.clone(),
        origin: origins(point.model, &found.trail),
    }
}

fn note(point: Point, path: &str, found: &Found) -> Option<String> {
    let text = match (&found.entry.content, &found.entry.kind) {
        (_, EntryKind::Link(target)) => format!("link to {target}"),
        (Content::Program(compiled), _) => {
            let linked = match compiled.dynamic {
                Some(true) => ", dynamically linked",
                Some(false) => ", static",
                None => "",
            };
            format!("{} program{linked}", compiled.language)
        }
        (Content::Context(name), _) if name.is_empty() => "the context".to_owned(),
        (Content::Context(name), _) => format!("`{name}` of the context"),
        (Content::Text(_), _) => "its text stands in the Dockerfile".to_owned(),
        (Content::Unknown, EntryKind::Folder) => folder(point, path)?,
        (Content::Unknown, _) => return None,
    };
    Some(text)
}

/// What a copied folder was copied from.
fn folder(point: Point, path: &str) -> Option<String> {
    let tree = changes(point).into_iter().rev().find_map(|change| match &change.what {
        What::Tree { path: at, from, .. } if at == path => Some(from),
        _ => None,
    })?;
    match tree {
        Tree::Context { path, .. } if path.is_empty() => Some("the context".to_owned()),
        Tree::Context { path, .. } => Some(format!("`{path}` of the context")),
        Tree::Image { name } => Some(format!("of the image `{name}`")),
        Tree::Stage { .. } => None,
    }
}

pub(super) fn packages(point: Point) -> Vec<Brought> {
    let brought = changes(point).into_iter().filter_map(|change| match &change.what {
        What::Packages(packages) => {
            Some(Brought { names: packages.names.clone(), line: line(point.model, change.instruction) })
        }
        _ => None,
    });
    brought.filter(|it| !it.names.is_empty()).collect()
}

pub(super) fn doubts(point: Point) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    if let Some(root) = point.model.chain(point.stage.id).last() {
        let at = root.from.map(|from| line(point.model, from));
        let mut about = |why: String| doubts.push(Doubt { what: vec!["the base image".to_owned()], why, line: at });
        match &root.base {
            Base::Image { facts: None, reference } => about(format!("`{}` is not in the table", reference.name)),
            Base::Unknown(why) => about(why.clone()),
            _ => (),
        }
    }
    for change in changes(point) {
        if let What::Open { path, why } = &change.what {
            let line = Some(line(point.model, change.instruction));
            match doubts.iter_mut().find(|it| (it.line, &it.why) == (line, why)) {
                Some(known) if known.what.contains(path) => (),
                Some(known) => known.what.push(path.clone()),
                None => doubts.push(Doubt { what: vec![path.clone()], why: why.clone(), line }),
            }
        }
    }
    let open = [("more variables", &point.state.env_open), ("more accounts", &point.state.accounts_open)];
    for (what, why) in open {
        doubts.extend(why.iter().map(|why| Doubt { what: vec![what.to_owned()], why: why.clone(), line: None }));
    }
    doubts.truncate(MOST_FILES);
    doubts
}
