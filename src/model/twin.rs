//! What an instruction made that resembles a path which is not there.

use super::Model;
use super::files::{Change, Look, StageId, What};
use super::{names, path};

/// A path that an instruction of the stage made and that is likely meant.
#[derive(Clone, Debug)]
pub struct Twin {
    pub path: String,
    pub instruction: usize,
    /// Nearly the same name in the same folder, not the same name in another one.
    pub misspelt: bool,
}

impl Model {
    /// What the stage itself made that resembles `wanted`: another spelling in the same folder, or the same
    /// name in another folder.
    pub fn twin(&self, stage: StageId, wanted: &str) -> Option<Twin> {
        let made = || self.chain(stage).flat_map(|stage| &stage.changes).filter_map(made_path);
        let is_there = |at: &str| matches!(self.look(stage, at), Look::Present(_));
        let name = path::file_name(wanted);
        let same_folder = || made().filter(|(at, _)| path::parent(at) == path::parent(wanted));
        if let Some(near) = names::nearest(name, same_folder().map(|(at, _)| path::file_name(at))) {
            let found = same_folder().find(|(at, _)| path::file_name(at) == near && is_there(at));
            return found.map(|(at, instruction)| Twin { path: at.to_owned(), instruction, misspelt: true });
        }
        let elsewhere = made().find(|(at, _)| path::file_name(at) == name && *at != wanted && is_there(at));
        elsewhere.map(|(at, instruction)| Twin { path: at.to_owned(), instruction, misspelt: false })
    }
}

fn made_path(change: &Change) -> Option<(&str, usize)> {
    match &change.what {
        What::Add { path, .. } | What::Tree { path, .. } => Some((path, change.instruction)),
        _ => None,
    }
}
