//! Keywords in capitals here and in small letters there.
//!
//! What most of the file does is right; capitals are, where it is even. As for BuildKit, what stands before the first
//! FROM does not count.

use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};
use crate::source::Span;
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "instruction-casing", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let instructions = model.dockerfile.instructions.iter();
    let in_stages = instructions.skip_while(|it| !matches!(it.kind, Kind::From(_)));
    let valid = in_stages.filter(|it| !matches!(it.kind, Kind::Invalid(_)));
    let keywords: Vec<(Span, &str)> = valid.map(|it| (it.keyword, model.source.slice(it.keyword))).collect();
    let lower = keywords.iter().filter(|(_, it)| !it.contains(|it: char| it.is_ascii_uppercase())).count();
    let upper = keywords.iter().filter(|(_, it)| !it.contains(|it: char| it.is_ascii_lowercase())).count();
    let small = lower > upper;
    keywords.into_iter().filter_map(|(span, keyword)| finding(span, keyword, small)).collect()
}

fn finding(span: Span, keyword: &str, small: bool) -> Option<Finding> {
    let right = if small { keyword.to_ascii_lowercase() } else { keyword.to_ascii_uppercase() };
    if right == keyword {
        return None;
    }
    let finding =
        Finding::new(span, format!("most keywords of the file are written like `{right}`, this is `{keyword}`"));
    let fix = Fix::new(format!("write `{right}`"), Safety::Safe, vec![Edit::replace(span, right)]);
    Some(finding.fix(fix))
}
