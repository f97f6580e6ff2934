//! A line that BuildKit refuses.
//!
//! Silent on a fragment without FROM, which is meant to be put together with others, and under a frontend
//! that is not Docker's own.

use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, edits};
use crate::syntax::ast::{Instruction, Kind};

pub(super) const RULE: Rule = Rule { id: "invalid-instruction", check };

fn check(input: &Input) -> Vec<Finding> {
    if has_foreign_frontend(input) {
        return Vec::new();
    }
    let instructions = &input.model.dockerfile.instructions;
    let first_from = instructions.iter().position(|it| match &it.kind {
        Kind::Invalid(invalid) => invalid.keyword == "FROM",
        kind => matches!(kind, Kind::From(_)),
    });
    let invalid = instructions.iter().filter_map(|it| invalid(input, it));
    let early = instructions.iter().take(first_from.unwrap_or(instructions.len())).filter_map(before_from);
    // hadolint knows no fragments.
    let sure = if first_from.is_some() { Confidence::Certain } else { Confidence::Possible };
    invalid.chain(early.map(|finding| finding.confidence(sure))).collect()
}

/// A `# syntax=` that is not Docker's own: its words are not known.
fn has_foreign_frontend(input: &Input) -> bool {
    let own = ["docker/dockerfile", "docker.io/docker/dockerfile"];
    let syntax = input.model.dockerfile.directives.iter().find(|it| it.name == "syntax");
    syntax.is_some_and(|it| !own.iter().any(|name| it.value.starts_with(name)) && !it.value.is_empty())
}

fn invalid(input: &Input, instruction: &Instruction) -> Option<Finding> {
    let inner = match &instruction.kind {
        Kind::Onbuild(inner) => inner,
        _ => instruction,
    };
    let Kind::Invalid(invalid) = &inner.kind else { return None };
    let trigger = instruction.arguments.text.split_whitespace().next().unwrap_or_default().to_uppercase();
    let is_trigger = invalid.keyword == "ONBUILD" && matches!(trigger.as_str(), "FROM" | "MAINTAINER" | "ONBUILD");
    let names: &[&'static str] = if is_trigger { &["DL3043"] } else { &["DL1000"] };
    let finding = Finding::new(invalid.span, invalid.message.clone()).known_as(names);
    Some(match invalid.suggestion {
        Some(keyword) => finding.help(format!("write `{keyword}`")).fixes(instead(input, inner, keyword)),
        None => finding,
    })
}

/// The keyword that was meant, in the case of the one that stands there.
fn instead(input: &Input, instruction: &Instruction, keyword: &str) -> Option<Fix> {
    let written = input.model.source.slice(instruction.keyword);
    if keyword.starts_with("--") {
        let Kind::Invalid(invalid) = &instruction.kind else { return None };
        let flag = input.model.source.slice(invalid.span).split('=').next()?.trim();
        let edit = edits::instead(&input.model.source, invalid.span, flag, keyword)?;
        return flag.starts_with("--").then(|| Fix::new(format!("write `{keyword}`"), Safety::Unsafe, vec![edit]));
    }
    let is_lower = written.chars().all(|it| !it.is_ascii_uppercase());
    let keyword = if is_lower { keyword.to_ascii_lowercase() } else { keyword.to_owned() };
    // `FORM` alone, or a sentence that begins with `At`: what follows is no instruction either way.
    if instruction.arguments.text.is_empty() || written.is_empty() {
        return None;
    }
    let edit = Edit::replace(instruction.keyword, &keyword);
    Some(Fix::new(format!("write `{keyword}`"), Safety::Unsafe, vec![edit]))
}

fn before_from(instruction: &Instruction) -> Option<Finding> {
    if matches!(instruction.kind, Kind::Arg(_) | Kind::Invalid(_)) {
        return None;
    }
    let finding = Finding::new(instruction.keyword, "only `ARG` may stand before the first `FROM`");
    Some(finding.known_as(&["DL3061"]))
}
