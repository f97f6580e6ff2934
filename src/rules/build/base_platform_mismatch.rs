//! `FROM --platform` asks for a system that the base image is not made for: Linux of an image of Windows, and the
//! other way round.
//!
//! Which architectures an image is made for only its registry knows; of those the rule says nothing. Silent on
//! platforms that hold a variable, and on bases that are not known.

use crate::model::stage::{Base, Stage};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits, froms};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "base-platform-mismatch", check };

/// Distributions of Linux that are published for nothing else.
const OF_LINUX: [&str; 7] = ["alpine", "debian", "ubuntu", "fedora", "rocky", "almalinux", "busybox"];

fn check(input: &Input) -> Vec<Finding> {
    input.model.stages.iter().filter_map(|stage| finding(input, stage)).collect()
}

fn finding(input: &Input, stage: &Stage) -> Option<Finding> {
    let instruction = input.model.instruction(stage.from?);
    let (Kind::From(from), Base::Image { reference, .. }) = (&instruction.kind, &stage.base) else { return None };
    let platform = instruction.flag_value("platform")?;
    let text = froms::unquoted(platform.as_str()).to_lowercase();
    let name = reference.canonical.strip_prefix("docker.io/library/").unwrap_or_default();
    let made_for = match text.split('/').next()? {
        "linux" if stage.windows => "Windows",
        "windows" if OF_LINUX.contains(&name) => "Linux",
        _ => return None,
    };
    let message = format!("`{}` is made for {made_for}, and `{text}` is asked for", reference.name);
    let finding = Finding::new(platform.span, message).confidence(Confidence::Likely);
    let flag = edits::without_flag(input.model, instruction.flag("platform")?);
    let finding = finding.fix(Fix::new("take `--platform` away", Safety::Unsafe, vec![flag]));
    Some(finding.label(input.model.place(from.image.span), "the image is chosen here"))
}
