//! The value of a label is not what the configuration's schema says.
//!
//! Silent where a variable's value is not known.

use crate::model::Model;
use crate::rules::{Confidence, Edit, Finding, Fix, Input, LabelKind, Rule, Safety, label};
use crate::syntax::ast::Pair;

pub(super) const RULE: Rule = Rule { id: "label-value-invalid", check };

fn check(input: &Input) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, state, pair) in label::all(input.model) {
        let key = label::key(input.model, state, pair);
        let Some((key, kind)) = key.and_then(|key| Some((key.clone(), *input.policy.label_schema.get(&key)?))) else {
            continue;
        };
        if let Some(value) = input.model.expand(&pair.value, state).value.known() {
            findings.extend(finding(input.model, pair, &key, kind, value));
        }
    }
    findings
}

fn finding(model: &Model, pair: &Pair, key: &str, kind: LabelKind, value: &str) -> Option<Finding> {
    let span = if pair.value.span.is_empty() { pair.key.span } else { pair.value.span };
    if value.is_empty() {
        let finding = Finding::new(span, format!("the label `{key}` is empty"));
        // hadolint tells it twice: as empty, and as not of its kind.
        return Some(finding.known_as(named(kind).0));
    }
    let (names, what) = named(kind);
    let finding = Finding::new(span, format!("the label `{key}` is {what}")).known_as(&names[1..]);
    if !label::fits(kind, value) {
        return Some(match fix(model, pair, kind, value) {
            Some(fix) => finding.fix(fix),
            None => finding,
        });
    }
    // Git shortens ids to any length that tells them apart; hadolint takes 7 or 40 letters only.
    let is_odd = kind == LabelKind::Hash && ![7, 40].contains(&value.len());
    is_odd.then(|| finding.confidence(Confidence::Possible))
}

/// The same in the form that is wanted.
fn fix(model: &Model, pair: &Pair, kind: LabelKind, value: &str) -> Option<Fix> {
    let right = label::in_form(kind, value).filter(|it| label::fits(kind, it))?;
    let written = model.source.slice(pair.value.span);
    if written.trim_matches(['"', '\'']) != value || right.contains(['"', '\'', '$', '\\']) {
        return None;
    }
    let text = if right.contains(' ') { format!("\"{right}\"") } else { written.replace(value, &right) };
    Some(Fix::new(format!("write `{right}`"), Safety::Unsafe, vec![Edit::replace(pair.value.span, text)]))
}

/// The names for an empty value, of which the last one is for a wrong one; and what the value is not.
fn named(kind: LabelKind) -> (&'static [&'static str], &'static str) {
    match kind {
        LabelKind::Email => (&["DL3051", "DL3058"], "no address of mail"),
        LabelKind::Hash => (&["DL3051", "DL3055"], "no id of a git commit"),
        LabelKind::Rfc3339 => (&["DL3051", "DL3053"], "no time like `2026-11-22T21:05:00Z`"),
        LabelKind::Semver => (&["DL3051", "DL3056"], "no semantic version like `1.2.3`"),
        LabelKind::Spdx => (&["DL3051", "DL3054"], "no licence expression of SPDX"),
        LabelKind::Url => (&["DL3051", "DL3052"], "no URL"),
        LabelKind::Text => (&["DL3051"], "empty"),
    }
}
