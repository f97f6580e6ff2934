//! A step brings the whole system up to date: what it installs depends on the day.
//!
//! Silent about upgrades of named packages, and about Arch and openSUSE Tumbleweed, which know no other way.

use crate::model::Model;
use crate::model::run::{Invocation, Word};
use crate::model::stage::Base;
use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, lists};

pub(super) const RULE: Rule = Rule { id: "system-upgrade", check };

const VALUED: [&str; 8] = ["-o", "--option", "-t", "-c", "-X", "--repository", "--enablerepo", "--disablerepo"];
/// What makes an upgrade ready, cleans up behind it, or is one more.
#[rustfmt::skip]
const SERVING: [&str; 18] = [
    "update", "clean", "autoclean", "autoremove", "makecache", "check-update", "refresh", "ref", "cache",
    "upgrade", "dist-upgrade", "full-upgrade", "safe-upgrade", "up", "dup", "patch", "distro-sync", "cc",
];
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
    let finding = Finding::new(verb.span, message).confidence(confidence).known_as(names);
    Some(match fix(model, invocation) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

/// Without the upgrade; without the whole step, where the rest only serves it.
fn fix(model: &Model, upgrade: &Invocation) -> Option<Fix> {
    let beside: Vec<&Invocation> = commands::beside(model, upgrade).collect();
    let serves = |it: &&&Invocation| match commands::program(it) {
        Some("rm" | "set" | "export") => true,
        Some("apt" | "apt-get" | "aptitude" | "apk" | "yum" | "dnf" | "microdnf" | "zypper") => {
            let verb = Arguments::of(it).operands(&VALUED).first().map(|word| word.text.as_str());
            verb.is_some_and(|verb| SERVING.contains(&verb))
        }
        _ => false,
    };
    let others = beside.iter().filter(|it| it.span != upgrade.span);
    let gone = match others.clone().all(|it| serves(&it)) {
        true => {
            // The index is for installs below, which have none of their own.
            if others.clone().count() > 0 && model.invocations.iter().any(|it| is_left_without(model, upgrade, it)) {
                return None;
            }
            beside
        }
        false => vec![upgrade],
    };
    let edits = lists::without(model, &gone)?;
    let title = if gone.len() == 1 { "take the upgrade out" } else { "take the step out" };
    Some(Fix::new(title, Safety::Unsafe, edits))
}

/// Whether a later command installs with the index that the step of `upgrade` fetches.
fn is_left_without(model: &Model, upgrade: &Invocation, later: &Invocation) -> bool {
    let says = |it: &Invocation, verbs: &[&str]| {
        let is_tool = matches!(commands::program(it), Some("apt" | "apt-get" | "aptitude" | "apk"));
        is_tool && it.words.iter().any(|word| verbs.contains(&word.text.as_str()))
    };
    let installs = later.instruction > upgrade.instruction && says(later, &["install", "add", "build-dep"]);
    let fetches =
        |it: &Invocation| it.span.start <= later.span.start && says(it, &["update", "--update", "-U", "--no-cache"]);
    installs && !commands::beside(model, later).any(fetches)
}

/// Whether the stage stands on a distribution without releases.
fn is_rolling(model: &Model, invocation: &Invocation) -> bool {
    let Some(Base::Image { reference, .. }) = model.chain(invocation.stage).last().map(|it| &it.base) else {
        return false;
    };
    ["tumbleweed", "archlinux"].iter().any(|name| reference.canonical.contains(name))
}
