//! A Service, a NetworkPolicy or a disruption budget selects labels that no pod carries, or a workload selects
//! others than its own template has.
//!
//! Silent where the object resembles no workload beside it: its pods may be deployed from elsewhere; and where
//! an overlay, a template or an operator may set the labels.

use crate::evidence::deployment::Platform;
use crate::evidence::kubernetes::objects::{Body, Object, Pod, Selection};
use crate::evidence::kubernetes::selector::{Reach, Selector, Slip};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, edits};

use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "selector-matches-nothing", check };

fn check(input: &Input) -> Vec<Finding> {
    let objects = input.cluster.objects().flat_map(|object| {
        let selections = selections(object);
        selections.into_iter().filter_map(|(what, selection)| finding(input, object, what, selection))
    });
    let workloads = input.cluster.own().filter_map(own_template);
    workloads.chain(objects).collect()
}

/// The selectors of an object, with what each is in it.
fn selections(object: &Object) -> Vec<(&'static str, &Selection)> {
    match &object.body {
        Body::Service(service) => service.selection.iter().map(|it| ("selects", it)).collect(),
        Body::Budget(selection) => vec![("selects", selection)],
        Body::Policy(policy) => {
            let own = policy.selection.iter().map(|it| ("selects", it));
            own.chain(policy.peers.iter().map(|it| ("lets in or out only pods with", it))).collect()
        }
        Body::Ingress(_) | Body::Autoscaler(_) => Vec::new(),
    }
}

fn finding(input: &Input, object: &Object, what: &str, selection: &Selection) -> Option<Finding> {
    let Reach::Near(near, slip) = selection.reach else { return None };
    let (pod, selector) = (input.cluster.pod(near)?, &selection.selector);
    if slip == Slip::Namespace {
        let (own, other) = (object.namespace.as_deref()?, pod.workload.namespace.as_deref()?);
        let message = format!("{} {what} pods of namespace `{own}`, which run in `{other}`", object.title());
        let finding = Finding::new(selector.place.span, message).in_file(selector.place.source.clone());
        let finding = finding.label(pod.place.clone(), format!("{} is in namespace `{other}`", pod.title()));
        return Some(finding.confidence(Confidence::Likely).help("put both into one namespace"));
    }
    let message = format!("{} {what} `{}`, which no pod carries", object.title(), selector.shown());
    Some(about(selector, pod, message).confidence(Confidence::Likely))
}

/// A workload whose selector does not take its own pods is refused.
fn own_template(pod: &Pod) -> Option<Finding> {
    let selector = pod.selector.as_ref().filter(|_| pod.workload.platform == Platform::Kubernetes)?;
    let known = pod.workload.labels.is_some() && !pod.open.labels && !pod.has_templates() && !selector.has_templates();
    let missed = selector.missed_by(pod);
    let open = missed.iter().any(|(key, _)| pod.open.keys.contains(key));
    if missed.is_empty() || open || !known {
        return None;
    }
    let message = format!("{} selects `{}`, which its own pods do not carry", pod.title(), selector.shown());
    Some(about(selector, pod, message))
}

fn about(selector: &Selector, pod: &Pod, message: String) -> Finding {
    let missed = selector.missed_by(pod);
    let place = missed.first().map_or(&selector.place, |(_, value)| &value.place);
    let labels = match pod.shown_labels() {
        none if none.is_empty() => "no labels".to_owned(),
        labels => format!("`{labels}`"),
    };
    let finding = Finding::new(place.span, message).in_file(place.source.clone());
    let finding = finding.label(pod.place.clone(), format!("the pods of {} carry {labels}", pod.title()));
    let own = pod.workload.labels.as_deref().unwrap_or_default();
    let Some((key, wanted)) = missed.first() else { return finding };
    let mut fix = None;
    let help = match own.iter().find(|(it, _)| it == key) {
        Some((_, value)) => {
            let edit = edits::instead(&place.source, place.span, &wanted.value, &value.value);
            let edit = edit.filter(|_| missed.len() == 1);
            fix = edit.map(|it| Fix::new(format!("select `{key}: {}`", value.value), Safety::Unsafe, vec![it]));
            format!("select `{key}: {}`, or give the pods the label `{key}: {}`", value.value, wanted.value)
        }
        None if missed.len() == 1 => {
            fix = labelled(pod, key, &wanted.value);
            format!("give the pod template the label `{key}: {}`, or do not select it", wanted.value)
        }
        None => format!("give the pod template the label `{key}: {}`, or do not select it", wanted.value),
    };
    finding.help(help).fixes(fix)
}

/// The label below the last one of the pod template, where that has its line for itself.
fn labelled(pod: &Pod, key: &str, value: &str) -> Option<Fix> {
    let labels = pod.workload.labels.as_deref()?;
    let (last, at) = labels.iter().max_by_key(|(_, it)| it.place.span).map(|(key, it)| (key, &it.place))?;
    let source = &at.source;
    let line = source.line_span(source.line(at.span.start));
    let before = source.slice(Span { start: line.start, end: at.span.start });
    let after = source.slice(Span { start: at.span.end, end: line.end }).trim();
    let indent = before.trim_end().strip_suffix(':')?.strip_suffix(last.as_str())?;
    let is_plain = |it: &str| it.chars().all(|it| it.is_ascii_alphanumeric() || "-_./".contains(it));
    let is_block = indent.trim().is_empty() && (after.is_empty() || after.starts_with('#'));
    // `true` and `8080` would be no texts.
    let is_text = value.starts_with(|it: char| it.is_ascii_alphabetic()) && !["true", "false", "null"].contains(&value);
    if !is_block || !is_text || !is_plain(key) || !is_plain(value) {
        return None;
    }
    let edit = Edit::insert(line.end, format!("{}{indent}{key}: {value}", edits::line_end(source)));
    let title = format!("give the pod template the label `{key}: {value}`");
    Some(Fix::new(title, Safety::Unsafe, vec![edit]).in_file(source.clone()))
}
