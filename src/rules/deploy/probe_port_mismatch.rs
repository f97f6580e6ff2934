//! A probe asks a port that the container does not have, or that the program does not listen on.
//!
//! Against the manifest itself a named port without a declaration is certain; a number is held against
//! what the program listens on.

use crate::evidence::Located;
use crate::evidence::deployment::{Container, Platform, Probe, ProbePort};
use crate::model::listen::is_debugger;
use crate::model::names;
use crate::rules::{Finding, Fix, Input, Rule, Safety, edits, ports};

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
                let fix = named_otherwise(container, port, name);
                return Some(Finding::new(port.place.span, message).in_file(port.place.source.clone()).fixes(fix));
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
    // A name stays: its declaration has the wrong number, which another rule tells.
    let fix = ports::fix(&port.place, number, wanted);
    Some(truth.finding(&port.place, message).help(format!("ask port {wanted}")).fixes(fix))
}

/// The name that is one or two letters off, else that of the only port.
fn named_otherwise(container: &Container, port: &Located<ProbePort>, name: &str) -> Option<Fix> {
    let names: Vec<&str> = container.ports.iter().filter_map(|it| it.name.as_deref()).collect();
    let only = || if names.len() == 1 { names.first().copied() } else { None };
    let near = names::nearest(name, names.iter().copied()).or_else(only)?;
    let edit = edits::instead(&port.place.source, port.place.span, name, near)?;
    Some(Fix::new(format!("ask port `{near}`"), Safety::Unsafe, vec![edit]))
}
