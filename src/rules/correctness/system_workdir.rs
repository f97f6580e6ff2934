//! A WORKDIR among the system's own files: what the program writes lands beside them.
//!
//! In `/proc`, `/sys` and `/dev` the kernel's own file systems hide what the build put there. Silent on folders that
//! are not known.

use crate::rules::{Finding, Input, Rule};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "system-workdir", check };

/// Folders that belong to the system, and all below them.
const OWNED: [&str; 6] = ["/proc", "/sys", "/dev", "/boot", "/initrd", "/lost+found"];
/// Folders that belong to the system; a folder of one's own below them is usual.
const SHARED: [&str; 9] =
    ["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings = Vec::new();
    for stage in model.stages.iter().filter(|stage| !stage.windows) {
        for (at, (_, instruction)) in model.instructions_of(stage).enumerate() {
            let Kind::Workdir(word) = &instruction.kind else { continue };
            let Some(folder) = stage.states.get(at).and_then(|state| state.folder()) else { continue };
            let is_below =
                |owned: &&str| folder.strip_prefix(*owned).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            let is_owned = OWNED.iter().any(is_below);
            if !is_owned && !SHARED.contains(&folder) {
                continue;
            }
            let finding = Finding::new(word.span, format!("`{folder}` belongs to the system"));
            findings.push(if is_owned { finding } else { finding.own() });
        }
    }
    findings
}
