//! `--from` names no stage.
//!
//! What is no stage is an image to Docker. Silent on names that look like an image (`/`, `:`), on
//! official images, and on bare names that resemble no stage: a named build context may be meant.

use crate::facts::base;
use crate::model::names;
use crate::model::stage::Stage;
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits};
use crate::source::Span;
use crate::syntax::ast::{Instruction, Kind, Word};
use crate::syntax::image;

pub(super) const RULE: Rule = Rule { id: "unknown-stage", check };

fn check(input: &Input) -> Vec<Finding> {
    let stages = input.model.stages.iter();
    let references = stages.flat_map(|stage| {
        let instructions = input.model.instructions_of(stage);
        instructions.flat_map(move |(_, it)| {
            let is_copy = matches!(it.kind, Kind::Copy(_));
            words(it).into_iter().map(move |word| (stage, word, is_copy))
        })
    });
    let mut findings: Vec<Finding> = Vec::new();
    for (stage, word, is_copy) in references {
        let others = if is_copy { others(input, stage, word.as_str()) } else { Vec::new() };
        match finding(input, stage.id, word.as_str(), word.span) {
            Some(finding) => findings.push(finding.known_as(&others)),
            None if others.is_empty() => {}
            None => findings.push(unseen(word, &others)),
        }
    }
    findings.extend(input.model.stages.iter().filter_map(|stage| misspelt_base(input, stage)).map(Finding::own));
    findings
}

/// What other tools say of a `COPY --from`, letter by letter: to hadolint all that is no earlier name, no earlier
/// number, and without a tag is wrong.
fn others(input: &Input, stage: &Stage, name: &str) -> Vec<&'static str> {
    let model = input.model;
    let name = name.trim_matches(['"', '\'']);
    let written = |it: &Stage| match &model.instruction(it.from?).kind {
        Kind::From(from) => from.name_word.as_ref().map(Word::as_str),
        _ => None,
    };
    let mut others = Vec::new();
    if written(stage) == Some(name) {
        others.extend(["DL3023", "DS006", "DS-0006", "AVD-DS-0006"]);
    }
    let earlier = model.stages[..=stage.id].iter().filter(|it| it.from.is_some());
    let is_named = earlier.clone().any(|it| written(it) == Some(name));
    let is_numbered = name.parse::<usize>().is_ok_and(|number| number < earlier.count());
    if !is_named && !is_numbered && !name.contains(':') {
        others.push("DL3022");
    }
    others
}

fn unseen(word: &Word, others: &[&'static str]) -> Finding {
    let message = format!("`{}` is no earlier stage: an image, or a named context", word.as_str());
    Finding::new(word.span, message).known_as(others).confidence(Confidence::Possible)
}

/// The words that may name a stage: `--from` of COPY and of a mount.
fn words(instruction: &Instruction) -> Vec<&Word> {
    match &instruction.kind {
        Kind::Copy(_) => instruction.flag_value("from").into_iter().collect(),
        Kind::Run(run) => run.mounts.iter().filter_map(|mount| mount.get("from")).collect(),
        _ => Vec::new(),
    }
}

fn finding(input: &Input, stage: usize, name: &str, span: Span) -> Option<Finding> {
    if name.is_empty() || name.contains(['$', '/', ':', '@']) {
        return None;
    }
    let lower = name.to_lowercase();
    let named = |it: &&Stage| it.name.as_deref() == Some(lower.as_str());
    if let Ok(number) = name.parse::<usize>() {
        let message = format!("there is no stage {number} before this one");
        return (number >= stage).then(|| Finding::new(span, message));
    }
    let earlier = &input.model.stages[..stage];
    if earlier.iter().any(|it| named(&it)) {
        return None;
    }
    if let Some(later) = input.model.stages[stage..].iter().find(named) {
        let message =
            if later.id == stage { "a stage cannot copy from itself" } else { "the stage is defined only later" };
        return Some(Finding::new(span, format!("{message}: `{name}`")));
    }
    let near = names::nearest(&lower, earlier.iter().filter_map(|it| it.name.as_deref()));
    let official = image::parse(&lower).is_some_and(|it| base::lookup(&it).is_some());
    let confidence = match near {
        Some(_) if !official => Confidence::Likely,
        _ => Confidence::Possible,
    };
    let finding = Finding::new(span, format!("no stage is named `{name}`: Docker takes it for an image"));
    let finding = finding.confidence(confidence);
    Some(match near {
        Some(near) => finding.help(format!("write `{near}`")).fixes(instead(input, span, name, near)),
        None => finding,
    })
}

fn instead(input: &Input, span: Span, name: &str, near: &str) -> Option<Fix> {
    // Two letters tell `download-kpt` from `download-k3d`.
    let is_slip = name.eq_ignore_ascii_case(near) || names::is_slip(&name.to_lowercase(), near);
    let edit = edits::instead(&input.model.source, span, name, near).filter(|_| is_slip)?;
    Some(Fix::new(format!("write `{near}`"), Safety::Unsafe, vec![edit]))
}

/// `FROM bulder`: no image of the table, and nearly the name of an earlier stage.
fn misspelt_base(input: &Input, stage: &Stage) -> Option<Finding> {
    let Kind::From(from) = &input.model.instruction(stage.from?).kind else { return None };
    let name = from.image.as_str().to_lowercase();
    let crate::model::stage::Base::Image { facts: None, .. } = stage.base else { return None };
    if name.contains(['$', '/', ':', '@', '.']) {
        return None;
    }
    let earlier = input.model.stages[..stage.id].iter().filter_map(|it| it.name.as_deref());
    let near = names::nearest(&name, earlier)?;
    let message = format!("no stage is named `{name}`: Docker takes it for an image");
    let finding = Finding::new(from.image.span, message).confidence(Confidence::Likely).help(format!("write `{near}`"));
    Some(finding.fixes(instead(input, from.image.span, from.image.as_str(), near)))
}
