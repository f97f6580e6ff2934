//! A probe gives up after a few seconds: a short pause of the program takes it out of service, or kills it.
//!
//! Held are readiness and liveness probes of which a period is written. A startup probe may ask as often as it likes.

use crate::evidence::deployment::{Container, Platform, Probe};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits};

pub(super) const RULE: Rule = Rule { id: "probe-interval-too-short", check };

/// In seconds. A probe that gives up earlier does so at a pause for the garbage collector or the disk. Of 240 probes
/// in public manifests none but startup probes did.
const LEAST_PATIENCE: u32 = 5;

/// What Kubernetes takes where nothing is written, in failures.
const DEFAULT_FAILURES: u32 = 3;

fn check(input: &Input) -> Vec<Finding> {
    let containers = input.workloads.iter().flat_map(|workload| &workload.containers);
    let own = containers.filter(|it| it.platform == Platform::Kubernetes);
    own.flat_map(|container| container.probes.iter().filter_map(|it| finding(container, it))).collect()
}

fn finding(container: &Container, probe: &Probe) -> Option<Finding> {
    let period = probe.period.as_ref()?;
    let failures = probe.failure_threshold.as_ref().map_or(DEFAULT_FAILURES, |it| it.value);
    let patience = period.value.checked_mul(failures)?;
    let what = match probe.kind {
        "livenessProbe" => "is killed",
        "readinessProbe" => "gets no requests",
        _ => return None,
    };
    if patience >= LEAST_PATIENCE {
        return None;
    }
    let times = if failures == 1 { "one failure".to_owned() } else { format!("{failures} failures") };
    let message = format!(
        "`{}` asks every {} s and gives up after {times}: a container that pauses for {patience} s {what}",
        probe.kind, period.value
    );
    let finding = Finding::new(period.place.span, message).in_file(period.place.source.clone());
    let finding = match &probe.failure_threshold {
        Some(it) => finding.label(it.place.clone(), "so many failures are enough"),
        None => finding.label(container.place.clone(), "three failures are enough where nothing is written"),
    };
    let finding = finding.help("ask every 10 s and allow 3 failures, which is what Kubernetes does by itself");
    let place = &period.place;
    let edit = edits::instead(&place.source, place.span, &period.value.to_string(), "10");
    let fix = edit.map(|it| Fix::new("ask every 10 s", Safety::Unsafe, vec![it]));
    Some(finding.confidence(Confidence::Likely).fixes(fix))
}
