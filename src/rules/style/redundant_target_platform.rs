//! `FROM --platform=$TARGETPLATFORM`: what is built without the flag, too.

use crate::rules::{Confidence, Finding, Input, Rule, froms};
use crate::syntax::ast::Word;

pub(super) const RULE: Rule = Rule { id: "redundant-target-platform", check };

fn check(input: &Input) -> Vec<Finding> {
    froms::platforms(input.model).filter_map(|(_, platform)| finding(platform)).collect()
}

fn finding(platform: &Word) -> Option<Finding> {
    let text = froms::unquoted(platform.as_str());
    let finding = Finding::new(platform.span, format!("`--platform={text}` is what the stage is built for anyway"));
    let finding = finding.help("take the flag away");
    if matches!(text, "$TARGETPLATFORM" | "${TARGETPLATFORM}") {
        return Some(finding);
    }
    // The variable is always set by BuildKit; the default is for builders that do not set it.
    let has_default = ["${TARGETPLATFORM:-", "${TARGETPLATFORM-"].iter().any(|start| text.starts_with(start));
    let is_all = has_default && text.ends_with('}') && !text[2..].contains('$');
    is_all.then(|| finding.known_as(&["RedundantTargetPlatform"]).confidence(Confidence::Possible))
}
