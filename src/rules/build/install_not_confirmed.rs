//! `apt-get install` asks whether to go on, and nobody answers: without a terminal it aborts.
//!
//! Silent with `-y` or a setting that stands for it, and where answers come through a pipe. Only `possible` where the
//! packages may be installed already, or are not known to bring others: apt asks in neither case.

use crate::facts::packages::{self, Manager};
use crate::model::Model;
use crate::model::run::Invocation;
use crate::rules::{Confidence, Finding, Input, Rule};

use super::{apt_lists_missing, calls};

pub(super) const RULE: Rule = Rule { id: "install-not-confirmed", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let asked = input.model.invocations.iter().filter(|it| needed[it.stage]);
    asked.filter_map(|it| finding(input.model, it)).collect()
}

fn finding(model: &Model, invocation: &Invocation) -> Option<Finding> {
    let call = calls::call(invocation).filter(|_| calls::must_work(invocation))?;
    let (verbs, flags): (&[&str], &[&str]) = match call.family {
        "apt" => (&["install", "upgrade", "dist-upgrade", "full-upgrade"], &APT),
        "yum" => (&["install", "update", "upgrade", "groupinstall"], &YUM),
        _ => return None,
    };
    let state = model.stages[invocation.stage].before(invocation.instruction);
    let is_answered = |option: &str| {
        let joined = option.starts_with('-') && !option.starts_with("--") && option.contains('y');
        joined || flags.iter().any(|flag| option.starts_with(flag)) || option.contains("Assume-Yes")
    };
    // `-q` twice, or `-qq`, stands for yes too.
    let quiet = call.options.iter().map(|it| if *it == "-qq" { 2 } else { usize::from(*it == "-q") }).sum::<usize>();
    let is_confirmed = call.options.iter().any(|it| is_answered(it)) || (call.family == "apt" && quiet >= 2);
    if !verbs.contains(&call.verb) || !call.complete || is_confirmed || is_told(model, invocation) {
        return None;
    }
    if state.variable("APT_CONFIG").is_some() {
        return None;
    }
    // What is installed already is not asked for: at least one package must surely be new, and bring others.
    let asks = |name: &&str| {
        let brings_others = call.operands.len() > 1 || !packages::depends(Manager::Apt, name).is_empty();
        brings_others && apt_lists_missing::is_new(model, invocation, name)
    };
    let sure = call.family == "apt" && call.verb == "install" && call.operands.iter().any(asks);
    // `microdnf` never asks.
    let tool = calls::name(invocation).filter(|name| *name != "microdnf")?;
    let message = format!("`{tool} {}` asks whether to go on, and nobody answers", call.verb);
    let confidence = if sure { Confidence::Likely } else { Confidence::Possible };
    let finding = Finding::new(invocation.span, message).confidence(confidence);
    Some(finding.help(format!("write `{tool} {} -y`", call.verb)))
}

const APT: [&str; 4] = ["--yes", "--assume-yes", "--force-yes", "--assume-no"];
const YUM: [&str; 3] = ["--assumeyes", "--setopt=assumeyes", "--assumeno"];

/// Whether a configuration that an earlier step wrote may say yes, or a pipe does.
fn is_told(model: &Model, invocation: &Invocation) -> bool {
    let stages: Vec<usize> = model.chain(invocation.stage).map(|it| it.id).collect();
    let of_stages = || model.invocations.iter().filter(|it| stages.contains(&it.stage));
    let answers = |it: &Invocation| {
        it.instruction == invocation.instruction
            && matches!(calls::name(it), Some("yes" | "echo" | "printf" | "debconf-set-selections"))
    };
    let configures = of_stages().any(|it| {
        it.argv.iter().filter_map(calls::known).any(|word| word.contains("apt.conf") || word.contains("Assume-Yes"))
    });
    let text = model.stages.iter().filter(|it| stages.contains(&it.id)).any(|stage| {
        let instructions = model.instructions_of(stage);
        instructions.into_iter().any(|(_, it)| {
            it.arguments.text.contains("apt.conf")
                || it.arguments.text.contains("yum.conf")
                || it.arguments.text.contains("dnf.conf")
        })
    });
    configures || text || of_stages().any(answers)
}
