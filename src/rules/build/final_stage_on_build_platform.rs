//! The last stage is asked for the platform of the machine that builds: the image of another platform does not start.
//!
//! Only possible where no stage asks for the target's platform: the image may be for the machine that builds alone.
//! Silent on stages that are only for taking files out, which start nothing.

use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits};
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
    let finding = Finding::new(platform.span, message);
    let crosses = ["TARGETARCH", "TARGETPLATFORM", "TARGETOS"].iter().any(|name| model.source.text().contains(name));
    let finding = finding.confidence(if crosses { Confidence::Likely } else { Confidence::Possible });
    let flag = edits::without_flag(model, from.flag("platform")?);
    let finding = finding.fix(Fix::new("take `--platform` away", Safety::Unsafe, vec![flag]));
    Some(finding.help("take `--platform` away from this `FROM`: the last stage is for the target by itself"))
}
