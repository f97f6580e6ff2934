//! `targetPort` of a Service is no port of the pods that it selects.
//!
//! A name must be declared by a container; a number need not be, so it is held against what the program listens
//! on as well. Silent of headless Services with a number, which nothing uses, and where containers declare no
//! ports and nothing is known of the program.

use crate::evidence::Place;
use crate::evidence::deployment::{Container, ProbePort};
use crate::evidence::kubernetes::objects::{Body, Object, Pod, Service, ServicePort};
use crate::evidence::kubernetes::selector::Reach;
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, edits, ports};

use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "service-port-mismatch", check };

fn check(input: &Input) -> Vec<Finding> {
    let findings = input.cluster.objects().flat_map(|object| match &object.body {
        Body::Service(service) => of_service(input, object, service),
        _ => Vec::new(),
    });
    findings.collect()
}

fn of_service(input: &Input, object: &Object, service: &Service) -> Vec<Finding> {
    let Some(Reach::Pods(pods)) = service.selection.as_ref().map(|it| &it.reach) else { return Vec::new() };
    let pods: Option<Vec<&Pod>> = pods.iter().map(|at| input.cluster.pod(*at)).collect();
    let Some(pods) = pods.filter(|pods| !object.open.ports && pods.iter().all(|pod| !pod.open.ports)) else {
        return Vec::new();
    };
    service.ports.iter().filter_map(|port| finding(input, object, service, port, &pods)).collect()
}

fn finding(input: &Input, object: &Object, service: &Service, port: &ServicePort, pods: &[&Pod]) -> Option<Finding> {
    let containers = || pods.iter().flat_map(|pod| &pod.workload.containers);
    let place = port.target.as_ref().map_or(&port.port.place, |target| &target.place);
    let number = match port.target.as_ref().map(|it| &it.value) {
        Some(ProbePort::Name(name)) => {
            let has = |it: &Container| it.ports.iter().any(|it| it.name.as_deref() == Some(name));
            if containers().any(has) {
                return None;
            }
            return Some(of_name(object, name, place, pods[0]));
        }
        Some(ProbePort::Number(number)) => *number,
        None => port.port.value,
    };
    let declares = |it: &Container| it.ports.iter().any(|it| it.number.value == number);
    if port.udp || service.headless || containers().any(declares) {
        return None;
    }
    let key = if port.target.is_some() { "targetPort" } else { "port" };
    let what = format!("`{key}` of {} is {number}", object.title());
    let at = |message: String| Finding::new(place.span, message).in_file(place.source.clone());
    let own = |it: &&Container| input.workloads.iter().flat_map(|it| &it.containers).any(|own| same(own, it));
    let only = containers().count() == 1;
    let truth = containers().find(own).and_then(|it| input.served_port(it));
    if let Some(truth) = truth.filter(|_| only) {
        let wanted = truth.numbers.first().filter(|_| !truth.numbers.contains(&number))?;
        let finding = at(format!("{what}, {} {wanted}", truth.verb)).confidence(Confidence::Likely);
        let fix = target(port, number, *wanted);
        return Some(finding.label(truth.place, truth.why).help(format!("write `targetPort: {wanted}`")).fixes(fix));
    }
    // Ports that are declared are meant to be all only where the Service has one and the pod has one container.
    let declared = containers().flat_map(|it| &it.ports).find(|it| !it.udp)?;
    // Metrics are served on ports that nobody declares.
    let metrics = |name: &str| name.contains("metrics") || name.contains("webhook");
    let aside = object.name.as_deref().is_some_and(metrics) || port.name.as_deref().is_some_and(metrics);
    let sure = only && service.ports.len() == 1 && !service.partial && !aside;
    if containers().any(|it| names(it, number)) {
        return None;
    }
    let wanted = declared.number.value;
    let finding = at(format!("{what}, the container declares {wanted}"));
    let finding = finding.label(declared.number.place.clone(), format!("{} has this port", pods[0].title()));
    let fix = target(port, number, wanted).filter(|_| sure && containers().flat_map(|it| &it.ports).count() == 1);
    let finding = finding.help(format!("write `targetPort: {wanted}`")).fixes(fix);
    Some(finding.confidence(if sure { Confidence::Likely } else { Confidence::Possible }))
}

/// `targetPort` with the number; where there is none, below `port`.
fn target(port: &ServicePort, was: u16, wanted: u16) -> Option<Fix> {
    if let Some(target) = &port.target {
        return ports::fix(&target.place, was, wanted);
    }
    let place = &port.port.place;
    let source = &place.source;
    let line = source.line_span(source.line(place.span.start));
    let before = source.slice(Span { start: line.start, end: place.span.start });
    let after = source.slice(Span { start: place.span.end, end: line.end }).trim();
    let indent = before.strip_suffix("port: ")?.replace('-', " ");
    let is_block = indent.trim().is_empty() && (after.is_empty() || after.starts_with('#'));
    let edit = Edit::insert(line.end, format!("{}{indent}targetPort: {wanted}", edits::line_end(source)));
    is_block.then(|| Fix::new(format!("write `targetPort: {wanted}`"), Safety::Unsafe, vec![edit]))
}

fn of_name(object: &Object, name: &str, place: &Place, pod: &Pod) -> Finding {
    let message = format!("`targetPort` of {} is `{name}`, which no container of its pods declares", object.title());
    let finding = Finding::new(place.span, message).in_file(place.source.clone());
    let ports = || pod.workload.containers.iter().flat_map(|it| &it.ports);
    let named = ports().find_map(|it| Some((it.name.as_deref()?, &it.number.place)));
    let finding = match (named, pod.workload.containers.first()) {
        (Some((own, at)), _) => {
            let edit = edits::instead(&place.source, place.span, name, own).filter(|_| ports().count() == 1);
            let fix = edit.map(|it| Fix::new(format!("write `targetPort: {own}`"), Safety::Unsafe, vec![it]));
            let finding = finding.help(format!("write `targetPort: {own}`")).fixes(fix);
            finding.label(at.clone(), format!("{} calls its port `{own}`", pod.title()))
        }
        (None, Some(container)) => {
            let finding = finding.help("give the port of the container this name");
            finding.label(container.place.clone(), format!("{} names no port", pod.title()))
        }
        (None, None) => finding,
    };
    finding.confidence(Confidence::Certain)
}

/// Whether a command or a variable of the container holds the number, so that it may listen there.
fn names(container: &Container, number: u16) -> bool {
    let command = container.command.iter().chain(&container.args).flatten();
    let values = container.env.iter().filter_map(|(_, value)| value.as_ref());
    let number = number.to_string();
    let holds = |text: &str| text.split(|it: char| !it.is_ascii_digit()).any(|part| part == number);
    command.chain(values).any(|it| holds(&it.value))
}

fn same(one: &Container, other: &Container) -> bool {
    one.place.span == other.place.span && one.place.source.path() == other.place.source.path()
}
