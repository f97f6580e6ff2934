//! Paths of the image: what stands there, and the chain of instructions that brought it.

use crate::facts::Tri;
use crate::model::Model;
use crate::model::files::{Content, Found, Look};
use crate::model::stage::Base;
use crate::syntax::ast::Word;

use super::super::paths::{self, Named};
use super::super::words::Role;
use super::super::{code, shortened, stage_of, title};
use super::Hover;

/// Characters of a command that are shown at most.
const LONGEST: usize = 60;

/// A word of a command that names a path of the image.
pub(super) fn command_word(model: &Model, index: usize, at: u32) -> Option<Hover> {
    let named = paths::of_command(model, index, at)?;
    if named.is_guess && !named.look.is_present() && !named.is_removed {
        return None;
    }
    Some(Hover { span: named.span, markdown: text(model, &named) })
}

/// The folder that WORKDIR, VOLUME or a mount names.
pub(super) fn folder(model: &Model, index: usize, role: Role, word: &Word) -> Option<String> {
    let stage = stage_of(model, index)?;
    let value = model.expand(word, stage.before(index)).value;
    let named = paths::of_folder(model, index, &value, word.span)?;
    let (made, rest) = match role {
        Role::Mount(_) => (" while the command runs", String::new()),
        _ => ("", state(model, &named.look)),
    };
    Some(format!("{} in {}{made}{rest}", code(&named.path), title(stage)))
}

/// What a path is.
pub(super) fn text(model: &Model, named: &Named) -> String {
    let of = model.stages.get(named.stage).map(title).unwrap_or_default();
    let path = code(&named.path);
    if named.is_removed {
        return format!("{path} in {of}: was there before; this command removes it");
    }
    format!("{path} in {of}{}", state(model, &named.look))
}

/// `: a file, made on line 7 by ...`, to be read after the path.
pub(super) fn state(model: &Model, look: &Look) -> String {
    match look {
        Look::Absent => ": is not there".to_owned(),
        Look::Unknown(why) => format!(": may or may not be there: {why}"),
        Look::Present(found) => format!(": {}{}\n\n{}", paths::kind(found), details(found), chain(model, found)),
    }
}

/// Owner and mode, as far as they are known.
fn details(found: &Found) -> String {
    let owner = found.entry.owner.as_deref().filter(|it| *it != "*").map(|it| format!(", owned by {}", code(it)));
    let mode = match (&found.entry.kind, found.entry.executable) {
        (crate::model::files::EntryKind::File, Tri::Yes) => ", executable",
        (crate::model::files::EntryKind::File, Tri::No) => ", not executable",
        _ => "",
    };
    format!("{mode}{}", owner.unwrap_or_default())
}

/// The instructions that brought it, nearest first, one a line.
fn chain(model: &Model, found: &Found) -> String {
    let mut lines = Vec::new();
    let last = found.trail.len().saturating_sub(1);
    for (at, origin) in found.trail.iter().enumerate() {
        let span = match at == last {
            true => paths::made_by(model, origin.instruction, &origin.path),
            false => model.instruction(origin.instruction).span,
        };
        let line = model.source.line(span.start);
        let text: Vec<&str> = model.source.slice(span).split_whitespace().filter(|it| *it != "\\").collect();
        let stage = model.stages.get(origin.stage).map(title).unwrap_or_default();
        let how = if at == last { "made in" } else { "copied into" };
        lines.push(format!("- {how} {stage}, line {line}: {}\n", code(&shortened(&text.join(" "), LONGEST))));
    }
    match &found.entry.content {
        Content::Context(name) => lines.push(format!("- it is {} of the build context\n", code(name))),
        _ if found.trail.is_empty() => lines.push(base(model)),
        _ => {}
    }
    lines.concat()
}

fn base(model: &Model) -> String {
    let images = model.stages.iter().filter_map(|stage| match &stage.base {
        Base::Image { reference, facts: Some(_) } => Some(code(&reference.to_string())),
        _ => None,
    });
    let mut images: Vec<String> = images.collect();
    images.dedup();
    match images.as_slice() {
        [one] => format!("- from the base image {one}\n"),
        _ => "- from the base image\n".to_owned(),
    }
}
