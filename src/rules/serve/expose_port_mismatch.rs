//! EXPOSE names a port that the program does not listen on, and not the one that it does.
//!
//! Silent where any evidence speaks for one of the exposed ports, where a port is not known, and where
//! the sources name several ports. What a framework does by default is only possible.

use crate::model::listen::{Listening, Port};
use crate::model::stage::Exposed;
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits};

pub(super) const RULE: Rule = Rule { id: "expose-port-mismatch", check };

fn check(input: &Input) -> Vec<Finding> {
    let Some(state) = input.model.image() else { return Vec::new() };
    let exposed: Vec<&Exposed> = state.ports.iter().filter(|port| !port.udp).collect();
    let listening = input.model.listening();
    let own = exposed.iter().rev().find(|port| port.span.is_some());
    let (Some(own), Some((port, sure))) = (own, contradiction(&exposed, listening)) else { return Vec::new() };
    let (Some(span), Some(written)) = (own.span, own.ports.as_ref()) else { return Vec::new() };
    let message = format!("the program listens on {}, not on {}", port.number, written.start());
    let finding = Finding::new(span, message).confidence(sure);
    let finding = finding.label(port.place.clone(), format!("it listens on {}: {}", port.number, port.why));
    // Of several ports nobody knows which one was meant.
    let is_only = exposed.iter().filter(|it| it.span.is_some()).count() == 1 && written.start() == written.end();
    let edit = edits::instead(&input.model.source, span, &written.start().to_string(), &port.number.to_string());
    let fix = edit.filter(|_| is_only);
    let fix = fix.map(|it| Fix::new(format!("expose {}", port.number), Safety::Unsafe, vec![it]));
    vec![finding.fixes(fix).help(format!("write `EXPOSE {}`", port.number))]
}

/// The port that is listened on though nothing exposes it, where all that is exposed is refuted.
fn contradiction<'a>(exposed: &[&Exposed], listening: &'a Listening) -> Option<(&'a Port, Confidence)> {
    let decided = listening.decided().map(|port| (port, Confidence::Likely));
    let found = decided.or_else(|| Some((listening.by_default()?, Confidence::Possible)))?;
    let refuted = exposed.iter().all(|it| match &it.ports {
        Some(ports) => !ports.clone().any(|number| listening.supports(number)),
        None => false,
    });
    refuted.then_some(found)
}
