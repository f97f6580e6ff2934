//! Paths of the build context that are sent, and paths of stages.

use crate::model::files::{EntryKind, StageId};
use crate::model::path;
use crate::source::Span;

use super::cursor::Cursor;
use super::{Proposal, ProposalKind};

/// Names of one folder that are looked at.
const MOST_NAMES: usize = 400;

/// The folder that is typed, and what is typed of the name in it; `None` where it holds what is no plain path.
fn parts(typed: &str) -> Option<(&str, &str)> {
    if typed.contains(['$', '"', '\'', '*', '?', '[', '\\']) {
        return None;
    }
    Some(
        typed
            .rsplit_once('/')
            .map_or(("", typed), |(folder, name)| (if folder.is_empty() { "/" } else { folder }, name)),
    )
}

/// Files and folders of the context in the folder that is typed, those left out not.
pub(super) fn context(cursor: &Cursor, typed: &str) -> Vec<Proposal> {
    let (Some(context), Some((folder, name))) = (&cursor.model.context, parts(typed)) else { return Vec::new() };
    let folder = path::clean(folder)[1..].to_owned();
    let span = cursor.span(name);
    let mut found = Vec::new();
    for (name, is_folder) in context.names(&folder).into_iter().take(MOST_NAMES) {
        let at = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if context.is_ignored(&at) || !is_writable(cursor, &name) || folder.is_empty() && name == ".git" {
            continue;
        }
        found.push(entry(name, is_folder, span));
    }
    if typed.is_empty() {
        found.push(Proposal::new(ProposalKind::Folder, 0, ".", span).detail("all of the build context"));
    }
    found
}

/// A name with a blank needs the form of a JSON array.
fn is_writable(cursor: &Cursor, name: &str) -> bool {
    !name.contains(['"', '\\', '\n', '$', '\'', '*', '?', '[', '`'])
        && (cursor.in_string || !name.contains([' ', '\t', ',']))
}

fn entry(name: String, is_folder: bool, span: Span) -> Proposal {
    let hidden = u8::from(name.starts_with('.'));
    match is_folder {
        true => Proposal::new(ProposalKind::Folder, 1 + hidden, format!("{name}/"), span),
        false => Proposal::new(ProposalKind::File, 1 + hidden, name, span),
    }
}

/// Paths at the end of the stage that `from` names.
pub(super) fn stage(cursor: &Cursor, from: &str, typed: &str) -> Vec<Proposal> {
    let current = cursor.stage().map_or(0, |stage| stage.id);
    let name = from.to_lowercase();
    let earlier = &cursor.model.stages[..current.min(cursor.model.stages.len())];
    let by_name = earlier.iter().rev().find(|it| it.name.as_deref() == Some(name.as_str())).map(|it| it.id);
    let Some(id) = by_name.or_else(|| name.parse().ok().filter(|id| *id < current)) else { return Vec::new() };
    let mut found = inside(cursor, id, cursor.model.stages[id].changes.len(), "/", typed);
    if typed.is_empty() {
        let folder = cursor.model.stages[id].end().folder().filter(|it| *it != "/");
        let proposal = |it: &str| {
            Proposal::new(ProposalKind::Folder, 0, format!("{it}/"), cursor.span("")).detail("its working directory")
        };
        found.iter_mut().for_each(|it| it.edit.text.insert(0, '/'));
        found.iter_mut().for_each(|it| it.label.insert(0, '/'));
        found.extend(folder.map(proposal));
    }
    found
}

/// Paths of the stage at the cursor, from its working directory.
pub(super) fn image(cursor: &Cursor, typed: &str) -> Vec<Proposal> {
    let (Some(stage), Some(state)) = (cursor.stage(), cursor.state()) else { return Vec::new() };
    let starts = matches!(cursor.keyword.as_str(), "CMD" | "ENTRYPOINT" | "HEALTHCHECK");
    let (changes, folder) = match starts {
        true => (stage.changes.len(), stage.end().folder()),
        false => (state.changes, state.folder()),
    };
    inside(cursor, stage.id, changes, folder.unwrap_or("/"), typed)
}

/// The same, folders only; with the working directory where nothing is typed.
pub(super) fn folders(cursor: &Cursor, typed: &str) -> Vec<Proposal> {
    let mut found = image(cursor, typed);
    found.retain(|it| it.kind == ProposalKind::Folder);
    let folder = cursor.state().and_then(|state| state.folder()).filter(|it| *it != "/" && typed.is_empty());
    found.extend(
        folder.map(|it| Proposal::new(ProposalKind::Folder, 0, it, cursor.span("")).detail("the working directory")),
    );
    found
}

/// What the instructions brought to the folder that is typed; files of base images are not listed.
fn inside(cursor: &Cursor, stage: StageId, changes: usize, base: &str, typed: &str) -> Vec<Proposal> {
    let Some((folder, name)) = parts(typed) else { return Vec::new() };
    let folder = path::join(base, folder);
    let span = cursor.span(name);
    let listing = cursor.model.list(stage, changes, &folder);
    let mut found = Vec::new();
    for name in listing.names.into_iter().take(MOST_NAMES) {
        if !is_writable(cursor, &name) {
            continue;
        }
        let look = cursor.model.look_at(stage, changes, &path::child(&folder, &name));
        let Some(there) = look.found() else { continue };
        let made = there
            .trail
            .last()
            .map(|it| cursor.model.source.line(cursor.model.instruction(it.instruction).keyword.start));
        let detail = made.map(|line| format!("line {line}")).unwrap_or_default();
        found.push(entry(name, there.entry.kind == EntryKind::Folder, span).detail(detail));
    }
    found
}
