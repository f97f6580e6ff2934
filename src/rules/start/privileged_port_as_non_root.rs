//! A non-root user and a port below 1024, on a platform that refuses it.
//!
//! Docker since 20.10 lets every user bind any port; Kubernetes does not without a setting. So this is
//! said only where a manifest of the repository runs the image.

use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "privileged-port-as-non-root", check };

fn check(input: &Input) -> Vec<Finding> {
    let Some(state) = input.model.image() else { return Vec::new() };
    let Some(user) = state.user.value.known().filter(|user| !crate::rules::is_root(user)) else { return Vec::new() };
    let containers = || input.workloads.iter().flat_map(|workload| &workload.containers);
    if containers().any(|it| it.security.run_as_user.as_ref().is_some_and(|id| id.value == 0)) {
        return Vec::new();
    }
    let confidence = if input.workloads.is_empty() { Confidence::Possible } else { Confidence::Likely };
    let low = input.model.listening().best().into_iter().find(|port| port.number < 1024);
    let Some(port) = low else { return Vec::new() };
    let span = state.user.instruction.map(|index| input.model.instruction(index).span);
    let span = span.or_else(|| input.model.final_from());
    let Some(span) = span else { return Vec::new() };
    let message = format!("the user `{user}` may not bind port {} on Kubernetes", port.number);
    let finding = Finding::new(span, message).confidence(confidence);
    let finding = finding.label(port.place.clone(), port.why.clone());
    vec![finding.help("listen on a port from 1024 up, and map it in the Service")]
}
