//! `FROM --platform=$TARGETPLATFORM`: what is built without the flag, too.

use crate::rules::{Finding, Input, Rule, froms};

pub(super) const RULE: Rule = Rule { id: "redundant-target-platform", check };

fn check(input: &Input) -> Vec<Finding> {
    let platforms = froms::platforms(input.model).map(|(_, platform)| platform);
    let redundant =
        platforms.filter(|it| matches!(froms::unquoted(it.as_str()), "$TARGETPLATFORM" | "${TARGETPLATFORM}"));
    let finding = |it: &crate::syntax::ast::Word| {
        let finding =
            Finding::new(it.span, format!("`--platform={}` is what the stage is built for anyway", it.as_str()));
        finding.help("take the flag away")
    };
    redundant.map(finding).collect()
}
