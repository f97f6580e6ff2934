//! A secret is mounted so that every account of the build can read it.

use crate::model::Model;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, is_root};
use crate::syntax::ast::{Kind, Mount, Word};

pub(super) const RULE: Rule = Rule { id: "mounted-secret-readable", check };

fn check(input: &Input) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, instruction) in input.model.dockerfile.instructions.iter().enumerate() {
        let Kind::Run(run) = &instruction.kind else { continue };
        for mount in run.mounts.iter().filter(|mount| matches!(mount.kind(), "secret" | "ssh")) {
            let Some(mode) = mount.get("mode") else { continue };
            let bits = u32::from_str_radix(mode.as_str().trim_matches(['"', '\'']), 8);
            if bits.is_ok_and(|bits| bits & 0o007 != 0) {
                let message = format!("every account of this step can use the {}", mount.kind());
                let help = "leave `mode` out, and name the account that needs it with `uid=`";
                let finding = Finding::new(mode.span, message).help(help);
                findings.push(match fix(input.model, index, mount, mode) {
                    Some(fix) => finding.fix(fix),
                    None => finding,
                });
            }
        }
    }
    findings
}

/// The owner alone reads it: root, or the account whose number is known.
fn fix(model: &Model, index: usize, mount: &Mount, mode: &Word) -> Option<Fix> {
    let stage = model.stages.iter().find(|it| it.instructions.contains(&index))?;
    let state = stage.before(index);
    let user = state.user.value.known()?.split(':').next().unwrap_or_default();
    let id = match user {
        user if is_root(user) => None,
        user => Some(user.parse().ok().or_else(|| state.accounts.get(user)?.id)?),
    };
    let text = match id.filter(|_| mount.get("uid").is_none()) {
        Some(id) => format!("mode=0400,uid={id}"),
        None => "mode=0400".to_owned(),
    };
    let span = crate::source::Span { start: mode.span.start.checked_sub(5)?, end: mode.span.end };
    let is_plain = model.source.slice(span).starts_with("mode=");
    let title = format!("let the account that needs the {} read it alone", mount.kind());
    is_plain.then(|| Fix::new(title, Safety::Unsafe, vec![Edit::replace(span, text)]))
}
