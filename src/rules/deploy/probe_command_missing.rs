//! A probe or health check of a manifest runs a tool that the image does not have: it always fails.
//!
//! Silent where something unread, or a volume, could have brought it.

use crate::evidence::Located;
use crate::model::files::Look;
use crate::model::path;
use crate::model::stage::Stage;
use crate::model::start::Needed;
use crate::rules::{Finding, Input, Rule, evidence};

use crate::rules::runs::{self, Runs};

pub(super) const RULE: Rule = Rule { id: "probe-command-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let mut findings = Vec::new();
    for runs in runs::all(input) {
        for (kind, words) in runs.probes() {
            let Some(start) = runs.beside(input, words) else { continue };
            let missing = start.needed.iter().filter(|it| is_missing(input, &runs, it) && !runs.may_be_mounted(it));
            findings.extend(missing.filter_map(|it| finding(input, &runs, kind, words, it)).next());
        }
    }
    findings
}

/// Tools that no distribution and no language brings by itself.
const EXTRA: [&str; 9] = [
    "grpc-health-probe",
    "grpc_health_probe",
    "mongo",
    "mongosh",
    "mysqladmin",
    "pg_isready",
    "psql",
    "redis-cli",
    "wait-for-it.sh",
];

fn is_missing(input: &Input, runs: &Runs, needed: &Needed) -> bool {
    let (model, stage) = (input.model, runs.stage.id);
    let facts = model.chain(stage).last().and_then(Stage::facts);
    let is_extra = EXTRA.contains(&path::file_name(&needed.name)) && facts.is_some_and(evidence::is_plain);
    match needed.look {
        Look::Absent => true,
        Look::Unknown(_) => is_extra && needed.tried.iter().all(|at| model.look_own(stage, at).is_absent()),
        Look::Present(_) => false,
    }
}

fn finding(input: &Input, runs: &Runs, kind: &str, words: &[Located<String>], needed: &Needed) -> Option<Finding> {
    let model = input.model;
    let word = words.iter().find(|it| it.value.contains(&needed.name)).or(words.first())?;
    let what = if needed.name.contains('/') { needed.tried.first()? } else { &needed.name };
    let from = model.chain(runs.stage.id).last()?.from?;
    let finding = Finding::new(word.place.span, format!("`{kind}` runs `{what}`, which the image does not have"));
    let finding = finding.in_file(word.place.source.clone());
    let finding = finding.confidence(runs.confidence(evidence::absence(model, runs.stage.id)));
    let why = "this base does not bring it, and no step installs it";
    let finding = finding.label(model.place(model.instruction(from).span), why);
    let is_kubernetes = kind != "healthcheck";
    Some(match is_kubernetes {
        true => finding.help(format!("ask the port with `httpGet` or `tcpSocket`, or install `{what}` in the image")),
        false => finding.help(format!("install `{what}` in the final stage, or check with a tool that it has")),
    })
}
