//! A probe may wait longer for its answer than until it asks again.
//!
//! Where both are equal it is only possible that this is wrong. Silent where neither is written.

use crate::evidence::deployment::{Platform, Probe};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits};

pub(super) const RULE: Rule = Rule { id: "probe-timeout-above-period", check };

/// What Kubernetes takes where nothing is written, in seconds.
const DEFAULT_PERIOD: u32 = 10;

fn check(input: &Input) -> Vec<Finding> {
    let containers = input.workloads.iter().flat_map(|workload| &workload.containers);
    let own = containers.filter(|it| it.platform == Platform::Kubernetes);
    own.flat_map(|container| &container.probes).filter_map(finding).collect()
}

fn finding(probe: &Probe) -> Option<Finding> {
    let timeout = probe.timeout.as_ref()?;
    let period = probe.period.as_ref().map_or(DEFAULT_PERIOD, |it| it.value);
    if timeout.value < period || timeout.value <= 1 {
        return None;
    }
    // Equal numbers are common, and do no harm to who does not hang.
    let sure = if timeout.value > period { Confidence::Likely } else { Confidence::Possible };
    let message = format!("`{}` waits {} s for an answer and asks every {period} s", probe.kind, timeout.value);
    let finding = Finding::new(timeout.place.span, message).in_file(timeout.place.source.clone());
    let finding = match &probe.period {
        Some(it) => finding.label(it.place.clone(), "asks again after this"),
        None => finding.label(probe.place.clone(), "asks again after 10 s, as no `periodSeconds` says otherwise"),
    };
    let (place, least) = (&timeout.place, period.saturating_sub(1));
    let edit = edits::instead(&place.source, place.span, &timeout.value.to_string(), &least.to_string());
    let fix = edit.filter(|_| least > 0);
    let fix = fix.map(|it| Fix::new(format!("wait {least} s, less than the period"), Safety::Unsafe, vec![it]));
    Some(finding.confidence(sure).fixes(fix).help("set `timeoutSeconds` below `periodSeconds`"))
}
