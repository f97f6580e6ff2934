//! `ENV NAME value`: the old form, which takes the rest of the line.
//!
//! Where the value begins with `=` it is no matter of style: another rule tells that.

use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety};
use crate::source::Span;
use crate::syntax::ast::{Kind, Pair};

pub(super) const RULE: Rule = Rule { id: "legacy-key-value", check };

fn check(input: &Input) -> Vec<Finding> {
    let pairs = input.model.instructions().filter_map(|(_, _, it)| match &it.kind {
        Kind::Env(pairs) | Kind::Label(pairs) => Some(pairs),
        _ => None,
    });
    pairs.flatten().filter(|it| it.legacy).map(finding).collect()
}

fn finding(pair: &Pair) -> Finding {
    let key = pair.key.as_str();
    let finding = Finding::new(pair.key.span, format!("`{key}` and its value are not joined by `=`"));
    if pair.value.as_str().starts_with('=') {
        return finding.confidence(Confidence::Possible);
    }
    let Some(value) = joined(pair) else { return finding };
    let written = format!("{key}={value}");
    let span = Span { start: pair.key.span.start, end: pair.value.span.end };
    let title = format!("write `{written}`");
    finding.help(title.clone()).fix(Fix::new(title, Safety::Safe, vec![Edit::replace(span, written)]))
}

/// The value as the new form has it; `None` where quotes or line ends need a look.
fn joined(pair: &Pair) -> Option<String> {
    let value = pair.value.as_str();
    let is_on_one_line = pair.value.span.end - pair.value.span.start == value.len() as u32;
    if !is_on_one_line || value.is_empty() || value.contains(['"', '\'', '\\', '`']) {
        return None;
    }
    let is_word = !value.contains(char::is_whitespace);
    Some(if is_word { value.to_owned() } else { format!("\"{value}\"") })
}
