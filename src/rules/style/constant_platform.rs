//! `FROM --platform=linux/amd64`: a platform that nobody who builds the file can change.
//!
//! Silent where the name of the stage says the platform (BuildKit is too), and where the text is no platform.

use crate::model::Model;
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits, froms};
use crate::syntax::ast::{Flag, From, Word};

pub(super) const RULE: Rule = Rule { id: "constant-platform", check };

fn check(input: &Input) -> Vec<Finding> {
    let platforms = froms::platforms(input.model);
    platforms.filter_map(|(from, flag, platform)| finding(input.model, from, flag, platform)).collect()
}

fn finding(model: &Model, from: &From, flag: &Flag, platform: &Word) -> Option<Finding> {
    let text = froms::unquoted(platform.as_str());
    if text.contains("BUILDPLATFORM") || text.contains("TARGETPLATFORM") {
        return None;
    }
    let name = from.name.as_deref().unwrap_or_default();
    let is_named = text.split('/').take(2).any(|part| name.contains(normal(part)));
    let finding =
        Finding::new(platform.span, format!("the stage is made for `{text}`, whatever the build is asked for"));
    let finding = finding.help("take `--platform` away, and name the platform where the image is built");
    let names: &[&'static str] = match (text.contains('$'), is_named) {
        (false, false) => {
            let edits = vec![edits::without_flag(model, flag)];
            return Some(finding.fix(Fix::new("take `--platform` out", Safety::Unsafe, edits)));
        }
        // A stage that is called after its platform, or one that an argument chooses, is meant so.
        _ => &["DL3029"],
    };
    Some(finding.known_as(names).confidence(Confidence::Possible))
}

/// Names of an architecture that mean the same.
fn normal(part: &str) -> &str {
    match part {
        "x86_64" | "x86-64" => "amd64",
        "aarch64" => "arm64",
        "i386" => "386",
        _ => part,
    }
}
