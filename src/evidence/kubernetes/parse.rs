//! Services, Ingresses, autoscalers, network policies and disruption budgets, read from their nodes.

use crate::source::Source;
use crate::yaml::{Kind, Node};

use super::container::port_or_name;
use super::objects::{
    Autoscaler, Backend, Body, Metric, Object, Open, Policy, PolicyPort, Resources, Selection, Service, ServicePort,
    Services, Target,
};
use super::selector::{Reach, Selector};
use super::{MAX_ITEMS, literal, located, written};

/// Kinds of objects that are about pods.
pub(super) const KINDS: [&str; 5] =
    ["Service", "Ingress", "HorizontalPodAutoscaler", "NetworkPolicy", "PodDisruptionBudget"];

/// The object that a node is, where it is one that concerns pods.
pub(super) fn object(source: &Source, node: &Node) -> Option<Object> {
    let version = node.get("apiVersion")?.text()?;
    let kind = node.get("kind")?.text()?;
    let spec = node.get("spec");
    let body = match kind {
        // A Service of Knative runs containers of its own.
        "Service" if version == "v1" => Body::Service(service(source, spec?)),
        "Ingress" if version.starts_with("networking.k8s.io/") || version.starts_with("extensions/") => {
            Body::Ingress(backends(source, spec?))
        }
        "HorizontalPodAutoscaler" => Body::Autoscaler(autoscaler(source, spec?)),
        "NetworkPolicy" if version.starts_with("networking.k8s.io/") || version.starts_with("extensions/") => {
            Body::Policy(policy(source, spec?))
        }
        "PodDisruptionBudget" => Body::Budget(selection(source, spec?.get("selector")?)?),
        _ => return None,
    };
    let metadata = |key: &str| node.at(&["metadata", key]);
    let namespace = metadata("namespace");
    Some(Object {
        kind: kind.to_owned(),
        name: metadata("name").and_then(written).map(str::to_owned),
        namespace: namespace.and_then(literal).filter(|it| !it.is_empty()).map(str::to_owned),
        source: source.clone(),
        open: Open { namespace: namespace.is_some_and(|it| literal(it).is_none()), ..Open::default() },
        body,
    })
}

/// The members of a list under `key`, as many as are looked at.
fn items<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = &'a Node> {
    node.get(key).map(Node::items).unwrap_or_default().iter().take(MAX_ITEMS).map(|it| &**it)
}

fn selection(source: &Source, node: &Node) -> Option<Selection> {
    Some(Selection { selector: Selector::full(source, node)?, reach: Reach::Unknown })
}

fn service(source: &Source, spec: &Node) -> Service {
    let is_external = spec.get("type").and_then(Node::text) == Some("ExternalName");
    let selector = spec.get("selector").and_then(|it| Selector::plain(source, it)).filter(|_| !is_external);
    let ports: Vec<ServicePort> = items(spec, "ports").filter_map(|it| service_port(source, it)).collect();
    Service {
        partial: ports.len() != items(spec, "ports").count() || !spec.get("ports").is_none_or(Node::is_closed),
        selection: selector.map(|selector| Selection { selector, reach: Reach::Unknown }),
        ports,
        headless: spec.get("clusterIP").is_some_and(|it| it.text().is_none_or(|text| text == "None")),
    }
}

fn service_port(source: &Source, node: &Node) -> Option<ServicePort> {
    let target = match node.get("targetPort") {
        Some(target) if target.value().is_some() => Some(port_or_name(source, target)?),
        // An unknown value, a template's, is not the same as none.
        Some(target) if target.text().is_none() => return None,
        _ => None,
    };
    let number = node.get("port")?;
    Some(ServicePort {
        name: node.get("name").and_then(Node::text).map(str::to_owned),
        port: located(source, number, number.text()?.parse().ok()?)?,
        target,
        udp: node.get("protocol").and_then(Node::text).is_some_and(|it| it != "TCP"),
    })
}

fn backends(source: &Source, spec: &Node) -> Vec<Backend> {
    let default = [spec.get("defaultBackend"), spec.get("backend")].into_iter().flatten();
    let paths = items(spec, "rules").filter_map(|rule| rule.get("http")).flat_map(|http| items(http, "paths"));
    let all = default.chain(paths.filter_map(|path| path.get("backend")));
    all.take(MAX_ITEMS).filter_map(|it| backend(source, it)).collect()
}

