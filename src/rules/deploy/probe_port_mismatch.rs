//! A probe asks a port that the container does not have, or that the program does not listen on.
//!
//! Against the manifest itself a named port without a declaration is certain; a number is held against
//! what the program listens on.

use crate::evidence::deployment::{Container, Platform, Probe, ProbePort};
use crate::model::listen::is_debugger;
use crate::rules::{Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "probe-port-mismatch", check };

fn check(input: &Input) -> Vec<Finding> {
    let containers = input.containers_on(Platform::Kubernetes);
    containers.flat_map(|it| it.probes.iter().filter_map(|probe| finding(input, it, probe))).collect()
}

fn finding(input: &Input, container: &Container, probe: &Probe) -> Option<Finding> {
    let port = probe.port()?;
    let number = match &port.value {
        ProbePort::Number(number) => *number,
        ProbePort::Name(name) => {
            let named = container.ports.iter().find(|it| it.name.as_deref() == Some(name));
            if named.is_none() && container.ports.iter().all(|it| it.name.is_some()) {
                let message = format!("`{}` asks port `{name}`, which the container does not declare", probe.kind);
                return Some(Finding::new(port.place.span, message).in_file(port.place.source.clone()));
            }
            named?.number.value
        }
    };
    let truth = input.served_port(container)?;
    if truth.numbers.contains(&number) || is_debugger(number) {
        return None;
    }
    let wanted = *truth.numbers.first()?;
    let message = format!("`{}` asks port {number}, {} {wanted}", probe.kind, truth.verb);
    Some(truth.finding(&port.place, message).help(format!("ask port {wanted}")))
}
