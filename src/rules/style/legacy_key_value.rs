//! `ENV NAME value`: the old form, which takes the rest of the line.
//!
//! Where the value begins with `=` it is no matter of style: another rule tells that.

use crate::model::Model;
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety};
use crate::source::Span;
use crate::syntax::ast::{Kind, Pair};

pub(super) const RULE: Rule = Rule { id: "legacy-key-value", check };

fn check(input: &Input) -> Vec<Finding> {
    let pairs = input.model.instructions().filter_map(|(_, _, it)| match &it.kind {
        Kind::Env(pairs) | Kind::Label(pairs) => Some(pairs),
        _ => None,
    });
    pairs.flatten().filter(|it| it.legacy).map(|it| finding(input.model, it)).collect()
}

fn finding(model: &Model, pair: &Pair) -> Finding {
    let key = pair.key.as_str();
    let finding = Finding::new(pair.key.span, format!("`{key}` and its value are not joined by `=`"));
    if pair.value.as_str().starts_with('=') {
        return finding.confidence(Confidence::Possible);
    }
    match fix(model, pair) {
        Some(fix) => finding.help(fix.title.clone()).fix(fix),
        None => finding,
    }
}

/// The same value in the new form. What stands in several lines, with comments between, stays as it is.
fn fix(model: &Model, pair: &Pair) -> Option<Fix> {
    let (key, value) = (pair.key.as_str(), pair.value.as_str());
    let source = &model.source;
    let between = Span { start: pair.key.span.end, end: pair.value.span.start };
    let written = source.slice(pair.value.span);
    if value.is_empty() || source.slice(between).contains('#') || sets_more(written) {
        return None;
    }
    let is_one_line = written == value;
    let title = |it: &str| if is_one_line { format!("write `{key}={it}`") } else { format!("join `{key}` by `=`") };
    let is_quoted = |quote: char| {
        let inside = value.strip_prefix(quote).and_then(|it| it.strip_suffix(quote));
        inside.is_some_and(|it| !it.contains([quote, model.dockerfile.escape]))
    };
    let has_special = value.contains(['"', '\'', '\\', '`']);
    let is_word = !value.contains(char::is_whitespace) && !has_special;
    if is_word || is_quoted('"') || is_quoted('\'') {
        return Some(Fix::new(title(value), Safety::Safe, vec![Edit::replace(between, "=")]));
    }
    if !has_special {
        let edits = vec![Edit::replace(between, "=\""), Edit::insert(pair.value.span.end, "\"")];
        return Some(Fix::new(title(&format!("\"{value}\"")), Safety::Safe, edits));
    }
    // The builder takes quotes away in the old form, too.
    let only_pairs = value.matches('"').count().is_multiple_of(2) && !value.contains(['\'', '\\', '`']);
    let bare = format!("\"{}\"", value.replace('"', ""));
    let whole = Span { start: between.start, end: pair.value.span.end };
    (only_pairs && is_one_line)
        .then(|| Fix::new(title(&bare), Safety::Safe, vec![Edit::replace(whole, format!("={bare}"))]))
}

/// Whether a line of the value looks as if it set another name: what is meant is not what is said then.
fn sets_more(written: &str) -> bool {
    written.lines().skip(1).any(|line| {
        let line = line.trim_start();
        let name = line.split([' ', '\t', '=']).next().unwrap_or_default();
        let is_name = |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_';
        name.len() > 1 && name.len() < line.len() && name.bytes().all(is_name)
    })
}
