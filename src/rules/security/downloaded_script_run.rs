//! A script is run as it comes from the network.

use crate::model::run::Invocation;
use crate::rules::commands;
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::syntax::shell::Link;

pub(super) const RULE: Rule = Rule { id: "downloaded-script-run", check };

const SHELLS: [&str; 10] = ["sh", "bash", "ash", "dash", "zsh", "ksh", "python", "python3", "perl", "node"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings = Vec::new();
    for list in [&model.invocations, &model.aside] {
        for pair in list.windows(2).filter(|pair| pair[0].instruction == pair[1].instruction) {
            let (left, right) = (&pair[0], &pair[1]);
            if right.link == Link::Pipe && is_download(left) && is_shell(right) {
                let message = "whatever the server sends is run, now and at the next build";
                let span = commands::place(right);
                findings.push(Finding::new(span, message).confidence(Confidence::Likely));
            }
        }
    }
    // `sh -c "$(curl ...)"`
    for download in model.aside.iter().filter(|it| is_download(it)) {
        let holds = |it: &&Invocation| is_shell(it) && it.words.len() > 1 && it.span.contains(download.span);
        findings.extend(model.invocations.iter().find(holds).map(|it| {
            let message = "whatever the server sends is run, now and at the next build";
            Finding::new(commands::place(it), message).confidence(Confidence::Likely)
        }));
    }
    findings
}

fn is_download(invocation: &Invocation) -> bool {
    matches!(commands::program(invocation), Some("curl" | "wget"))
}

fn is_shell(invocation: &Invocation) -> bool {
    commands::program(invocation).is_some_and(|name| SHELLS.contains(&name))
}
