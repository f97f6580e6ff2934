//! `containerPort` of a manifest names none of the ports that the program listens on.
//!
//! Silent where the command of the manifest, or a variable that it sets, may change the port.

use crate::evidence::deployment::Container;
use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "container-port-mismatch", check };

fn check(input: &Input) -> Vec<Finding> {
    let containers = input.workloads.iter().flat_map(|workload| &workload.containers);
    containers.filter_map(|container| finding(input, container)).collect()
}

fn finding(input: &Input, container: &Container) -> Option<Finding> {
    let tcp: Vec<_> = container.ports.iter().filter(|port| !port.udp).collect();
    let port = tcp.first()?;
    let truth = input.served_port(container)?;
    if tcp.iter().any(|it| truth.numbers.contains(&it.number.value)) {
        return None;
    }
    let wanted = truth.numbers.first()?;
    let message = format!("`containerPort` is {}, {} {wanted}", port.number.value, truth.verb);
    let finding = Finding::new(port.number.place.span, message).in_file(port.number.place.source.clone());
    let finding = finding.confidence(Confidence::Likely).label(truth.place, truth.why);
    Some(finding.help(format!("write `containerPort: {wanted}`")))
}