fn backend(source: &Source, node: &Node) -> Option<Backend> {
    let (name, number) = match node.get("service") {
        Some(service) => (service.get("name")?, service.at(&["port", "number"]).or(service.at(&["port", "name"]))),
        None => (node.get("serviceName")?, node.get("servicePort")),
    };
    Some(Backend {
        service: located(source, name, written(name)?.to_owned())?,
        port: number.and_then(|it| port_or_name(source, it)),
        reach: Services::Unknown,
    })
}

fn autoscaler(source: &Source, spec: &Node) -> Autoscaler {
    let target = |key: &str| spec.at(&["scaleTargetRef", key]);
    let name = target("name").and_then(|it| located(source, it, written(it)?.to_owned()));
    let kind = target("kind").and_then(Node::text).map(str::to_owned);
    let number = |key: &str| spec.get(key).and_then(|it| located(source, it, it.number()?));
    let mut metrics: Vec<Metric> = items(spec, "metrics").filter_map(|it| metric(source, it)).collect();
    if let Some(percent) = number("targetCPUUtilizationPercentage") {
        let target = Target::Utilization(percent);
        metrics.push(Metric { resource: "cpu".to_owned(), container: None, stated: None, target });
    }
    Autoscaler {
        target: kind.zip(name),
        reach: Reach::Unknown,
        metrics,
        min: number("minReplicas"),
        max: number("maxReplicas"),
    }
}

fn metric(source: &Source, node: &Node) -> Option<Metric> {
    let resource = match node.get("type")?.text()? {
        "Resource" => node.get("resource")?,
        "ContainerResource" => node.get("containerResource")?,
        _ => return None,
    };
    // Before v2beta2 the target had no map of its own.
    let target = resource.get("target").unwrap_or(resource);
    let any = |keys: &[&str]| keys.iter().find_map(|key| target.get(key)).filter(|it| it.value().is_some());
    let percent = any(&["averageUtilization", "targetAverageUtilization"]);
    let quantity = any(&["averageValue", "value", "targetAverageValue"]);
    let target_of = match (percent, quantity) {
        (Some(node), _) => Target::Utilization(located(source, node, node.number()?)?),
        (None, Some(node)) => Target::Absolute(located(source, node, node.text()?.to_owned())?),
        (None, None) => return None,
    };
    Some(Metric {
        resource: resource.get("name")?.text()?.to_owned(),
        container: resource.get("container").and_then(Node::text).map(str::to_owned),
        stated: target.get("type").and_then(|it| located(source, it, it.text()?.to_owned())),
        target: target_of,
    })
}

fn policy(source: &Source, spec: &Node) -> Policy {
    let peers = [("ingress", "from"), ("egress", "to")]
        .into_iter()
        .flat_map(|(rules, peers)| items(spec, rules).flat_map(move |rule| items(rule, peers)));
    // Peers of other namespaces are rarely of this repository.
    let own = peers.filter(|peer| peer.get("namespaceSelector").is_none());
    let peers = own.filter_map(|peer| selection(source, peer.get("podSelector")?)).collect();
    Policy {
        selection: spec.get("podSelector").and_then(|it| selection(source, it)),
        peers,
        ports: policy_ports(source, spec),
    }
}

/// The ports of all ingress rules; `None` where one leaves them open.
fn policy_ports(source: &Source, spec: &Node) -> Option<Vec<PolicyPort>> {
    let mut ports = Vec::new();
    for rule in spec.get("ingress")?.items().iter().take(MAX_ITEMS) {
        let Kind::List(list) = &rule.get("ports")?.kind else { return None };
        for node in list.iter().take(MAX_ITEMS) {
            ports.push(PolicyPort {
                port: port_or_name(source, node.get("port")?)?,
                end: node.get("endPort").and_then(Node::number).and_then(|it| u16::try_from(it).ok()),
                udp: node.get("protocol").and_then(Node::text).is_some_and(|it| it != "TCP"),
            });
        }
    }
    (!ports.is_empty()).then_some(ports)
}

/// What the container `node` requests and is limited to; `None` where that is not known.
pub(super) fn resources(source: &Source, node: &Node) -> Option<Resources> {
    let Some(resources) = node.get("resources") else { return Some(Resources::default()) };
    let amounts = |key: &str| super::labels(source, resources.get(key).filter(|it| !is_null(it)));
    if is_null(resources) {
        return Some(Resources::default());
    }
    let Kind::Map(_) = &resources.kind else { return None };
    Some(Resources { requests: amounts("requests")?, limits: amounts("limits")? })
}

fn is_null(node: &Node) -> bool {
    node.text().is_some() && node.value().is_none()
}
