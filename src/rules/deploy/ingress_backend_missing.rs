//! An Ingress sends requests to a Service or to a port of it that is not there.
//!
//! Silent where no Service beside it resembles the name: it may be deployed from elsewhere.

use crate::evidence::Located;
use crate::evidence::deployment::ProbePort;
use crate::evidence::kubernetes::objects::{Backend, Body, Object, Service, Services};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits};

pub(super) const RULE: Rule = Rule { id: "ingress-backend-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let findings = input.cluster.objects().flat_map(|object| match &object.body {
        Body::Ingress(backends) => backends.iter().filter_map(|it| finding(input, object, it)).collect(),
        _ => Vec::new(),
    });
    findings.collect()
}

fn finding(input: &Input, ingress: &Object, backend: &Backend) -> Option<Finding> {
    match &backend.reach {
        Services::Unknown => None,
        Services::Near(near) => {
            let (object, service) = service(input, *near)?;
            let place = &backend.service.place;
            let message = format!("{} names Service `{}`, which is not there", ingress.title(), backend.service.value);
            let finding = Finding::new(place.span, message).in_file(place.source.clone());
            let own = service.ports.first().map(|it| it.port.place.clone());
            let own = own.or(service.selection.as_ref().map(|it| it.selector.place.clone()))?;
            let finding = finding.label(own, format!("{} is", object.title()));
            let near = object.name.as_deref().filter(|_| !object.open.name);
            let edit = near.and_then(|it| edits::instead(&place.source, place.span, &backend.service.value, it));
            let fix = edit.map(|it| Fix::new(format!("name {}", object.title()), Safety::Unsafe, vec![it]));
            Some(finding.confidence(Confidence::Likely).help(format!("name {}", object.title())).fixes(fix))
        }
        Services::Found(services) => {
            let services: Vec<_> = services.iter().filter_map(|at| service(input, *at)).collect();
            let (object, first) = services.first()?;
            let port = backend.port.as_ref()?;
            let unknown = |(object, it): &(&Object, &Service)| object.open.ports || it.partial || it.ports.is_empty();
            if services.iter().any(|it| unknown(it) || has(it.1, &port.value)) {
                return None;
            }
            let shown = match &port.value {
                ProbePort::Number(number) => number.to_string(),
                ProbePort::Name(name) => format!("`{name}`"),
            };
            let own = first.ports.first()?;
            let message =
                format!("{} asks port {shown} of {}, which has {}", ingress.title(), object.title(), own.port.value);
            let finding = Finding::new(port.place.span, message).in_file(port.place.source.clone());
            let finding = finding.label(own.port.place.clone(), "the port of the Service");
            let help = format!("write the port of the Service, {}, not that of its pods", own.port.value);
            let fix = to_only_port(first, port).filter(|_| services.len() == 1);
            Some(finding.confidence(Confidence::Likely).help(help).fixes(fix))
        }
    }
}

/// The port of a Service that has no other.
fn to_only_port(service: &Service, asked: &Located<ProbePort>) -> Option<Fix> {
    let [only] = service.ports.as_slice() else { return None };
    let (was, wanted) = match (&asked.value, &only.name) {
        (ProbePort::Number(number), _) => (number.to_string(), only.port.value.to_string()),
        (ProbePort::Name(name), Some(own)) => (name.clone(), own.clone()),
        (ProbePort::Name(_), None) => return None,
    };
    let edit = edits::instead(&asked.place.source, asked.place.span, &was, &wanted)?;
    Some(Fix::new(format!("ask port `{wanted}`"), Safety::Unsafe, vec![edit]))
}

fn service<'a>(input: &Input<'a>, at: usize) -> Option<(&'a Object, &'a Service)> {
    let object = input.cluster.object(at)?;
    match &object.body {
        Body::Service(service) => Some((object, service)),
        _ => None,
    }
}

fn has(service: &Service, port: &ProbePort) -> bool {
    service.ports.iter().any(|it| match port {
        ProbePort::Number(number) => it.port.value == *number,
        ProbePort::Name(name) => it.name.as_deref() == Some(name),
    })
}
