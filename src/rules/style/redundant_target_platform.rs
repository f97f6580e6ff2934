//! `FROM --platform=$TARGETPLATFORM`: what is built without the flag, too.

use crate::model::Model;
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits, froms};
use crate::syntax::ast::{Flag, Kind, Word};

pub(super) const RULE: Rule = Rule { id: "redundant-target-platform", check };

fn check(input: &Input) -> Vec<Finding> {
    froms::platforms(input.model).filter_map(|(_, flag, platform)| finding(input.model, flag, platform)).collect()
}

fn finding(model: &Model, flag: &Flag, platform: &Word) -> Option<Finding> {
    let text = froms::unquoted(platform.as_str());
    let finding = Finding::new(platform.span, format!("`--platform={text}` is what the stage is built for anyway"));
    let finding = finding.help("take the flag away");
    let edits = vec![edits::without_flag(model, flag)];
    let title = "take `--platform` out";
    if matches!(text, "$TARGETPLATFORM" | "${TARGETPLATFORM}") {
        let is_set = sets_platform(model);
        return Some(if is_set { finding } else { finding.fix(Fix::new(title, Safety::Safe, edits)) });
    }
    // The variable is always set by BuildKit; the default is for builders that do not set it.
    let has_default = ["${TARGETPLATFORM:-", "${TARGETPLATFORM-"].iter().any(|start| text.starts_with(start));
    let is_all = has_default && text.ends_with('}') && !text[2..].contains('$');
    let finding = finding.known_as(&["RedundantTargetPlatform"]).confidence(Confidence::Possible);
    is_all.then(|| finding.fix(Fix::new(title, Safety::Unsafe, edits)))
}

/// Whether the file gives the variable a value of its own.
fn sets_platform(model: &Model) -> bool {
    model.dockerfile.instructions.iter().any(|it| match &it.kind {
        Kind::Arg(arguments) => arguments.iter().any(|it| it.name.as_str() == "TARGETPLATFORM" && it.default.is_some()),
        _ => false,
    })
}
