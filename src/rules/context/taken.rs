//! The COPYs that take the whole context, and what unwanted things come through them.

use crate::context::{Unwanted, UnwantedKind};
use crate::model::copy::{Copy, CopyFrom, Source, SourceState};
use crate::rules::Input;

/// The first COPY or ADD, in a stage that is built, of the context's root.
pub(super) fn whole_context<'a>(input: &'a Input) -> Option<(&'a Copy, &'a Source)> {
    let needed = input.model.needed();
    let copies = input.model.copies.iter().filter(|copy| needed[copy.stage] && matches!(copy.from, CopyFrom::Context));
    let mut sources = copies.flat_map(|copy| copy.sources.iter().map(move |source| (copy, source)));
    sources.find(|(copy, source)| {
        matches!(&source.state, SourceState::Context { path, .. } if path.is_empty()) && copy.exclude.is_empty()
    })
}

/// Whether the files of the stage are part of the built image.
pub(super) fn is_shipped(input: &Input, copy: &Copy) -> bool {
    input.model.chain(input.model.target).any(|stage| stage.id == copy.stage)
}

/// What is sent though it should not be, fixtures left out, the weightiest first.
pub(super) fn unwanted(input: &Input) -> Vec<Unwanted> {
    let Some(context) = &input.model.context else { return Vec::new() };
    let mut unwanted: Vec<Unwanted> = context.unwanted().into_iter().filter(|it| !it.likely_fixture).collect();
    unwanted.sort_by(|left, right| right.size.cmp(&left.size).then_with(|| left.path.cmp(&right.path)));
    unwanted
}

/// the history (`.git`), `node_modules` (180 MB)
pub(super) fn listed(unwanted: &[Unwanted]) -> String {
    let named = unwanted.iter().take(4).map(|it| match it.kind {
        // How much of the history a clone has differs from one machine to the next.
        UnwantedKind::Git => format!("the history (`{}`)", it.path),
        _ => format!("`{}` ({})", it.path, size(it.size)),
    });
    let mut names: Vec<String> = named.collect();
    if unwanted.len() > names.len() {
        names.push(format!("{} more", unwanted.len() - names.len()));
    }
    names.join(", ")
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

pub(super) fn is_history(unwanted: &Unwanted) -> bool {
    unwanted.kind == UnwantedKind::Git
}
