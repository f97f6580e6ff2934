//! `apt-get install` without `--no-install-recommends`: what the packages recommend comes along.
//!
//! Silent where the option stands in a configuration that an earlier step writes. Only `possible` in stages whose
//! layers do not ship.

use crate::facts::commands::Arg;
use crate::model::Model;
use crate::model::run::{Invocation, Word};
use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety};

pub(super) const RULE: Rule = Rule { id: "recommended-packages-installed", check };

const OPTION: &str = "--no-install-recommends";

fn check(input: &Input) -> Vec<Finding> {
    let all = commands::all(input.model);
    let mut findings: Vec<Finding> = all.iter().filter_map(|it| finding(input.model, &all, it)).collect();
    findings.dedup_by_key(|it| it.span);
    findings
}

fn finding(model: &Model, all: &[&Invocation], invocation: &Invocation) -> Option<Finding> {
    let tool = commands::program(invocation).filter(|it| matches!(*it, "apt" | "apt-get"))?;
    let arguments = Arguments::of(invocation);
    let verb = arguments.words().iter().find(|it| it.text == "install")?;
    let is_off = arguments.has(&["no-install-recommends"]) || arguments.words().iter().any(|it| says_no(&it.text));
    let is_configured = all.iter().any(|it| is_before(model, it, invocation) && configures(model, it));
    if is_off || is_configured {
        return None;
    }
    let message = format!("`{tool} install` also installs what the packages recommend");
    let ships = model.chain(model.target).any(|it| it.id == invocation.stage);
    let confidence = if ships { Confidence::Likely } else { Confidence::Possible };
    let finding = Finding::new(verb.span, message).confidence(confidence);
    let is_known = tool == "apt-get" && commands::is_plain(model, invocation);
    let finding =
        if is_known { finding.known_as(&["DL3015", "DS-0029", "DS029", "AVD-DS-0029"]) } else { finding.own() };
    Some(match fix(model, verb) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

fn fix(model: &Model, verb: &Word) -> Option<Fix> {
    let edit = Edit::insert(verb.span.end, format!(" {OPTION}"));
    let is_plain = model.source.slice(verb.span) == verb.text;
    is_plain.then(|| Fix::new(format!("add `{OPTION}`"), Safety::Unsafe, vec![edit]))
}

/// `APT::Install-Recommends=false`, in any spelling of no.
fn says_no(text: &str) -> bool {
    let value = text.split_once("Install-Recommends").map(|(_, value)| value.trim_matches([' ', '=', '"', '\'', ';']));
    value.is_some_and(|value| ["0", "false", "no", "off"].iter().any(|no| value.starts_with(no)))
}

/// Whether `earlier` runs before `invocation`, in its stage or one that it is built upon.
fn is_before(model: &Model, earlier: &Invocation, invocation: &Invocation) -> bool {
    earlier.instruction <= invocation.instruction && model.chain(invocation.stage).any(|it| it.id == earlier.stage)
}

/// Whether a command writes the option into a configuration: `echo 'APT::Install-Recommends "0";' > ...`.
fn configures(model: &Model, invocation: &Invocation) -> bool {
    let is_printer = matches!(commands::program(invocation), Some("echo" | "printf" | "tee" | "cat"));
    let instruction = model.instruction(invocation.instruction);
    let words = || invocation.argv.iter().any(|arg| matches!(arg, Arg::Known(text) if says_no(text)));
    is_printer && (words() || instruction.heredocs.iter().any(|it| says_no(&it.body.text)))
}
