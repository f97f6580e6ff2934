//! A port below 1024 for a program that may not bind it everywhere.
//!
//! Docker opens low ports to every user (20.10 and later), and so does containerd 2.0 in pods; CRI-O and older
//! containerd do not, and nobody does in the network of the host. So this is said only where a manifest of the
//! repository runs the image in such a place. `NET_BIND_SERVICE` in the manifest, or given to a file, silences it.
//! (github.com/moby/moby/pull/41030, github.com/containerd/containerd/pull/9348, github.com/cri-o/cri-o/issues/10050)

use crate::evidence::deployment::{Platform, Security};
use crate::facts::commands::Arg;
use crate::model::listen::Port;
use crate::rules::runs::{self, Runs};
use crate::rules::{Confidence, Finding, Input, Rule, is_root};
use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "privileged-port-as-non-root", check };

const HELP: &str = "listen on a port from 1024 up, and map it in the Service";

fn check(input: &Input) -> Vec<Finding> {
    let low = input.model.listening().best().into_iter().find(|port| port.number < 1024);
    let Some(port) = low.filter(|_| !gives_capability(input)) else { return Vec::new() };
    let all = runs::all(input);
    if all.is_empty() {
        return alone(input, port).into_iter().collect();
    }
    // Every container that runs the image says the same of it: once is enough.
    all.iter().filter_map(|runs| finding(input, runs, port)).take(1).collect()
}

/// Without a manifest nothing is known of where the image runs.
fn alone(input: &Input, port: &Port) -> Option<Finding> {
    let user = input.model.image()?.user.value.known().filter(|user| !is_root(user))?;
    let message = format!("the user `{user}` may not bind port {} on every cluster", port.number);
    let finding = Finding::new(span(input)?, message).confidence(Confidence::Possible);
    Some(finding.label(port.place.clone(), port.why.clone()).help(HELP))
}

fn finding(input: &Input, runs: &Runs, port: &Port) -> Option<Finding> {
    let (container, security) = (runs.container, &runs.container.security);
    let changed = container.command.is_some() || container.args.is_some() || runs.stage.id != input.model.target;
    let sets_port = container.env.iter().any(|(name, _)| name.value.to_ascii_uppercase().contains("PORT"));
    if changed || sets_port || security.privileged || names(&security.added) {
        return None;
    }
    let user = runs.user()?;
    if is_root(&user) && !names(&security.dropped) {
        return None;
    }
    let (confidence, place) = refused(runs, security, port.number)?;
    let who = if is_root(&user) { "root without `NET_BIND_SERVICE`".to_owned() } else { format!("the user `{user}`") };
    let finding = Finding::new(span(input)?, format!("{who} may not bind port {} {place}", port.number));
    let finding = finding.confidence(runs.confidence(confidence)).label(port.place.clone(), port.why.clone());
    let at = container.image.as_ref().map_or(&container.place, |image| &image.place);
    Some(finding.label(at.clone(), "this runs the image").help(HELP))
}

/// How sure it is that the platform refuses low ports, and where it does.
fn refused(runs: &Runs, security: &Security, port: u16) -> Option<(Confidence, &'static str)> {
    let shared = runs.container.setting.network_shared;
    match (security.unprivileged_from, runs.container.platform) {
        (Some(from), _) if from <= port => None,
        (Some(_), _) => Some((Confidence::Certain, "with this `ip_unprivileged_port_start`")),
        (None, _) if shared => Some((Confidence::Likely, "in the network of the host")),
        (None, Platform::Kubernetes) => Some((Confidence::Likely, "on a cluster with CRI-O, or containerd before 2.0")),
        (None, Platform::Compose | Platform::Service) => None,
    }
}

fn names(capabilities: &[String]) -> bool {
    let plain = capabilities.iter().map(|name| name.trim_start_matches("CAP_").to_ascii_uppercase());
    plain.into_iter().any(|name| name == "ALL" || name == "NET_BIND_SERVICE")
}

/// Whether a step gives the capability to a file.
fn gives_capability(input: &Input) -> bool {
    let is_setcap = |arg: &Arg| matches!(arg, Arg::Known(name) if name.ends_with("setcap"));
    input.model.invocations.iter().any(|it| it.argv.first().is_some_and(is_setcap))
}

fn span(input: &Input) -> Option<Span> {
    let own = input.model.image()?.user.instruction.map(|index| input.model.instruction(index).span);
    own.or_else(|| input.model.final_from())
}
