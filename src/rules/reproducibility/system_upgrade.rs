//! A step brings the whole system up to date: what it installs depends on the day.
//!
//! Silent about upgrades of named packages, and about Arch and openSUSE Tumbleweed, which know no other way.

use crate::model::Model;
use crate::model::run::{Invocation, Word};
use crate::model::stage::Base;
use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "system-upgrade", check };

const VALUED: [&str; 8] = ["-o", "--option", "-t", "-c", "-X", "--repository", "--enablerepo", "--disablerepo"];
const TRIVY: [&str; 4] = ["DS-0024", "DS024", "AVD-DS-0024", "DKL-DI-0003"];

fn check(input: &Input) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        commands::all(input.model).into_iter().filter_map(|it| finding(input.model, it)).collect();
    findings.dedup_by_key(|it| it.span);
    findings
}

fn finding(model: &Model, invocation: &Invocation) -> Option<Finding> {
    let tool = commands::program(invocation)?;
    let arguments = Arguments::of(invocation);
    let operands = arguments.operands(&VALUED);
    let is_alone = operands.len() == 1;
    let first = *operands.first()?;
    let is_plain = commands::is_plain(model, invocation);
    let (verb, names): (&Word, &[&'static str]) = match (tool, first.text.as_str()) {
        ("apt" | "apt-get" | "aptitude", "dist-upgrade" | "full-upgrade") if is_alone => (first, &TRIVY),
        ("apt" | "apt-get" | "aptitude", "upgrade" | "safe-upgrade") if is_alone => (first, &["DF069"]),
        ("apk", "upgrade") | ("zypper", "update" | "up" | "patch") if is_alone => (first, &[]),
        ("yum" | "dnf" | "microdnf", "update" | "upgrade" | "distro-sync") if is_alone => (first, &[]),
        // hadolint looks for the word anywhere.
        ("zypper", _) => {
            let verb = arguments.words().iter().find(|it| matches!(it.text.as_str(), "dist-upgrade" | "dup"))?;
            (verb, if is_plain { &["DL3035"] } else { &[] })
        }
        _ => return None,
    };
    let ships = model.chain(model.target).any(|it| it.id == invocation.stage) && !is_rolling(model, invocation);
    let confidence = if ships { Confidence::Certain } else { Confidence::Possible };
    let message = format!("`{tool} {}` makes the image depend on the day of its build", verb.text);
    Some(Finding::new(verb.span, message).confidence(confidence).known_as(names))
}

/// Whether the stage stands on a distribution without releases.
fn is_rolling(model: &Model, invocation: &Invocation) -> bool {
    let Some(Base::Image { reference, .. }) = model.chain(invocation.stage).last().map(|it| &it.base) else {
        return false;
    };
    ["tumbleweed", "archlinux"].iter().any(|name| reference.canonical.contains(name))
}
