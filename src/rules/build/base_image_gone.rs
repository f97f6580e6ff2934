//! FROM names an image that its owner took away, or that was never there under this name.

use crate::facts::sources;
use crate::model::stage::Base;
use crate::rules::{Finding, Input, Rule};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "base-image-gone", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let stages = input.model.stages.iter().filter(|stage| needed[stage.id]);
    let finding = |stage: &crate::model::stage::Stage| {
        let Base::Image { reference, .. } = &stage.base else { return None };
        let Kind::From(from) = &input.model.instruction(stage.from?).kind else { return None };
        if let Some(instead) = sources::image(&reference.canonical) {
            let finding = Finding::new(from.image.span, format!("`{}` is no longer to be had", reference.name));
            return Some(finding.help(format!("use {instead}")));
        }
        let tag = reference.tag.as_deref()?;
        let instead = sources::tagged_image(&reference.canonical, tag)?;
        let finding = Finding::new(from.image.span, format!("`{}` has no tag `{tag}`", reference.name));
        Some(finding.help(format!("use {instead}")))
    };
    stages.filter_map(finding).collect()
}
