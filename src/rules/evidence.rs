//! What several rules say of a file that should be there: how sure, and where its likeness is.

use crate::evidence::Place;
use crate::model::Model;
use crate::model::files::{Found, Look, StageId, What};
use crate::model::names;
use crate::model::path;
use crate::model::stage::Base;

use super::{Confidence, Label};

/// How sure an `Absent` is: proof below `scratch`, else it rests on what base images are known to hold.
pub(super) fn absence(model: &Model, stage: StageId) -> Confidence {
    let roots = model.chain(stage).last().map(|stage| &stage.base);
    match roots {
        Some(Base::Scratch) => Confidence::Certain,
        _ => Confidence::Likely,
    }
}

/// A path that an instruction of the stage made and that is likely meant.
pub(super) struct Twin {
    pub(super) path: String,
    instruction: usize,
    /// Nearly the same name in the same folder, not the same name in another one.
    pub(super) misspelt: bool,
}

impl Twin {
    pub(super) fn place(&self, model: &Model) -> Place {
        model.place(model.instruction(self.instruction).span)
    }
}

/// What the stage itself made that resembles `wanted`: the same name in another folder, or another
/// spelling in the same folder.
pub(super) fn own_twin(model: &Model, stage: StageId, wanted: &str) -> Option<Twin> {
    let made = || model.chain(stage).flat_map(|stage| &stage.changes).filter_map(made_path);
    let is_there = |at: &str| matches!(model.look(stage, at), Look::Present(_));
    let name = path::file_name(wanted);
    let same_folder = || made().filter(|(at, _)| path::parent(at) == path::parent(wanted));
    let misspelt = names::nearest(name, same_folder().map(|(at, _)| path::file_name(at)));
    if let Some(near) = misspelt {
        let found = same_folder().find(|(at, _)| path::file_name(at) == near && is_there(at));
        return found.map(|(at, instruction)| Twin { path: at.to_owned(), instruction, misspelt: true });
    }
    let elsewhere = made().find(|(at, _)| path::file_name(at) == name && *at != wanted && is_there(at));
    elsewhere.map(|(at, instruction)| Twin { path: at.to_owned(), instruction, misspelt: false })
}

fn made_path(change: &crate::model::files::Change) -> Option<(&str, usize)> {
    match &change.what {
        What::Add { path, .. } | What::Tree { path, .. } => Some((path, change.instruction)),
        _ => None,
    }
}

/// The instructions that brought a file, nearest first, as labels.
pub(super) fn trail(model: &Model, found: &Found) -> Vec<Label> {
    let labels = found.trail.iter().map(|origin| {
        let place = model.place(model.instruction(origin.instruction).span);
        Label { place, text: format!("`{}` comes from here", origin.path) }
    });
    labels.collect()
}
