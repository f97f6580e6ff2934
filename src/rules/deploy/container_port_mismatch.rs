//! `containerPort` of a Kubernetes manifest names none of the ports that the program listens on.
//!
//! Silent where the command of the manifest, or a variable that it sets, may change the port.

use crate::evidence::deployment::{Container, Platform};
use crate::rules::{Finding, Input, Rule, ports};

pub(super) const RULE: Rule = Rule { id: "container-port-mismatch", check };

fn check(input: &Input) -> Vec<Finding> {
    input.containers_on(Platform::Kubernetes).filter_map(|container| finding(input, container)).collect()
}

fn finding(input: &Input, container: &Container) -> Option<Finding> {
    let (port, truth) = input.unserved(container, "containerPort")?;
    let wanted = *truth.numbers.first()?;
    let message = format!("`containerPort` is {}, {} {wanted}", port.number.value, truth.verb);
    let declared = container.ports.iter().filter(|it| it.key == port.key && !it.udp).count();
    let fix = ports::fix(&port.number.place, port.number.value, wanted).filter(|_| declared == 1);
    let finding = truth.finding(&port.number.place, message).help(format!("write `containerPort: {wanted}`"));
    Some(finding.fixes(fix))
}
