//! A platform that runs the image itself sends requests to a port that the program does not listen on:
//! `internal_port` of `fly.toml`, `containerPort` of Cloud Run, the 8080 of App Engine, `Dockerrun.aws.json`.
//!
//! Silent where the manifest's command or environment may change the port.

use crate::evidence::deployment::{Container, Platform};
use crate::rules::{Finding, Input, Rule, ports};

pub(super) const RULE: Rule = Rule { id: "platform-port-mismatch", check };

fn check(input: &Input) -> Vec<Finding> {
    input.containers_on(Platform::Service).filter_map(|container| finding(input, container)).collect()
}

fn finding(input: &Input, container: &Container) -> Option<Finding> {
    let key = container.ports.first()?.key;
    let (port, truth) = input.unserved(container, key)?;
    let wanted = *truth.numbers.first()?;
    let message = format!("requests go to port {}, {} {wanted}", port.number.value, truth.verb);
    let fix = ports::fix(&port.number.place, port.number.value, wanted).filter(|_| container.ports.len() == 1);
    let finding = truth.finding(&port.number.place, message).help(format!("make both the same: {wanted}"));
    Some(finding.fixes(fix))
}
