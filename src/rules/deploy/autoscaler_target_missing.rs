//! An autoscaler names a workload that is not there, while one of nearly that name is.
//!
//! Silent where nothing beside it resembles the name, and where an overlay or a template may change names.

use crate::evidence::kubernetes::objects::{Body, Object};
use crate::evidence::kubernetes::selector::{Reach, Slip};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits};

pub(super) const RULE: Rule = Rule { id: "autoscaler-target-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    input.cluster.objects().filter_map(|object| finding(input, object)).collect()
}

fn finding(input: &Input, object: &Object) -> Option<Finding> {
    let Body::Autoscaler(scaler) = &object.body else { return None };
    let (kind, name) = scaler.target.as_ref()?;
    let Reach::Near(near, Slip::Name) = scaler.reach else { return None };
    let pod = input.cluster.pod(near)?;
    let message = format!("{} scales {kind} `{}`, which is not there", object.title(), name.value);
    let finding = Finding::new(name.place.span, message).in_file(name.place.source.clone());
    let finding = finding.label(pod.place.clone(), format!("{} is", pod.title())).confidence(Confidence::Likely);
    let near = pod.workload.name.as_str();
    let edit = edits::instead(&name.place.source, name.place.span, &name.value, near);
    let fix = edit.filter(|_| pod.workload.kind == *kind);
    let fix = fix.map(|it| Fix::new(format!("write `{near}`"), Safety::Unsafe, vec![it]));
    Some(finding.help(format!("name {}", pod.title())).fixes(fix))
}
