//! Paths of the image: what stands there, and the chain of instructions that brought it.

use crate::facts::Tri;
use crate::model::Model;
use crate::model::copy::CopyFrom;
use crate::model::files::{Content, Found, Look, StageId};
use crate::model::stage::Base;
use crate::syntax::ast::Word;

use super::super::paths::{self, Named};
use super::super::words::Role;
use super::super::{code, image_name, shortened, stage_of, title};
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
        _ => ("", state(model, named.stage, &named.look)),
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
    format!("{path} in {of}{}", state(model, named.stage, &named.look))
}

/// `: a file, made on line 7 by ...`, to be read after the path.
pub(super) fn state(model: &Model, stage: StageId, look: &Look) -> String {
    match look {
        Look::Absent => ": is not there".to_owned(),
        Look::Unknown(why) => format!(": may or may not be there: {why}"),
        Look::Present(found) => {
            format!(": {}{}\n\n{}", paths::kind(model, found), details(model, found), chain(model, stage, found))
        }
    }
}

/// Owner and mode, as far as they are known.
fn details(model: &Model, found: &Found) -> String {
    let owner = found.entry.owner.as_deref().filter(|it| *it != "*").map(|it| format!(", owned by {}", code(it)));
    let mode = match (&found.entry.kind, found.entry.executable) {
        _ if paths::is_vague(model, found) => "",
        (crate::model::files::EntryKind::File, Tri::Yes) => ", executable",
        (crate::model::files::EntryKind::File, Tri::No) => ", not executable",
        _ => "",
    };
    format!("{mode}{}", owner.unwrap_or_default())
}

/// The instructions that brought it, nearest first, one a line.
fn chain(model: &Model, stage: StageId, found: &Found) -> String {
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
        let is_copy = model.copies.iter().any(|it| it.instruction == origin.instruction);
        let how = if is_copy { "copied into" } else { "made in" };
        lines.push(format!("- {how} {stage}, line {line}: {}\n", code(&shortened(&text.join(" "), LONGEST))));
    }
    match &found.entry.content {
        Content::Context(name) if name.is_empty() => lines.push("- it is the root of the build context\n".to_owned()),
        Content::Context(name) => lines.push(format!("- it is {} of the build context\n", code(name))),
        _ => lines.extend(base(model, stage, found)),
    }
    lines.concat()
}

/// The base image that holds it, where no instruction made it.
fn base(model: &Model, stage: StageId, found: &Found) -> Option<String> {
    let stage = match found.trail.last() {
        None => stage,
        Some(origin) => match model.copy_at(origin.instruction)?.from {
            CopyFrom::Stage(other) => other,
            _ => return None,
        },
    };
    match &model.chain(stage).last()?.base {
        Base::Image { reference, .. } => Some(format!("- from the base image {}\n", image_name(reference))),
        _ => None,
    }
}
