//! An autoscaler's target is a share of requests that a container does not make.
//!
//! Limits stand in for requests. Silent where a `LimitRange` of the repository gives defaults, and where an overlay or
//! a template may set them.

use crate::evidence::kubernetes::objects::{Body, Metric, Object, Pod, Target};
use crate::evidence::kubernetes::selector::Reach;
use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "autoscaler-without-requests", check };

fn check(input: &Input) -> Vec<Finding> {
    if input.cluster.has_limit_range() {
        return Vec::new();
    }
    let findings = input.cluster.objects().flat_map(|object| match &object.body {
        Body::Autoscaler(scaler) => {
            let Reach::Pods(pods) = &scaler.reach else { return Vec::new() };
            let pods: Vec<&Pod> = pods.iter().filter_map(|at| input.cluster.pod(*at)).collect();
            scaler.metrics.iter().filter_map(|metric| finding(object, metric, &pods)).collect()
        }
        _ => Vec::new(),
    });
    findings.collect()
}

fn finding(object: &Object, metric: &Metric, pods: &[&Pod]) -> Option<Finding> {
    let Target::Utilization(percent) = &metric.target else { return None };
    let lacks = |pod: &&&Pod| without(metric, pod).is_some();
    let pod = pods.iter().find(lacks).filter(|_| pods.iter().all(|pod| lacks(&pod)))?;
    let at = without(metric, pod)?;
    let (container, resource) = (&pod.workload.containers[at], &metric.resource);
    let name = match container.name.as_str() {
        "" => "a container".to_owned(),
        name => format!("container `{name}`"),
    };
    let message = format!(
        "{} wants {} % of the {resource} that the pods request, {name} requests none",
        object.title(),
        percent.value
    );
    let finding = Finding::new(percent.place.span, message).in_file(percent.place.source.clone());
    let label = format!("no `resources.requests.{resource}` in this container");
    let finding = finding.label(container.place.clone(), label).confidence(Confidence::Likely);
    Some(finding.help(format!("give {name} a request for {resource}")))
}

/// The place of the first container that neither requests the resource nor is limited.
fn without(metric: &Metric, pod: &Pod) -> Option<usize> {
    let counts = |name: &str| metric.container.as_ref().is_none_or(|it| it == name);
    let lacks = |at: &usize| {
        let resources = &pod.resources[*at];
        let mut all = resources.requests.iter().chain(&resources.limits);
        counts(&pod.workload.containers[*at].name) && all.all(|(name, _)| *name != metric.resource)
    };
    let known = !pod.open.resources && pod.resources.len() == pod.workload.containers.len();
    known.then(|| (0..pod.resources.len()).find(lacks)).flatten()
}
