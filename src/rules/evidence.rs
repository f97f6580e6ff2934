//! What several rules say of a file: how sure its absence is, and how it came there.

use crate::model::Model;
use crate::model::files::{Found, StageId};
use crate::model::stage::Base;
use crate::model::twin::Twin;

use super::{Confidence, Label};

/// How sure an `Absent` is: proof below `scratch`, else it rests on what base images are known to hold.
pub(super) fn absence(model: &Model, stage: StageId) -> Confidence {
    let roots = model.chain(stage).last().map(|stage| &stage.base);
    match roots {
        Some(Base::Scratch) => Confidence::Certain,
        _ => Confidence::Likely,
    }
}

/// Whether a path that is not known to be missing is a slip all the same: something of nearly its name stands
/// beside it, or nothing but the base image could hold it and the same file was put elsewhere, or nothing
/// made its folder.
pub(super) fn is_slip(model: &Model, stage: StageId, path: &str, twin: Option<&Twin>) -> bool {
    model.is_nowhere(stage, path) || twin.is_some_and(|twin| twin.misspelt || model.look_own(stage, path).is_absent())
}

/// The instructions that brought a file, nearest first, as labels.
pub(super) fn trail(model: &Model, found: &Found) -> Vec<Label> {
    let labels = found.trail.iter().map(|origin| {
        let place = model.place(model.instruction(origin.instruction).span);
        Label { place, text: format!("`{}` comes from here", origin.path) }
    });
    labels.collect()
}
