//! The program that CMD or ENTRYPOINT starts has no execute bit.
//!
//! The mode is that of the file in the build context; a `chmod` or `--chmod` on the way is seen.

use crate::context::Node;
use crate::facts::Tri;
use crate::model::copy::SourceState;
use crate::model::files::EntryKind;
use crate::model::files::Found;
use crate::model::start::{Needed, Role};
use crate::rules::{Finding, Fix, Input, Rule, Safety, edits, evidence, is_root};

pub(super) const RULE: Rule = Rule { id: "start-command-not-executable", check };

fn check(input: &Input) -> Vec<Finding> {
    let Some(start) = input.model.start(input.model.target) else { return Vec::new() };
    start.needed.iter().filter(|it| it.role == Role::Program).filter_map(|needed| finding(input, needed)).collect()
}

fn finding(input: &Input, needed: &Needed) -> Option<Finding> {
    let found = needed.look.found()?;
    if found.entry.kind != EntryKind::File || found.entry.executable != Tri::No {
        return None;
    }
    let path = &found.path;
    let mut finding = Finding::new(needed.span?, format!("`{path}` is not executable"));
    finding.labels = evidence::trail(input.model, found);
    let finding = finding.fixes(made_executable(input, found));
    Some(finding.chain().help(format!("write `COPY --chmod=755`, or set the bit in git: `chmod +x`, for `{path}`")))
}

/// `--chmod=755` where the COPY brings this file alone; else a step below it.
fn made_executable(input: &Input, found: &Found) -> Option<Fix> {
    let model = input.model;
    let origin = found.trail.first()?;
    let copy = model.copy_at(origin.instruction)?;
    let instruction = model.instruction(copy.instruction);
    if instruction.flag("chmod").is_some() {
        return None;
    }
    let alone = match copy.sources.as_slice() {
        [only] => match &only.state {
            SourceState::Context { node, .. } => matches!(node, Node::File { .. }),
            SourceState::Stage { look, .. } => look.found().is_some_and(|it| it.entry.kind == EntryKind::File),
            _ => false,
        },
        _ => false,
    };
    if alone {
        let edit = edits::with_flag(instruction, "--chmod=755");
        return Some(Fix::new("copy it with `--chmod=755`", Safety::Unsafe, vec![edit]));
    }
    let state = model.stages[copy.stage].before(copy.instruction);
    let has_shell = model.look(copy.stage, "/bin/sh").is_present();
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "/._-+".contains(it);
    if !has_shell || !is_root(state.user.value.known()?) || !origin.path.chars().all(is_plain) {
        return None;
    }
    let edit = edits::below(model, instruction, &[format!("RUN chmod +x {}", origin.path)]);
    Some(Fix::new(format!("run `chmod +x {}`", origin.path), Safety::Unsafe, vec![edit]))
}
