//! Stages: where each is named, and every word that means it.

use crate::model::Model;
use crate::model::copy::CopyFrom;
use crate::model::files::StageId;
use crate::model::stage::Base;
use crate::source::Span;
use crate::syntax::ast::{Kind, Word};

use super::unquoted;

/// A word that means a stage.
#[derive(Clone, Copy, Debug)]
pub(super) struct StageUse {
    /// Without quotes.
    pub(super) span: Span,
    pub(super) stage: StageId,
    pub(super) instruction: usize,
}

/// The name in the FROM of a stage.
pub(super) fn definition(model: &Model, id: StageId) -> Option<Span> {
    match &model.instruction(model.stages.get(id)?.from?).kind {
        Kind::From(from) => from.name_word.as_ref().map(|word| word.span),
        _ => None,
    }
}

/// Where to go for a stage: its name, else its FROM.
pub(super) fn place(model: &Model, id: StageId) -> Option<Span> {
    definition(model, id).or_else(|| Some(model.instruction(model.stages.get(id)?.from?).keyword))
}

/// Every word that means a stage, in order: those of FROM, `--from` and mounts.
pub(super) fn uses(model: &Model) -> Vec<StageUse> {
    let mut all = Vec::new();
    for stage in &model.stages {
        if let (Some(from), Base::Stage(parent)) = (stage.from, &stage.base)
            && let Kind::From(it) = &model.instruction(from).kind
        {
            all.push(StageUse { span: unquoted(model, it.image.span), stage: *parent, instruction: from });
        }
    }
    for copy in &model.copies {
        if let (CopyFrom::Stage(stage), Some(word)) =
            (&copy.from, model.instruction(copy.instruction).flag_value("from"))
        {
            let span = unquoted(model, word.span);
            all.push(StageUse { span, stage: *stage, instruction: copy.instruction });
        }
    }
    for (stage, instruction, it) in model.instructions() {
        let Kind::Run(run) = &it.kind else { continue };
        for word in run.mounts.iter().filter_map(|mount| mount.get("from")) {
            if let Some(id) = named(model, word, stage.id) {
                all.push(StageUse { span: unquoted(model, word.span), stage: id, instruction });
            }
        }
    }
    all.sort_by_key(|it| it.span);
    all
}

/// The stage before `current` that a word names by name or number.
fn named(model: &Model, word: &Word, current: StageId) -> Option<StageId> {
    let text = word.as_str().to_lowercase();
    let earlier = model.stages.get(..current)?;
    let by_name = earlier.iter().rev().find(|it| it.name.as_deref() == Some(text.as_str())).map(|it| it.id);
    by_name.or_else(|| text.parse().ok().filter(|id| *id < current))
}

/// The stage that is named, or meant, at byte `at`, and the word.
pub(super) fn at(model: &Model, at: u32) -> Option<(StageId, Span)> {
    let holds = |span: Span| super::holds(span, at);
    let named = |id: StageId| definition(model, id).filter(|span| holds(*span)).map(|span| (id, span));
    let index = super::instruction_at(model, at)?;
    if let Some(found) = super::stage_of(model, index).and_then(|stage| named(stage.id)) {
        return Some(found);
    }
    uses(model).into_iter().find(|it| holds(it.span)).map(|it| (it.stage, it.span))
}
