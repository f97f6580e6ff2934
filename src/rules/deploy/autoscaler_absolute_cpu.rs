//! An autoscaler's target for the CPU is an amount, not a share of what the pods request.
//!
//! Silent where the amount is below what the pods request, for then it is a share in other words; and where
//! nothing is requested or limited, for then a share does not work.

use crate::evidence::kubernetes::objects::{Body, Metric, Object, Pod, Target};
use crate::evidence::kubernetes::selector::Reach;
use crate::evidence::{Located, Place};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, edits};
use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "autoscaler-absolute-cpu", check };

fn check(input: &Input) -> Vec<Finding> {
    let findings = input.cluster.objects().flat_map(|object| match &object.body {
        Body::Autoscaler(scaler) => {
            let pod = match &scaler.reach {
                Reach::Pods(pods) => pods.first().and_then(|at| input.cluster.pod(*at)),
                _ => None,
            };
            scaler.metrics.iter().filter_map(|metric| finding(object, metric, pod?)).collect()
        }
        _ => Vec::new(),
    });
    findings.collect()
}

fn finding(object: &Object, metric: &Metric, pod: &Pod) -> Option<Finding> {
    let Target::Absolute(amount) = &metric.target else { return None };
    if metric.resource != "cpu" || pod.open.resources {
        return None;
    }
    let at = |message: String| Finding::new(amount.place.span, message).in_file(amount.place.source.clone());
    let help = "write `type: Utilization` and `averageUtilization: 50`";
    if let Some(stated) = metric.stated.as_ref().filter(|it| it.value == "Utilization") {
        let message = format!("{} has the type `Utilization` and an amount of CPU, `{}`", object.title(), amount.value);
        return Some(at(message).label(stated.place.clone(), "a utilization has a percentage").help(help));
    }
    let wanted = millis(&amount.value)?;
    let (requested, place) = requested(metric, pod)?;
    if wanted < requested || requested == 0 {
        return None;
    }
    let percent = wanted.saturating_mul(100) / requested;
    let message = format!(
        "{} scales at an amount of CPU, `{}` for each pod, which is {percent} % of what it requests",
        object.title(),
        amount.value
    );
    let finding = at(message).label(place, format!("{} requests {requested}m", pod.title()));
    Some(finding.help(help).fixes(as_share(metric, amount)).confidence(Confidence::Likely))
}

/// Half of what is requested, in the words of a share: `type` and the key of the amount change with it.
fn as_share(metric: &Metric, amount: &Located<String>) -> Option<Fix> {
    let source = &amount.place.source;
    let line = source.line_span(source.line(amount.place.span.start));
    let before = source.slice(Span { start: line.start, end: amount.place.span.start });
    let key = before.trim_end().strip_suffix("averageValue:")?;
    let start = line.start + key.len() as u32;
    let share = Edit::replace(Span { start, end: amount.place.span.end }, "averageUtilization: 50");
    let stated = metric.stated.as_ref()?;
    let kind = edits::instead(source, stated.place.span, "AverageValue", "Utilization")?;
    Some(Fix::new("scale at 50 % of what the pods request", Safety::Unsafe, vec![kind, share]))
}

/// What the containers that count request of the CPU together, in thousandths; limits stand in for requests.
/// `None` where one of them says neither.
fn requested(metric: &Metric, pod: &Pod) -> Option<(u64, Place)> {
    let counts = |name: &str| metric.container.as_ref().is_none_or(|it| it == name);
    let containers = pod.workload.containers.iter().zip(&pod.resources).filter(|(it, _)| counts(&it.name));
    let amounts = containers.map(|(_, resources)| {
        let all = resources.requests.iter().chain(&resources.limits);
        let amount = all.into_iter().find(|(name, _)| name == "cpu").map(|(_, amount)| amount)?;
        Some((millis(&amount.value)?, amount.place.clone()))
    });
    let amounts: Vec<(u64, Place)> = amounts.collect::<Option<_>>()?;
    let place = amounts.first()?.1.clone();
    Some((amounts.iter().map(|(amount, _)| amount).sum(), place))
}

/// Thousandths of a processor: `500m`, `0.5`, `2`.
fn millis(quantity: &str) -> Option<u64> {
    match quantity.trim().strip_suffix('m') {
        Some(number) => number.parse().ok(),
        None => {
            let number: f64 = quantity.trim().parse().ok()?;
            (0.0..1e9).contains(&number).then_some((number * 1000.0) as u64)
        }
    }
}
