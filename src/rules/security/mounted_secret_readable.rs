//! A secret is mounted so that every account of the build can read it.

use crate::rules::{Finding, Input, Rule};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "mounted-secret-readable", check };

fn check(input: &Input) -> Vec<Finding> {
    let mut findings = Vec::new();
    for instruction in &input.model.dockerfile.instructions {
        let Kind::Run(run) = &instruction.kind else { continue };
        for mount in run.mounts.iter().filter(|mount| matches!(mount.kind(), "secret" | "ssh")) {
            let Some(mode) = mount.get("mode") else { continue };
            let bits = u32::from_str_radix(mode.as_str().trim_matches(['"', '\'']), 8);
            if bits.is_ok_and(|bits| bits & 0o007 != 0) {
                let message = format!("every account of this step can use the {}", mount.kind());
                let help = "leave `mode` out, and name the account that needs it with `uid=`";
                findings.push(Finding::new(mode.span, message).help(help));
            }
        }
    }
    findings
}
