//! A stage downloads with `wget` and with `curl`: one of them is enough.
//!
//! Only `possible` in a stage that does not ship.

use std::collections::BTreeMap;

use crate::model::run::Origin;
use crate::rules::commands;
use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "wget-and-curl", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut first = BTreeMap::new();
    let mut told = None;
    let mut findings = Vec::new();
    for invocation in commands::of(model, &["curl", "wget"]) {
        let Some(name) = commands::program(invocation).filter(|_| commands::is_plain(model, invocation)) else {
            continue;
        };
        let group = (invocation.stage, invocation.origin == Origin::Onbuild);
        let place = commands::place(invocation);
        first.entry((group, name)).or_insert(place);
        let other = if name == "curl" { "wget" } else { "curl" };
        let Some(earlier) = first.get(&(group, other)) else { continue };
        if told.replace(invocation.instruction) == Some(invocation.instruction) {
            continue;
        }
        let ships = commands::ships(model, invocation.stage);
        let finding = Finding::new(place, format!("`{name}` here, `{other}` elsewhere: one of them is enough"));
        let finding = finding.label(model.place(*earlier), format!("this uses `{other}`"));
        findings.push(finding.confidence(if ships { Confidence::Likely } else { Confidence::Possible }));
    }
    findings
}
