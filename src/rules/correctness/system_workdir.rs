//! A WORKDIR among the system's own files: what the program writes lands beside them.
//!
//! In `/proc`, `/sys` and `/dev` the kernel's own file systems hide what the build put there. Silent on folders that
//! are not known.

use crate::rules::{Finding, Input, Rule, folders};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "system-workdir", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings = Vec::new();
    for stage in model.stages.iter().filter(|stage| !stage.windows) {
        for (at, (_, instruction)) in model.instructions_of(stage).enumerate() {
            let Kind::Workdir(word) = &instruction.kind else { continue };
            let Some(folder) = stage.states.get(at).and_then(|state| state.folder()) else { continue };
            let is_owned = folders::is_of_system(folder);
            if !is_owned && !folders::is_shared(folder) {
                continue;
            }
            let finding = Finding::new(word.span, format!("`{folder}` belongs to the system"));
            findings.push(if is_owned { finding } else { finding.own() });
        }
    }
    findings
}
