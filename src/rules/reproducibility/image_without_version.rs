//! A base image without a tag, or with `latest`: the next build takes whatever is newest then.
//!
//! Only possible for images that have no other tag to speak of (Distroless, Chainguard), whose name holds the release,
//! and for those of the project itself. Silent on stages, `scratch`, digests, and on names that hold a variable whose
//! value is not known.

use crate::facts::base::BaseFacts;
use crate::model::Model;
use crate::model::stage::{Base, Stage};
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::syntax::ast::{From, Kind, Word};
use crate::syntax::image::{self, ImageRef};

pub(super) const RULE: Rule = Rule { id: "image-without-version", check };

const OTHERS: [&str; 5] = ["DS001", "DS-0001", "AVD-DS-0001", "CKV_DOCKER_7", "S6596"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let bases = model.stages.iter().filter_map(|stage| of_base(model, stage));
    let copies = model.dockerfile.instructions.iter().flat_map(|it| match &it.kind {
        Kind::Copy(_) => it.flag_value("from").into_iter().collect::<Vec<_>>(),
        Kind::Run(run) => run.mounts.iter().filter_map(|mount| mount.get("from")).collect(),
        _ => Vec::new(),
    });
    bases.chain(copies.filter_map(|word| of_copy(model, word))).collect()
}

fn of_base(model: &Model, stage: &Stage) -> Option<Finding> {
    let Kind::From(from) = &model.instruction(stage.from?).kind else { return None };
    let is_name = |it: &&Stage| it.name.as_deref() == Some(from.image.as_str());
    match &stage.base {
        Base::Image { reference, facts } => finding(reference, facts.as_deref(), from),
        // A word that somebody replaces before the build.
        Base::Unknown(_) if !from.image.as_str().contains(['$', ':', '@']) => {
            let finding = Finding::new(from.image.span, "the base has no tag");
            Some(finding.known_as(&["DL3006"]).confidence(Confidence::Possible))
        }
        // hadolint compares the names of stages letter by letter.
        Base::Stage(_) if !from.image.as_str().contains('$') && !model.stages.iter().any(|it| is_name(&it)) => {
            let finding = Finding::new(from.image.span, "the stage is named in another letter case");
            Some(finding.known_as(&["DL3006"]).confidence(Confidence::Possible))
        }
        _ => None,
    }
}

fn finding(reference: &ImageRef, facts: Option<&BaseFacts>, from: &From) -> Option<Finding> {
    if reference.digest.is_some() || reference.tag.as_deref().is_some_and(|tag| tag != "latest") {
        return None;
    }
    let name = &reference.name;
    let written = from.image.as_str();
    let (message, code) = match reference.tag {
        None => (format!("`{name}` has no tag: each build takes the newest there is"), "DL3006"),
        Some(_) => (format!("`{name}:latest` is whatever is newest when the image is built"), "DL3007"),
    };
    let finding = Finding::new(from.image.span, message);
    let is_sure = has_releases(reference) && is_published(reference, facts, written);
    let finding = if is_sure { finding } else { finding.confidence(Confidence::Possible) };
    // What an argument holds is nothing that the others look at.
    let is_seen = !written.starts_with('$') && (code == "DL3006" || written.ends_with(":latest"));
    let names: Vec<&'static str> = OTHERS.into_iter().chain(is_seen.then_some(code)).collect();
    Some(finding.known_as(&names))
}

/// Whether a tag of the image stands for a release: not where there is `latest` alone, nor where the name holds the
/// release itself (`ubi9-minimal`).
fn has_releases(reference: &ImageRef) -> bool {
    let registries = ["gcr.io/distroless/", "cgr.dev/chainguard/"];
    let name = reference.canonical.rsplit('/').next().unwrap_or_default();
    let systems = ["ubi", "rhel", "centos", "debian", "ubuntu", "fedora", "el"];
    let is_release = |part: &str| {
        let rest = systems.iter().find_map(|system| part.strip_prefix(system));
        rest.is_some_and(|rest| rest.starts_with(|it: char| it.is_ascii_digit()))
    };
    !registries.iter().any(|registry| reference.canonical.starts_with(registry)) && !name.split('-').any(is_release)
}

/// Whether the image is one that somebody else publishes. An unknown one without a registry and an owner, or with
/// those put in by arguments, is most likely made by the same project, where `latest` is the one made last.
fn is_published(reference: &ImageRef, facts: Option<&BaseFacts>, written: &str) -> bool {
    facts.is_some() || (reference.name.contains('/') && !written.contains('$'))
}

/// An image that files are taken from.
fn of_copy(model: &Model, word: &Word) -> Option<Finding> {
    let text = word.as_str();
    let lower = text.to_lowercase();
    let is_stage = model.stages.iter().any(|stage| stage.name.as_deref() == Some(lower.as_str()));
    // A bare word may be a named context.
    if is_stage || text.contains('$') || !text.contains(['/', ':']) {
        return None;
    }
    let reference = image::parse(text)?;
    let is_moving = reference.digest.is_none() && reference.tag.as_deref().is_none_or(|tag| tag == "latest");
    if !is_moving || !has_releases(&reference) {
        return None;
    }
    let message = format!("`{text}` is whatever is newest when the image is built");
    Some(Finding::new(word.span, message).own())
}
