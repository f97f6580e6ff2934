//! Commands that show what is known, without rules.

use crate::analysis::pipeline;
use crate::model::Model;
use crate::view::context;

use super::args::{ContextFormat, View};
use super::{BROKEN, colour, complain, printed, subject};

/// `dockvet context`; returns the exit code.
pub(super) fn context(view: &View, format: ContextFormat, top: usize) -> u8 {
    let Some(model) = model(view) else { return BROKEN };
    let Some(shown) = context::of(&model, top) else {
        complain(&format!("`{}` has no build context", view.dockerfile.display()));
        return BROKEN;
    };
    let colour = colour::decide(view.color);
    printed(|out| match format {
        ContextFormat::Human => shown.human(colour, out),
        ContextFormat::Json => shown.json(out),
    })
}

pub(super) fn model(view: &View) -> Option<Model> {
    let subject = subject::single(&view.dockerfile, &view.build, &view.configuration)?;
    Some(pipeline::dry_build(&subject.build))
}
