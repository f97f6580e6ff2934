//! The liveness probe gives up before the readiness probe has asked for the first time.
//!
//! The delay of the readiness probe says how long the program takes to start. Silent with a startup probe, which
//! holds the others back.

use crate::evidence::deployment::{Container, Platform, Probe};
use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "probe-kills-during-start", check };

/// What Kubernetes takes where nothing is written: seconds, failures.
const DEFAULT_PERIOD: u32 = 10;
const DEFAULT_FAILURES: u32 = 3;

fn check(input: &Input) -> Vec<Finding> {
    let containers = input.workloads.iter().flat_map(|workload| &workload.containers);
    containers.filter(|it| it.platform == Platform::Kubernetes).filter_map(finding).collect()
}

fn finding(container: &Container) -> Option<Finding> {
    let probe = |kind: &str| container.probes.iter().find(|it| it.kind == kind);
    let (liveness, readiness) = (probe("livenessProbe")?, probe("readinessProbe")?);
    if probe("startupProbe").is_some() {
        return None;
    }
    let ready = readiness.initial_delay.as_ref()?;
    let dead = gives_up(liveness)?;
    if dead >= ready.value {
        return None;
    }
    let place =
        liveness.failure_threshold.as_ref().or(liveness.period.as_ref()).map_or(&liveness.place, |it| &it.place);
    let message = format!(
        "`livenessProbe` kills the container {dead} s after its start, `readinessProbe` first asks after {} s",
        ready.value
    );
    let finding = Finding::new(place.span, message).in_file(place.source.clone());
    let finding = finding.label(ready.place.clone(), "so long the start may take");
    let help = "add a `startupProbe`, or give `livenessProbe` an `initialDelaySeconds` beyond the start";
    Some(finding.confidence(Confidence::Likely).help(help))
}

/// Seconds from the start until the last failure that is needed.
fn gives_up(probe: &Probe) -> Option<u32> {
    let value = |it: &Option<crate::evidence::Located<u32>>, default| it.as_ref().map_or(default, |it| it.value);
    let failures = value(&probe.failure_threshold, DEFAULT_FAILURES).max(1) - 1;
    value(&probe.period, DEFAULT_PERIOD).checked_mul(failures)?.checked_add(value(&probe.initial_delay, 0))
}
