//! A tag and a digest together: the digest alone counts, and the tag says what may be long past.

use crate::model::Model;
use crate::model::stage::Base;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, edits};
use crate::syntax::ast::{From, Instruction, Kind};

pub(super) const RULE: Rule = Rule { id: "tag-with-digest", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings = Vec::new();
    for stage in &model.stages {
        let (Base::Image { reference, .. }, Some(index)) = (&stage.base, stage.from) else { continue };
        let Kind::From(from) = &model.instruction(index).kind else { continue };
        if let (Some(tag), Some(_)) = (&reference.tag, &reference.digest) {
            let message = format!("the digest alone says which image is taken, `{tag}` says nothing");
            let finding = Finding::new(from.image.span, message);
            findings.push(match fix(model, model.instruction(index), from, tag) {
                Some(fix) => finding.fix(fix),
                None => finding,
            });
        }
    }
    findings
}

/// The tag as a comment above. Tools that bring digests up to date read it where it is, so that this is to be looked at.
fn fix(model: &Model, instruction: &Instruction, from: &From, tag: &str) -> Option<Fix> {
    let written = from.image.as_str();
    let (name, digest) = written.split_once('@')?;
    let plain = name.strip_suffix(tag)?.strip_suffix(':')?;
    if model.source.slice(from.image.span) != written || written.contains('$') {
        return None;
    }
    let comment = edits::above(model, instruction, &[format!("# {name}")], edits::Gap::None);
    let edit = Edit::replace(from.image.span, format!("{plain}@{digest}"));
    Some(Fix::new("write the tag as a comment", Safety::Unsafe, vec![comment, edit]))
}
