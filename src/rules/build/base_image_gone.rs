//! FROM names an image that its owner took away, or that was never there under this name.

use crate::facts::sources;
use crate::model::stage::Base;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};
use crate::source::Span;
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
            // Its tags may be others.
            let is_newest = reference.digest.is_none() && reference.tag.as_deref().is_none_or(|it| it == "latest");
            let fix = is_newest.then(|| write(input, from.image.span, instead)).flatten();
            return Some(finding.help(format!("use {instead}")).fixes(fix));
        }
        let tag = reference.tag.as_deref()?;
        let instead = sources::tagged_image(&reference.canonical, tag)?;
        let finding = Finding::new(from.image.span, format!("`{}` has no tag `{tag}`", reference.name));
        let fix = write(input, from.image.span, &instead).filter(|_| reference.digest.is_none());
        Some(finding.help(format!("use {instead}")).fixes(fix))
    };
    stages.filter_map(finding).collect()
}

/// The image in backticks in the place of what is written without variables.
fn write(input: &Input, image: Span, instead: &str) -> Option<Fix> {
    let instead = instead.strip_prefix('`')?.strip_suffix('`')?;
    let is_literal = !input.model.source.slice(image).contains('$');
    let edit = Edit::replace(image, instead);
    is_literal.then(|| Fix::new(format!("use `{instead}`"), Safety::Unsafe, vec![edit]))
}
