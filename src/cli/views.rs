//! Commands that show what is known, without rules.

use crate::analysis::pipeline;
use crate::model::Model;
use crate::report::tame::Text;
use crate::view::image::{self, Asked};
use crate::view::{self, context};

use super::args::{ContextFormat, ImageFormat, View};
use super::{BROKEN, colour, complain, printed, printed_as, subject};

/// `dockvet context`; returns the exit code.
pub(super) fn context(typed: &View, format: ContextFormat, top: usize) -> u8 {
    let Some(model) = model(typed) else { return BROKEN };
    let Some(shown) = context::of(&model, top) else {
        complain(&format!("`{}` has no build context", typed.dockerfile.display()));
        return BROKEN;
    };
    let colour = colour::decide(typed.color);
    match format {
        ContextFormat::Human => printed(|out| shown.human(colour, out)),
        ContextFormat::Json => printed_as(Text::Json, |out| shown.json(out)),
    }
}

/// `dockvet image`; returns the exit code.
pub(super) fn image(typed: &View, asked: &Asked, format: ImageFormat) -> u8 {
    let Some(model) = model(typed) else { return BROKEN };
    let shown = match image::of(&model, asked) {
        Ok(shown) => shown,
        Err(why) => {
            complain(&format!("`{}`: {why}", view::shown(model.source.path())));
            return BROKEN;
        }
    };
    let colour = colour::decide(typed.color);
    match format {
        ImageFormat::Human => printed(|out| shown.human(colour, out)),
        ImageFormat::Json => printed_as(Text::Json, |out| shown.json(out)),
        ImageFormat::Mermaid => printed_as(Text::Prose, |out| shown.mermaid(out)),
        ImageFormat::Html => printed_as(Text::Markup, |out| shown.html(out)),
    }
}

pub(super) fn model(typed: &View) -> Option<Model> {
    let subject = subject::single(&typed.dockerfile, &typed.build, &typed.configuration)?;
    Some(pipeline::dry_build(&subject.build))
}
