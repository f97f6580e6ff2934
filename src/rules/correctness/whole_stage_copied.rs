//! `COPY --from=... / /`: two file systems laid over each other.
//!
//! No more than possible onto `scratch`, where it is the known way to make one layer of an image.

use crate::model::Model;
use crate::rules::{Confidence, Finding, Input, Rule, froms};
use crate::syntax::ast::{Instruction, Kind, TransferSource};

pub(super) const RULE: Rule = Rule { id: "whole-stage-copied", check };

fn check(input: &Input) -> Vec<Finding> {
    let instructions = input.model.dockerfile.instructions.iter().enumerate();
    instructions.filter_map(|(index, instruction)| finding(input.model, index, instruction)).collect()
}

fn finding(model: &Model, index: usize, instruction: &Instruction) -> Option<Finding> {
    let Kind::Copy(transfer) = &instruction.kind else { return None };
    let from = instruction.flag_value("from")?;
    let is_root = |text: &str| froms::unquoted(text) == "/";
    let source = transfer.sources.iter().find_map(|source| match source {
        TransferSource::Path(word) if is_root(word.as_str()) => Some(word),
        _ => None,
    })?;
    if !is_root(transfer.destination.as_str()) {
        return None;
    }
    let stage = model.stages.iter().find(|it| it.instructions.contains(&index))?;
    let is_empty = model.is_from_scratch(stage.id) && !instruction.flags.iter().any(|flag| flag.name == "exclude");
    let message = format!("all files of `{}` are laid over those of this stage", from.as_str());
    let confidence = if is_empty { Confidence::Possible } else { Confidence::Likely };
    Some(Finding::new(source.span, message).confidence(confidence))
}
