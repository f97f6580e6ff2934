//! A program or archive comes over plain HTTP, and nothing says whether it is what its author made.
//!
//! Silent where the RUN compares a checksum or signature, and for the machine itself. Only `possible` where the RUN
//! does not unpack, run or install what came.

use crate::model::Model;
use crate::model::run::Invocation;
use crate::rules::commands;
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::syntax::ast::{Kind, TransferSource};
use crate::syntax::shell::Link;

use super::downloads;

pub(super) const RULE: Rule = Rule { id: "unencrypted-download", check };

/// Commands that run, install or unpack what they are given.
const USES: [&str; 22] = [
    "tar",
    "unzip",
    "gunzip",
    "bunzip2",
    "unxz",
    "sh",
    "bash",
    "python",
    "python3",
    "perl",
    "java",
    "chmod",
    "dpkg",
    "rpm",
    "make",
    "configure",
    "mv",
    "cp",
    "install",
    "apt-key",
    "apt-get",
    "yum",
];
/// Ends of names that a later step surely unpacks or runs.
const ENDS: [&str; 12] =
    [".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip", ".sh", ".deb", ".rpm", ".jar", ".war", ".whl", ".apk"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings: Vec<Finding> = Vec::new();
    let mut places = std::collections::BTreeSet::new();
    for invocation in commands::of(model, &["curl", "wget", "aria2c"]) {
        if downloads::is_checked(model, invocation) {
            continue;
        }
        for url in downloads::urls(invocation) {
            let is_plain = url.text.starts_with("http://") || url.text.starts_with("ftp://");
            if is_plain && !downloads::is_local(&url.text) && places.insert((url.span.start, url.span.end)) {
                let confidence =
                    if is_used(model, invocation, &url.text) { Confidence::Likely } else { Confidence::Possible };
                findings.push(Finding::new(url.span, MESSAGE).confidence(confidence));
            }
        }
    }
    for instruction in &model.dockerfile.instructions {
        let Kind::Add(transfer) = &instruction.kind else { continue };
        let sources = transfer.sources.iter().filter_map(|source| match source {
            TransferSource::Path(word) if word.as_str().starts_with("http://") => Some(word),
            _ => None,
        });
        if instruction.flag("checksum").is_none() {
            let is_program = |text: &str| ENDS.iter().any(|end| text.ends_with(end));
            findings.extend(sources.map(|word| {
                let sure = if is_program(word.as_str()) { Confidence::Likely } else { Confidence::Possible };
                Finding::new(word.span, MESSAGE).confidence(sure)
            }));
        }
    }
    findings
}

const MESSAGE: &str = "this comes unencrypted, and nothing checks that it is what its author made";

fn is_used(model: &Model, invocation: &Invocation, url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let behind = |it: &&Invocation| it.span.start >= invocation.span.end;
    let next = commands::beside(model, invocation).filter(behind).min_by_key(|it| it.span.start);
    let is_use = |it: &Invocation| commands::program(it).is_some_and(|name| USES.contains(&name));
    let piped = next.is_some_and(|it| it.link == Link::Pipe && is_use(it));
    let file = downloads::file(invocation);
    let used = file.is_some_and(|file| downloads::use_of(model, invocation, &file).into_iter().any(is_use));
    piped || used || ENDS.iter().any(|end| path.ends_with(end))
}
