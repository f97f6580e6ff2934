//! An image that comes from a registry which the configuration does not trust.
//!
//! Silent where no registries are configured, on `scratch` and on stages. Where a variable hides the registry, or a bare
//! name may be a named build context, nobody knows: possible.

use crate::model::Model;
use crate::model::copy::CopyFrom;
use crate::model::stage::{Base, Stage};
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::source::Span;
use crate::syntax::ast::Kind;
use crate::syntax::image;

pub(super) const RULE: Rule = Rule { id: "untrusted-registry", check };

/// Docker Hub goes by several names; images without a registry come from there.
const HUB: [&str; 2] = ["docker.io", "hub.docker.com"];

fn check(input: &Input) -> Vec<Finding> {
    let trusted = &input.policy.trusted_registries;
    if trusted.is_empty() {
        return Vec::new();
    }
    let model = input.model;
    let mut findings: Vec<Finding> = model.stages.iter().filter_map(|stage| base(model, stage, trusted)).collect();
    for copy in &model.copies {
        let CopyFrom::Image(name) = &copy.from else { continue };
        let place = model.instruction(copy.instruction).flag_value("from");
        findings.extend(place.and_then(|place| source(name, place.span, trusted)));
    }
    for stage in &model.stages {
        for (_, instruction) in model.instructions_of(stage) {
            let Kind::Run(run) = &instruction.kind else { continue };
            let words = run.mounts.iter().filter_map(|mount| mount.get("from"));
            let images = words.filter(|word| !is_stage(model, stage, word.as_str()));
            findings.extend(images.filter_map(|word| source(word.as_str(), word.span, trusted)));
        }
    }
    findings
}

fn base(model: &Model, stage: &Stage, trusted: &[String]) -> Option<Finding> {
    let Kind::From(from) = &model.instruction(stage.from?).kind else { return None };
    let span = from.image.span;
    match &stage.base {
        Base::Image { reference, .. } => finding(registry(&reference.canonical), span, trusted),
        Base::Scratch | Base::Stage(_) => None,
        Base::Unknown(_) => {
            // What stands before the first variable may be enough.
            let written = from.image.as_str();
            let host = written.split_once('/').map(|(host, _)| host).filter(|it| it.contains(['.', ':']));
            match host.filter(|it| !it.contains('$')) {
                Some(host) => finding(host, span, trusted),
                None if is_trusted(HUB[0], trusted) => None,
                None => {
                    let message = format!("the registry of `{written}` is not known, so it may not be a trusted one");
                    Some(Finding::new(span, message).help(help(trusted)).confidence(Confidence::Possible))
                }
            }
        }
    }
}

/// An image that COPY or a mount takes files from.
fn source(name: &str, span: Span, trusted: &[String]) -> Option<Finding> {
    let reference = image::parse(name)?;
    let finding = finding(registry(&reference.canonical), span, trusted)?;
    let is_bare = !name.contains(['/', ':', '@']);
    Some(if is_bare { finding.confidence(Confidence::Possible) } else { finding })
}

fn is_stage(model: &Model, stage: &Stage, name: &str) -> bool {
    let lower = name.to_lowercase();
    let earlier = &model.stages[..stage.id];
    lower == "scratch"
        || name.parse::<usize>().is_ok()
        || earlier.iter().any(|it| it.name.as_deref() == Some(lower.as_str()))
}

fn finding(registry: &str, span: Span, trusted: &[String]) -> Option<Finding> {
    if is_trusted(registry, trusted) {
        return None;
    }
    Some(Finding::new(span, format!("`{registry}` is no trusted registry")).help(help(trusted)))
}

fn help(trusted: &[String]) -> String {
    let names: Vec<String> = trusted.iter().map(|it| format!("`{it}`")).collect();
    format!("take the image from {}", names.join(" or "))
}

fn registry(canonical: &str) -> &str {
    canonical.split('/').next().unwrap_or(canonical)
}

fn is_trusted(registry: &str, trusted: &[String]) -> bool {
    let names = if registry == HUB[0] { &HUB[..] } else { &[registry][..] };
    trusted.iter().any(|pattern| names.iter().any(|name| fits(pattern, name)))
}

/// A `*` may stand at the start or at the end.
fn fits(pattern: &str, name: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(rest), _) if rest.ends_with('*') => name.contains(rest.trim_end_matches('*')),
        (Some(end), _) => name.ends_with(end),
        (_, Some(start)) => name.starts_with(start),
        _ => name == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_at_either_end() {
        for (pattern, name, is_match) in [
            ("*", "quay.io", true),
            ("*.io", "quay.io", true),
            ("*.io", "quay.io:5000", false),
            ("quay*", "quay.io", true),
            ("*acme*", "registry.acme.example", true),
            ("quay.io", "quay.io", true),
            ("quay.io", "a.quay.io", false),
        ] {
            assert_eq!(fits(pattern, name), is_match, "{pattern} {name}");
        }
    }
}
