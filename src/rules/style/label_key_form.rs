//! A label's key in another form than Docker's documentation recommends.

use crate::rules::{Confidence, Finding, Input, Rule, label};
use crate::syntax::ast::Pair;

pub(super) const RULE: Rule = Rule { id: "label-key-form", check };

/// Namespaces that Docker keeps for itself.
const RESERVED: [&str; 3] = ["com.docker.", "io.docker.", "org.dockerproject."];

fn check(input: &Input) -> Vec<Finding> {
    label::all(input.model).filter_map(|(_, _, pair)| finding(pair)).collect()
}

fn finding(pair: &Pair) -> Option<Finding> {
    let written = pair.key.as_str();
    let quotes: &[char] = &['"', '\''];
    let key = written.trim_matches(quotes);
    let why = wrong(key)?;
    let finding = Finding::new(pair.key.span, format!("the label's key `{key}` {why}"));
    // A variable may make it right.
    Some(if key.contains('$') { finding.confidence(Confidence::Possible) } else { finding })
}

/// What is wrong with a key, in words that follow it.
fn wrong(key: &str) -> Option<String> {
    if let Some(name) = RESERVED.iter().find(|it| key.starts_with(**it)) {
        return Some(format!("is in `{name}*`, which is Docker's own"));
    }
    let is_small = |it: char| it.is_ascii_lowercase();
    if !key.starts_with(is_small) {
        return Some("does not begin with a small letter".to_owned());
    }
    if !key.ends_with(|it: char| is_small(it) || it.is_ascii_digit()) {
        return Some("does not end with a small letter or a digit".to_owned());
    }
    let odd = key.chars().find(|it| !is_small(*it) && !it.is_ascii_digit() && !matches!(it, '.' | '-' | '_' | '/'));
    if let Some(odd) = odd {
        return Some(format!("holds `{odd}`: small letters, digits, `.` and `-` are usual"));
    }
    ["..", "--"].iter().find(|it| key.contains(**it)).map(|it| format!("holds `{it}`"))
}
