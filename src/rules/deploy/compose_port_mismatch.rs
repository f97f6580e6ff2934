//! A Compose service publishes, exposes or checks a port that the program does not listen on.
//!
//! Silent where the service's command, environment or mounts may change the port, where it shares a network, and
//! where one of its mappings is right: the others may be for metrics or a debugger. What the host publishes is free.

use crate::evidence::deployment::{Action, Container, ContainerPort, Platform, Probe};
use crate::model::listen::is_debugger;
use crate::rules::workloads::Served;
use crate::rules::{Finding, Fix, Input, Rule, Safety, edits, ports};

use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "compose-port-mismatch", check };

fn check(input: &Input) -> Vec<Finding> {
    let containers = input.containers_on(Platform::Compose);
    containers.flat_map(|it| published(input, it).into_iter().chain(checked(input, it))).collect()
}

/// A wrong `ports`; without such, a wrong `expose`.
fn published(input: &Input, container: &Container) -> Option<Finding> {
    if container.setting.ports_open {
        return None;
    }
    let key = if container.ports.iter().any(|port| port.key == "ports") { "ports" } else { "expose" };
    let (port, truth) = input.unserved(container, key)?;
    let wanted = *truth.numbers.first()?;
    let message = said(port, &truth, wanted);
    let own =
        container.ports.iter().filter(|it| it.key == port.key && !it.udp && !is_debugger(it.number.value)).count();
    let fix = mapped(port, wanted).filter(|_| own == 1);
    Some(truth.finding(&port.number.place, message).help(format!("name port {wanted} of the container")).fixes(fix))
}

fn said(port: &ContainerPort, truth: &Served, wanted: u16) -> String {
    let number = port.number.value;
    match port.key {
        "expose" => format!("the service exposes port {number}, {} {wanted}", truth.verb),
        _ => format!("the mapping leads to port {number} of the container, {} {wanted}", truth.verb),
    }
}

fn checked(input: &Input, container: &Container) -> Option<Finding> {
    let probe = container.probes.first()?;
    let asked = asked(probe)?;
    let truth = input.served_port(container)?;
    if truth.numbers.contains(&asked) || !is_listened(input) {
        return None;
    }
    let wanted = *truth.numbers.first()?;
    let Action::Exec(words) = &probe.action else { return None };
    let at = words.iter().find(|word| numbers(&word.value).contains(&asked)).map_or(&probe.place, |word| &word.place);
    let message = format!("the health check asks port {asked}, {} {wanted}", truth.verb);
    let edit = edits::instead(&at.source, at.span, &format!(":{asked}"), &format!(":{wanted}"));
    let fix = edit.map(|it| Fix::new(format!("ask port {wanted}"), Safety::Unsafe, vec![it]));
    Some(truth.finding(at, message).help(format!("ask port {wanted}")).fixes(fix))
}

/// The container's side of the mapping, which stands last.
fn mapped(port: &ContainerPort, wanted: u16) -> Option<Fix> {
    let place = &port.number.place;
    let written = place.source.slice(place.span);
    let number = port.number.value.to_string();
    let side = written.rfind(':').map_or(0, |at| at + 1);
    let span = Span { start: place.span.start + side as u32, end: place.span.end };
    let edit = edits::instead(&place.source, span, &number, &wanted.to_string())?;
    let is_number = written[side..].trim_end_matches(['"', '\'', ' ']).split('/').next() == Some(number.as_str());
    let is_number = is_number || written.trim_matches(['"', '\'']) == number;
    is_number.then(|| Fix::new(format!("name port {wanted} of the container"), Safety::Unsafe, vec![edit]))
}

/// Something better than EXPOSE says what is listened on.
fn is_listened(input: &Input) -> bool {
    !input.model.listening().best().is_empty()
}

/// The one port of this host that the check asks.
fn asked(probe: &Probe) -> Option<u16> {
    let Action::Exec(words) = &probe.action else { return None };
    let mut all = words.iter().flat_map(|word| numbers(&word.value));
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

fn numbers(word: &str) -> Vec<u16> {
    word.split_whitespace().filter_map(ports::local).collect()
}
