//! A NetworkPolicy lets requests in to ports that the pods which it selects do not have.
//!
//! The port of a policy is that of the pod, not of the Service before it. Silent where any of its ports is one of
//! the pods', for others may not be declared; and where the pods declare none and nothing is known of the program.

use crate::evidence::Located;
use crate::evidence::deployment::{Container, ContainerPort, ProbePort};
use crate::evidence::kubernetes::objects::{Body, Object, Pod, Policy, PolicyPort};
use crate::evidence::kubernetes::selector::Reach;
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits};

pub(super) const RULE: Rule = Rule { id: "network-policy-port-mismatch", check };

fn check(input: &Input) -> Vec<Finding> {
    let findings = input.cluster.objects().filter_map(|object| match &object.body {
        Body::Policy(policy) => finding(input, object, policy),
        _ => None,
    });
    findings.collect()
}

fn finding(input: &Input, object: &Object, policy: &Policy) -> Option<Finding> {
    let Reach::Pods(pods) = &policy.selection.as_ref()?.reach else { return None };
    let pods: Vec<&Pod> = pods.iter().map(|at| input.cluster.pod(*at)).collect::<Option<_>>()?;
    let allowed = policy.ports.as_ref()?;
    let first = allowed.iter().find(|port| !port.udp)?;
    let containers = || pods.iter().flat_map(|pod| &pod.workload.containers);
    let declared: Vec<&ContainerPort> = containers().flat_map(|it| &it.ports).filter(|it| !it.udp).collect();
    let open = object.open.ports || pods.iter().any(|pod| pod.open.ports);
    let silent = containers().any(|it| it.ports.is_empty());
    if open || silent || allowed.iter().any(|port| port.udp || declared.iter().any(|it| takes(port, it))) {
        return None;
    }
    let runs = |it: &&Container| {
        let own = input.workloads.iter().flat_map(|it| &it.containers);
        own.into_iter().any(|own| own.place.span == it.place.span && own.name == it.name)
    };
    let truth = containers().find(runs).and_then(|it| input.served_port(it));
    if truth.is_some_and(|truth| truth.numbers.iter().any(|number| takes_number(first, *number))) {
        return None;
    }
    let own = declared.first()?;
    let (Located { place, .. }, shown) = (&first.port, shown(&first.port.value));
    let message =
        format!("{} lets requests in to port {shown}, the pods have port {}", object.title(), own.number.value);
    let finding = Finding::new(place.span, message).in_file(place.source.clone());
    let finding = finding.label(own.number.place.clone(), format!("{} has this port", pods[0].title()));
    let help = format!("write `port: {}`: the port of the pod, not that of its Service", own.number.value);
    let only = allowed.len() == 1 && declared.len() == 1 && first.end.is_none();
    let edit = match &first.port.value {
        ProbePort::Number(number) => {
            edits::instead(&place.source, place.span, &number.to_string(), &own.number.value.to_string())
        }
        ProbePort::Name(name) => {
            own.name.as_deref().and_then(|wanted| edits::instead(&place.source, place.span, name, wanted))
        }
    };
    let fix = edit.filter(|_| only).map(|it| Fix::new("let in the port of the pods", Safety::Unsafe, vec![it]));
    Some(finding.confidence(Confidence::Likely).help(help).fixes(fix))
}

fn takes(port: &PolicyPort, own: &ContainerPort) -> bool {
    match &port.port.value {
        ProbePort::Number(_) => takes_number(port, own.number.value),
        ProbePort::Name(name) => own.name.as_deref() == Some(name),
    }
}

fn takes_number(port: &PolicyPort, number: u16) -> bool {
    match port.port.value {
        ProbePort::Number(from) => (from..=port.end.unwrap_or(from)).contains(&number),
        ProbePort::Name(_) => false,
    }
}

fn shown(port: &ProbePort) -> String {
    match port {
        ProbePort::Number(number) => number.to_string(),
        ProbePort::Name(name) => format!("`{name}`"),
    }
}
