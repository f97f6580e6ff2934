//! A label's key in another form than Docker's documentation recommends.

use crate::model::Model;
use crate::model::stage::Stage;
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, label};
use crate::syntax::ast::Pair;

pub(super) const RULE: Rule = Rule { id: "label-key-form", check };

/// Namespaces that Docker keeps for itself.
const RESERVED: [&str; 3] = ["com.docker.", "io.docker.", "org.dockerproject."];

fn check(input: &Input) -> Vec<Finding> {
    label::all(input.model).filter_map(|(stage, _, pair)| finding(input.model, stage, pair)).collect()
}

fn finding(model: &Model, stage: &Stage, pair: &Pair) -> Option<Finding> {
    let written = pair.key.as_str();
    let quotes: &[char] = &['"', '\''];
    let key = written.trim_matches(quotes);
    let why = wrong(key)?;
    let finding = Finding::new(pair.key.span, format!("the label's key `{key}` {why}"));
    let finding = match fix(model, stage, pair, key) {
        Some(fix) => finding.fix(fix),
        None => finding,
    };
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

/// The key in small letters, where that makes it right: `buildDate` becomes `build-date`.
fn fix(model: &Model, stage: &Stage, pair: &Pair, key: &str) -> Option<Fix> {
    let usual = small(key);
    let is_tools = ["RUN", "INSTALL", "UNINSTALL", "STOP"].contains(&key);
    let written = model.source.slice(pair.key.span);
    if key.contains(['$', '\\', '`']) || usual == key || is_tools || wrong(&usual).is_some() || !written.contains(key) {
        return None;
    }
    let is_taken = label::all(model)
        .any(|(other, state, it)| other.id == stage.id && label::key(model, state, it).is_none_or(|it| it == usual));
    let edit = Edit::replace(pair.key.span, written.replace(key, &usual));
    (!is_taken).then(|| Fix::new(format!("write `{usual}`"), Safety::Unsafe, vec![edit]))
}

/// In small letters, a `-` before each capital that stands behind a small one.
fn small(key: &str) -> String {
    let mut small = String::new();
    let mut before = '.';
    for letter in key.chars() {
        if letter.is_ascii_uppercase() && before.is_ascii_lowercase() {
            small.push('-');
        }
        small.push(letter.to_ascii_lowercase());
        before = letter;
    }
    small
}
