//! The image has no `HEALTHCHECK`.
//!
//! Told of the stage that is built, where it exposes a port; only possible for other images and stages, and silent
//! about a base image that has a check of its own, as far as its facts are known.

use crate::model::Model;
use crate::model::stage::{Base, Stage};
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "healthcheck-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let lacking = model.stages.iter().filter(|it| !model.chain(it.id).any(|it| says(model, it)));
    lacking.filter_map(|it| finding(model, it)).collect()
}

fn finding(model: &Model, stage: &Stage) -> Option<Finding> {
    let is_built = stage.id == model.target;
    let finishes = |it: &Stage| matches!(it.base, Base::Stage(_)) && model.chain(it.id).any(|up| up.id == stage.id);
    if !is_built && model.stages.iter().any(|it| says(model, it) && finishes(it)) {
        return None;
    }
    let Kind::From(from) = &model.instruction(stage.from?).kind else { return None };
    let finding = Finding::new(from.image.span, "nothing tells Docker whether the program in the container works");
    let end = stage.end();
    let is_server = is_built && end.healthcheck.is_unset() && !end.ports.is_empty();
    Some(if is_server { finding } else { finding.known_as(&["DL3057"]).confidence(Confidence::Possible) })
}

fn says(model: &Model, stage: &Stage) -> bool {
    model.instructions_of(stage).any(|(_, it)| matches!(it.kind, Kind::Healthcheck(_)))
}
