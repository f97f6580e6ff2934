//! A line that BuildKit refuses.
//!
//! Silent on a fragment without FROM, which is meant to be put together with others.

use crate::rules::{Finding, Input, Rule};
use crate::syntax::ast::{Instruction, Kind};

pub(super) const RULE: Rule = Rule { id: "invalid-instruction", check };

fn check(input: &Input) -> Vec<Finding> {
    let instructions = &input.model.dockerfile.instructions;
    let first_from = instructions.iter().position(|it| matches!(it.kind, Kind::From(_)));
    let invalid = instructions.iter().filter_map(invalid);
    let early = instructions.iter().take(first_from.unwrap_or_default()).filter_map(before_from);
    invalid.chain(early).collect()
}

fn invalid(instruction: &Instruction) -> Option<Finding> {
    let inner = match &instruction.kind {
        Kind::Onbuild(inner) => &inner.kind,
        kind => kind,
    };
    let Kind::Invalid(invalid) = inner else { return None };
    let finding = Finding::new(invalid.span, invalid.message.clone());
    Some(match invalid.suggestion {
        Some(keyword) => finding.help(format!("write `{keyword}`")),
        None => finding,
    })
}

fn before_from(instruction: &Instruction) -> Option<Finding> {
    if matches!(instruction.kind, Kind::Arg(_) | Kind::Invalid(_)) {
        return None;
    }
    Some(Finding::new(instruction.keyword, "only `ARG` may stand before the first `FROM`"))
}
