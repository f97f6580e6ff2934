//! Workloads: the pods that they run, with what of them is not settled by the text.

use std::rc::Rc;

use crate::evidence::deployment::{Link, Platform, Workload};
use crate::source::Source;
use crate::yaml::Node;

use super::container::container;
use super::objects::{Open, Pod};
use super::selector::Selector;
use super::{MAX_ITEMS, labels, literal, parse, place, written};

/// Kinds that run pods.
pub(super) const POD_KINDS: [&str; 8] =
    ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob"];

/// The pods of the object `object`, where it is a workload.
pub(super) fn pod(source: &Source, object: &Node) -> Option<Pod> {
    object.get("apiVersion")?;
    let kind = object.get("kind")?.text()?;
    let keys: &[&str] = match kind {
        "Pod" => &[],
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "ReplicationController" | "Job" => {
            &["spec", "template"]
        }
        "CronJob" => &["spec", "jobTemplate", "spec", "template"],
        _ => return None,
    };
    let template = object.at(keys)?;
    let pod = template.get("spec")?;
    let has_image = |it: &Rc<Node>| it.get("image").is_some();
    let is_part = template.at(&["metadata", "labels"]).is_none() && object.at(&["spec", "selector"]).is_none();
    // Only a patch leaves all of this to somebody else.
    if is_part && !pod.get("containers").map(Node::items).unwrap_or_default().iter().any(has_image) {
        return None;
    }
    let containers = || pod.get("containers").map(Node::items).unwrap_or_default().iter().take(MAX_ITEMS);
    let metadata = |key: &str| object.at(&["metadata", key]);
    let name = metadata("name").and_then(written).map(str::to_owned);
    let known = template.at(&["metadata", "labels"]);
    let workload = Workload {
        platform: Platform::Kubernetes,
        kind: kind.to_owned(),
        name: name.unwrap_or_default(),
        namespace: metadata("namespace").and_then(literal).map(str::to_owned),
        labels: labels(source, known),
        containers: containers().filter_map(|it| container(source, it, pod)).collect(),
        link: Link::default(),
    };
    let resources: Option<Vec<_>> = containers().map(|it| parse::resources(source, it)).collect();
    let selector = object.at(&["spec", "selector"]).filter(|_| kind != "Job" && kind != "Pod");
    let selector = selector.and_then(|it| match kind {
        "ReplicationController" => Selector::plain(source, it),
        _ => Selector::full(source, it),
    });
    let open = Open {
        namespace: metadata("namespace").is_some_and(|it| literal(it).is_none()),
        ..opened(pod, &workload, resources.is_none())
    };
    Some(Pod {
        open,
        place: place(source, known.unwrap_or(pod)),
        resources: resources.unwrap_or_default(),
        workload,
        selector,
    })
}

/// What of a pod a template or another tool fills in.
fn opened(pod: &Node, workload: &Workload, resources: bool) -> Open {
    let list = pod.get("containers");
    let containers = list.map(Node::items).unwrap_or_default().iter().take(MAX_ITEMS);
    let whole = list.is_none_or(Node::is_closed) && containers.clone().all(|it| it.is_closed());
    let settled = |node: &Node, keys: &[&str]| keys.iter().all(|key| node.get(key).is_none_or(Node::is_settled));
    let variables =
        |it: &Rc<Node>| it.get("env").is_none_or(|env| env.is_closed() && env.items().iter().all(|it| it.is_closed()));
    let own = ["command", "args", "envFrom", "securityContext", "workingDir"];
    let known = containers.clone().all(|it| settled(it, &own) && variables(it));
    let declared =
        containers.clone().map(|it| it.get("ports").map(Node::items).unwrap_or_default().len()).sum::<usize>();
    let read: usize = workload.containers.iter().map(|it| it.ports.len()).sum();
    Open {
        ports: !whole || read != declared || !containers.clone().all(|it| settled(it, &["ports"])),
        resources: !whole || resources || !containers.clone().all(|it| settled(it, &["resources"])),
        containers: !whole || !known || !pod.is_closed() || !settled(pod, &["securityContext"]),
        ..Open::default()
    }
}
