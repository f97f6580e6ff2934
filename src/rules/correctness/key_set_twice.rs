//! A name that one `ENV` or `LABEL` sets twice, or a label that a stage sets twice: the first value is lost.
//!
//! An `ENV` may set again what an earlier one set, for what stands between them. The same value twice is no loss.

use crate::model::Model;
use crate::rules::{Finding, Fix, Input, Rule, Safety, edits};
use crate::source::Span;
use crate::syntax::ast::{Kind, Pair};

pub(super) const RULE: Rule = Rule { id: "key-set-twice", check };

fn check(input: &Input) -> Vec<Finding> {
    let mut findings = Vec::new();
    for stage in &input.model.stages {
        let mut labels: Vec<(usize, &Pair)> = Vec::new();
        for (index, instruction) in input.model.instructions_of(stage) {
            match &instruction.kind {
                Kind::Label(pairs) => labels.extend(pairs.iter().map(|it| (index, it))),
                Kind::Env(pairs) => {
                    let all: Vec<_> = pairs.iter().map(|it| (index, it)).collect();
                    findings.extend(repeated(input, &all));
                }
                _ => {}
            }
        }
        findings.extend(repeated(input, &labels));
    }
    findings
}

/// What is said again; with the number of its instruction.
fn repeated(input: &Input, pairs: &[(usize, &Pair)]) -> Vec<Finding> {
    let mut last = std::collections::HashMap::new();
    let mut findings = Vec::new();
    for (index, pair) in pairs {
        let key = pair.key.as_str().trim_matches(['"', '\'']);
        let Some((before, first)) = last.insert(key, (index, pair)) else { continue };
        if first.value.as_str() == pair.value.as_str() {
            continue;
        }
        let finding = Finding::new(pair.key.span, format!("`{key}` was set to another value before, which is lost"))
            .label(input.model.place(first.key.span), "the value that is lost");
        // Who puts values together means all of them.
        let joins = [first, pair].iter().any(|it| {
            it.value.as_str().contains(&format!("${key}")) || it.value.as_str().contains(&format!("${{{key}"))
        });
        let finding = match fix(input.model, *before, first).filter(|_| !joins) {
            Some(fix) => finding.fix(fix),
            None => finding,
        };
        findings.push(if before == index { finding } else { finding.info() });
    }
    findings
}

/// Takes out what is lost; its whole instruction, where that says nothing else.
fn fix(model: &Model, index: usize, lost: &Pair) -> Option<Fix> {
    let instruction = model.instruction(index);
    let (Kind::Env(pairs) | Kind::Label(pairs)) = &instruction.kind else { return None };
    let whole = |pair: &Pair| {
        // What follows a `=` may be nothing.
        let rest = model.source.text().get(pair.key.span.end as usize..).unwrap_or_default();
        let end = pair.key.span.end + u32::from(rest.starts_with('='));
        Span { start: pair.key.span.start, end: end.max(pair.value.span.end) }
    };
    let items: Vec<Span> = pairs.iter().map(whole).collect();
    let at = pairs.iter().position(|it| it.key.span == lost.key.span)?;
    let edit = match items.len() {
        1 => edits::without(model, instruction),
        _ => edits::without_item(&model.source, &items, at)?,
    };
    Some(Fix::new("take the value out that is lost", Safety::Safe, vec![edit]))
}
