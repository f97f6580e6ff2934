//! A port by which machines are administered: SSH, Telnet, a remote desktop.
//!
//! Silent where that is what the image is for: its start command is the server, or its base image exposes the port.
//! Only `possible` where no such server is known to be installed.

use crate::model::stage::Exposed;
use crate::model::{Model, path};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, command_edits, commands, edits};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "administration-port-exposed", check };

/// The port, what it is for, and parts of the names of packages and programs that listen on it.
const PORTS: [(u16, &str, &[&str]); 5] = [
    (22, "SSH", &["openssh-server", "openssh", "sshd", "dropbear"]),
    (23, "Telnet", &["telnetd", "busybox-extras"]),
    (3389, "a remote desktop", &["xrdp"]),
    (5800, "VNC", &["vnc"]),
    (5900, "VNC", &["vnc"]),
];

fn check(input: &Input) -> Vec<Finding> {
    let Some(state) = input.model.image() else { return Vec::new() };
    state.ports.iter().filter_map(|port| finding(input, port)).collect()
}

fn finding(input: &Input, port: &Exposed) -> Option<Finding> {
    let (span, ports) = (port.span?, port.ports.clone()?);
    let (number, what, servers) =
        PORTS.iter().find(|(number, ..)| *ports.start() == *number && *ports.end() == *number)?;
    let is_server = |text: &str| servers.iter().any(|server| text.contains(server));
    let model = input.model;
    let start = model.start(model.target);
    let starts = start.iter().flat_map(|it| &it.argv).filter_map(|word| word.text.as_deref());
    if starts.map(path::file_name).any(is_server)
        || names_server(model, &is_server)
        || model.final_stage()?.name.as_deref().is_some_and(is_server)
    {
        return None;
    }
    let installs = commands::all(model).into_iter().find_map(|it| {
        let is_install = it.words.iter().any(|word| matches!(word.text.as_str(), "install" | "add" | "-S" | "-y"));
        let word = it.words.iter().skip(1).find(|word| is_server(&word.text))?;
        (is_install && commands::ships(model, it.stage)).then_some(word.span)
    });
    let message = format!("port {number} ({what}) lets whoever reaches the container try to log in");
    let finding = Finding::new(span, message);
    let finding = match installs {
        Some(place) => finding.confidence(Confidence::Likely).label(model.place(place), "the server is installed here"),
        None => finding.confidence(Confidence::Possible),
    };
    let finding = if *number == 22 { finding } else { finding.known_as(&["S6473"]) };
    Some(match fix(input, port) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

/// Whether a start instruction names the server, where the base may have set another part of the command.
fn names_server(model: &Model, is_server: &impl Fn(&str) -> bool) -> bool {
    let own = model.chain(model.target).flat_map(|stage| model.instructions_of(stage));
    let mut starts = own.filter(|(_, it)| matches!(it.kind, Kind::Cmd(_) | Kind::Entrypoint(_)));
    starts.any(|(_, it)| is_server(&it.arguments.text))
}

/// Without the word, or the instruction where it names no other port.
fn fix(input: &Input, port: &Exposed) -> Option<Fix> {
    let model = input.model;
    let (span, instruction) = (port.span?, model.instruction(port.instruction?));
    let Kind::Expose(words) = &instruction.kind else { return None };
    let written = model.source.slice(span);
    if written.contains('$') || !words.iter().any(|word| word.span == span) {
        return None;
    }
    let edit = match words.len() {
        1 => edits::without(model, instruction),
        _ => command_edits::without_part(model, span)?,
    };
    Some(Fix::new(format!("leave `{written}` out"), Safety::Unsafe, vec![edit]))
}
