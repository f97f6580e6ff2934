//! HEALTHCHECK asks a port that nothing listens on.
//!
//! What the program listens on decides; without that, a single EXPOSE does, with which health checks
//! agree in all but rare images. Silent where a port is not known.

use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, edits, ports};
use crate::source::Span;
use crate::syntax::ast::{Exec, Form};

pub(super) const RULE: Rule = Rule { id: "healthcheck-port-mismatch", check };

fn check(input: &Input) -> Vec<Finding> {
    let Some(state) = input.model.image() else { return Vec::new() };
    let Some(exec) = input.model.exec(&state.healthcheck) else { return Vec::new() };
    asked(exec).into_iter().filter_map(|(port, span)| finding(input, port, span)).collect()
}

fn finding(input: &Input, asked: u16, span: Span) -> Option<Finding> {
    let listening = input.model.listening();
    let state = input.model.image()?;
    if listening.supports(asked) {
        return None;
    }
    if !listening.best().is_empty() {
        let port = listening.decided()?;
        let finding =
            Finding::new(span, format!("the check asks port {asked}, the program listens on {}", port.number));
        let finding = finding.confidence(Confidence::Likely).help(format!("ask port {}", port.number));
        let finding = finding.fixes(instead(input, span, asked, port.number));
        return Some(finding.label(port.place.clone(), format!("it listens on {}: {}", port.number, port.why)));
    }
    let mut exposed = state.ports.iter().filter(|port| !port.udp);
    let (Some(only), None) = (exposed.next(), exposed.next()) else { return None };
    let (Some(ports), Some(place)) = (&only.ports, only.span) else { return None };
    if ports.contains(&asked) || state.ports_open {
        return None;
    }
    let message = format!("the check asks port {asked}, the image exposes {}", ports.start());
    let finding = Finding::new(span, message).confidence(Confidence::Likely);
    let finding = finding.fixes(instead(input, span, asked, *ports.start()));
    Some(finding.label(input.model.place(place), "the only exposed port").help(format!("ask port {}", ports.start())))
}

/// The other port in the address; where none is written, it comes behind the name of the host.
fn instead(input: &Input, span: Span, asked: u16, wanted: u16) -> Option<Fix> {
    let source = &input.model.source;
    let fix = |edit: Edit| Fix::new(format!("ask port {wanted}"), Safety::Unsafe, vec![edit]);
    if let Some(edit) = edits::instead(source, span, &format!(":{asked}"), &format!(":{wanted}")) {
        return Some(fix(edit));
    }
    let scheme = if asked == 443 { "https://" } else { "http://" };
    let written = source.slice(span);
    let mut hosts = ["localhost", "127.0.0.1"].into_iter().filter_map(|host| {
        let address = format!("{scheme}{host}");
        let rest = written.split_once(address.as_str())?.1;
        (!rest.starts_with(':') && !rest.contains(&address)).then(|| written.len() - rest.len())
    });
    let (Some(at), None) = (hosts.next(), hosts.next()) else { return None };
    Some(fix(Edit::insert(span.start + at as u32, format!(":{wanted}"))))
}

/// Ports of this host that a health check asks, with the word that names each.
fn asked(exec: &Exec) -> Vec<(u16, Span)> {
    let words: Vec<(String, Span)> = match &exec.form {
        Form::Exec(words) => words.iter().map(|word| (word.value.clone(), word.span)).collect(),
        Form::Shell(script) => {
            let words = script.commands().flat_map(|command| &command.words);
            words.filter_map(|word| Some((word.literal()?, word.span))).collect()
        }
    };
    words
        .iter()
        .flat_map(|(text, span)| text.split_whitespace().filter_map(ports::local).map(|port| (port, *span)))
        .collect()
}
