//! The program that CMD or ENTRYPOINT starts has no execute bit.
//!
//! The mode is that of the file in the build context; a `chmod` or `--chmod` on the way is seen.

use crate::facts::Tri;
use crate::model::files::EntryKind;
use crate::model::start::{Needed, Role};
use crate::rules::{Finding, Input, Rule, evidence};

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
    Some(finding.chain().help(format!("write `COPY --chmod=755`, or set the bit in git: `chmod +x`, for `{path}`")))
}
