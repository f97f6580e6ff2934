//! What a folder of a stage holds: for patterns in `COPY --from` and in commands.

use std::collections::BTreeSet;

use crate::facts::Tri;

use super::Model;
use super::files::{StageId, Tree, What};
use super::path;
use super::stage::Base;

/// Nested stages that one listing may visit.
const DEPTH: u32 = 12;

/// Names in a folder, and whether they are surely all.
#[derive(Debug, Default)]
pub struct Listing {
    pub names: BTreeSet<String>,
    pub complete: bool,
}

impl Model {
    /// Paths at the end of `stage` that the absolute `pattern` matches, and whether they are surely all.
    pub fn glob(&self, stage: StageId, pattern: &str) -> (Vec<String>, bool) {
        let end = self.stages.get(stage).map_or(0, |stage| stage.changes.len());
        self.glob_at(stage, end, pattern)
    }

    /// The same, after the first `changes` entries of the log.
    pub fn glob_at(&self, stage: StageId, changes: usize, pattern: &str) -> (Vec<String>, bool) {
        let mut found = vec!["/".to_owned()];
        let mut complete = true;
        for name in pattern.split('/').filter(|name| !name.is_empty()) {
            let mut next = Vec::new();
            for folder in &found {
                if !name.contains(['*', '?', '[']) {
                    match self.look_at(stage, changes, &path::child(folder, name)) {
                        super::files::Look::Present(_) => next.push(path::child(folder, name)),
                        super::files::Look::Unknown(_) => complete = false,
                        super::files::Look::Absent => {}
                    }
                    continue;
                }
                let listing = self.list(stage, changes, folder);
                complete &= listing.complete;
                let names = listing.names.iter().filter(|it| path::matches(name, it));
                next.extend(names.map(|it| path::child(folder, it)));
            }
            next.truncate(1_000);
            found = next;
        }
        (found, complete)
    }

    /// The names in `folder` after the first `changes` entries of the log.
    pub fn list(&self, stage: StageId, changes: usize, folder: &str) -> Listing {
        self.list_within(stage, changes, folder, DEPTH)
    }

    fn list_within(&self, stage: StageId, changes: usize, folder: &str, depth: u32) -> Listing {
        let Some(it) = self.stages.get(stage).filter(|_| depth > 0) else { return Listing::default() };
        let mut listing = match &it.base {
            Base::Scratch => Listing { complete: true, ..Listing::default() },
            Base::Stage(parent) if *parent < stage => {
                self.list_within(*parent, self.stages[*parent].changes.len(), folder, depth - 1)
            }
            Base::Image { facts: Some(facts), .. } => {
                Listing { complete: facts.path(folder) == Tri::No, ..Listing::default() }
            }
            _ => Listing::default(),
        };
        for change in &it.changes[..changes.min(it.changes.len())] {
            self.apply(stage, &change.what, folder, &mut listing, depth);
        }
        listing
    }

    fn apply(&self, stage: StageId, what: &What, folder: &str, listing: &mut Listing, depth: u32) {
        match what {
            What::Add { path: added, .. } => insert_below(added, folder, listing),
            What::Remove { path: removed } => {
                if path::below(folder, removed).is_some() {
                    *listing = Listing { complete: true, ..Listing::default() };
                } else if path::parent(removed) == folder {
                    listing.names.remove(path::file_name(removed));
                }
            }
            What::Open { path: opened, .. } => {
                if path::below(folder, opened).is_some() || path::parent(opened) == folder {
                    listing.complete = false;
                }
            }
            What::Tree { path: placed, from, .. } => match path::below(folder, placed) {
                Some(rest) => self.merge(stage, from, rest, listing, depth),
                None => insert_below(placed, folder, listing),
            },
            What::Packages(_) => {
                if !matches!(folder, "/" | "/app" | "/src") {
                    listing.complete = false;
                }
            }
            What::Executable { .. } | What::Owner { .. } | What::WorldWritable { .. } => {}
        }
    }

    /// Adds what the folder `rest` of a tree holds.
    fn merge(&self, stage: StageId, from: &Tree, rest: &str, listing: &mut Listing, depth: u32) {
        match from {
            Tree::Context { path: folder, .. } => {
                let Some(context) = &self.context else {
                    listing.complete = false;
                    return;
                };
                let folder = path::child(&format!("/{folder}"), rest)[1..].trim_end_matches('/').to_owned();
                let named = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
                let names = context.names(&folder).into_iter();
                let sent = names.filter(|(name, _)| !context.is_ignored(&named(name)));
                listing.names.extend(sent.map(|(name, _)| name));
            }
            Tree::Stage { stage: other, at, path: source } => {
                let end = self.stages.get(*other).map_or(0, |it| it.changes.len());
                let changes = match at {
                    Some(at) => *at,
                    None if *other < stage => end,
                    None => 0,
                };
                let inner = self.list_within(*other, changes, &path::child(source, rest), depth - 1);
                listing.complete &= inner.complete;
                listing.names.extend(inner.names);
            }
            Tree::Image { .. } => listing.complete = false,
        }
    }
}

/// Records the name in `folder` through which `added` lies below it.
fn insert_below(added: &str, folder: &str, listing: &mut Listing) {
    if let Some(rest) = path::below(added, folder).filter(|rest| !rest.is_empty()) {
        listing.names.insert(rest.split('/').next().unwrap_or(rest).to_owned());
    }
}
