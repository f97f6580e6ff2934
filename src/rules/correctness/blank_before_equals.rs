//! `ENV NAME =value`: the blank ends the name, and the value begins with `=`.

use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};
use crate::source::Span;
use crate::syntax::ast::{Kind, Pair};

pub(super) const RULE: Rule = Rule { id: "blank-before-equals", check };

fn check(input: &Input) -> Vec<Finding> {
    let pairs = input.model.instructions().filter_map(|(_, _, it)| match &it.kind {
        Kind::Env(pairs) | Kind::Label(pairs) => Some(pairs),
        _ => None,
    });
    pairs.flatten().filter_map(finding).collect()
}

fn finding(pair: &Pair) -> Option<Finding> {
    let value = pair.value.as_str();
    let rest = value.strip_prefix('=').filter(|_| pair.legacy)?;
    let key = pair.key.as_str();
    let span = Span { start: pair.key.span.start, end: pair.value.span.end };
    let finding = Finding::new(span, format!("the value of `{key}` begins with `=`, because of the blank before it"));
    let rest = rest.trim();
    let is_one_word = !rest.contains(char::is_whitespace) || (rest.starts_with('"') && rest.ends_with('"'));
    let is_on_one_line = pair.value.span.end - pair.value.span.start == value.len() as u32;
    if !is_one_word || !is_on_one_line || rest.is_empty() {
        return Some(finding);
    }
    let written = format!("{key}={rest}");
    let title = format!("write `{written}`");
    Some(finding.help(title.clone()).fix(Fix::new(title, Safety::Unsafe, vec![Edit::replace(span, written)])))
}
