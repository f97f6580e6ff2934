//! The last stage is asked for the platform of the machine that builds: the image of another platform does not start.
//!
//! Silent on stages that are only for taking files out, which start nothing, and where a platform of the build itself
//! is what `TARGETPLATFORM` falls back to.

use crate::rules::{Confidence, Finding, Input, Rule};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "final-stage-on-build-platform", check };

fn check(input: &Input) -> Vec<Finding> {
    finding(input).into_iter().collect()
}

fn finding(input: &Input) -> Option<Finding> {
    let model = input.model;
    let stage = model.final_stage()?;
    let state = stage.end();
    if model.exec(&state.entrypoint).is_none() && model.exec(&state.cmd).is_none() {
        return None;
    }
    let root = model.chain(stage.id).last()?;
    let from = model.instruction(root.from?);
    let Kind::From(_) = &from.kind else { return None };
    let platform = from.flag_value("platform")?;
    let text = model.source.slice(platform.span);
    if !matches!(text.trim_matches(['"', '\'']), "$BUILDPLATFORM" | "${BUILDPLATFORM}") {
        return None;
    }
    let message = "the image is made for the machine that builds it, whatever `--platform` the build is asked for";
    let finding = Finding::new(platform.span, message).confidence(Confidence::Likely);
    Some(finding.help("take `--platform` away from this `FROM`: the last stage is for the target by itself"))
}
