//! `dockvet cache`.

use crate::history::{self, History};
use crate::model::Model;
use crate::report::tame::Text;
use crate::view::cache;

use super::args::{CacheFormat, View};
use super::{BROKEN, colour, printed, printed_as, views};

/// Shows the cache of one Dockerfile, counted in the last `commits` commits; returns the exit code.
pub(super) fn run(view: &View, format: CacheFormat, commits: usize) -> u8 {
    let Some(model) = views::model(view) else { return BROKEN };
    let shown = cache::of(&model, &history(&model, commits));
    let colour = colour::decide(view.color);
    match format {
        CacheFormat::Human => printed(|out| shown.human(colour, out)),
        CacheFormat::Json => printed_as(Text::Json, |out| shown.json(out)),
    }
}

fn history(model: &Model, commits: usize) -> Result<History, String> {
    let context = model.context.as_ref().ok_or("there is no build context")?;
    history::read(context.repository(), commits)
}
