//! The objects around the pods: who routes to them, scales them, shields them. With places.

use crate::evidence::deployment::{ProbePort, Workload};
use crate::evidence::{Located, Place};
use crate::source::Source;

use super::selector::{Reach, Selector, is_template};

/// A workload, and what else its manifest says of its pods.
#[derive(Clone, Debug)]
pub struct Pod {
    pub workload: Workload,
    /// The workload's own selector; `None` where there is none or it is not known.
    pub selector: Option<Selector>,
    /// For each container what it asks for.
    pub resources: Vec<Resources>,
    /// Where the labels of the pods stand, else the workload.
    pub place: Place,
    /// What may be set elsewhere: by an overlay, by the values of a chart.
    pub open: Open,
}

/// What of a manifest is not settled by its text.
#[derive(Clone, Debug, Default)]
pub struct Open {
    /// More labels may be there, or others.
    pub labels: bool,
    /// Keys of labels that an overlay sets.
    pub keys: Vec<String>,
    /// Names are changed by an overlay or a template.
    pub name: bool,
    /// The namespace is set by an overlay or a template.
    pub namespace: bool,
    pub ports: bool,
    pub resources: bool,
    /// Command, environment or rights of a container are not all known.
    pub containers: bool,
}

/// Requests and limits of a container by the name of the resource.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    pub requests: Vec<(String, Located<String>)>,
    pub limits: Vec<(String, Located<String>)>,
}

/// An object that concerns pods.
#[derive(Clone, Debug)]
pub struct Object {
    /// `Service`, ...
    pub kind: String,
    /// `None` where it is not known.
    pub name: Option<String>,
    /// `None`: that of whoever applies the manifest.
    pub namespace: Option<String>,
    pub source: Source,
    pub open: Open,
    pub body: Body,
}

#[derive(Clone, Debug)]
pub enum Body {
    Service(Service),
    Ingress(Vec<Backend>),
    Autoscaler(Autoscaler),
    Policy(Policy),
    /// A disruption budget.
    Budget(Selection),
}

/// A selector, and what it reaches in the repository.
#[derive(Clone, Debug)]
pub struct Selection {
    pub selector: Selector,
    pub reach: Reach,
}

#[derive(Clone, Debug)]
pub struct Service {
    /// `None` where it selects nothing, or what it selects is not known.
    pub selection: Option<Selection>,
    pub ports: Vec<ServicePort>,
    pub headless: bool,
    /// Some of its ports are not known.
    pub partial: bool,
}

#[derive(Clone, Debug)]
pub struct ServicePort {
    pub name: Option<String>,
    pub port: Located<u16>,
    /// Without it the port itself is the target.
    pub target: Option<Located<ProbePort>>,
    pub udp: bool,
}

/// The Service that an Ingress sends requests to.
#[derive(Clone, Debug)]
pub struct Backend {
    pub service: Located<String>,
    pub port: Option<Located<ProbePort>>,
    pub reach: Services,
}

/// Services of the repository that a name means.
#[derive(Clone, Debug, Default)]
pub enum Services {
    /// Their places among the objects.
    Found(Vec<usize>),
    /// There is none, but one of nearly this name.
    Near(usize),
    #[default]
    Unknown,
}

#[derive(Clone, Debug)]
pub struct Autoscaler {
    /// Kind and name of what is scaled.
    pub target: Option<(String, Located<String>)>,
    pub reach: Reach,
    pub metrics: Vec<Metric>,
    pub min: Option<Located<i64>>,
    pub max: Option<Located<i64>>,
}

/// A target for the use of a resource.
#[derive(Clone, Debug)]
pub struct Metric {
    /// `cpu`, `memory`.
    pub resource: String,
    /// The only container that counts.
    pub container: Option<String>,
    /// `type` of the target.
    pub stated: Option<Located<String>>,
    pub target: Target,
}

#[derive(Clone, Debug)]
pub enum Target {
    /// In percent of what the pods request.
    Utilization(Located<i64>),
    /// A quantity.
    Absolute(Located<String>),
}

#[derive(Clone, Debug)]
pub struct Policy {
    /// `None` where it means all pods, or is not known.
    pub selection: Option<Selection>,
    /// Pods that may send or be sent to.
    pub peers: Vec<Selection>,
    /// Ports of the pods that requests may reach; `None` where all may, or they are not known.
    pub ports: Option<Vec<PolicyPort>>,
}

#[derive(Clone, Debug)]
pub struct PolicyPort {
    pub port: Located<ProbePort>,
    /// The last port of a range.
    pub end: Option<u16>,
    pub udp: bool,
}

impl Object {
    /// `Service 'web'`, for messages, in code marks; without the name where a template fills it in.
    pub fn title(&self) -> String {
        title(&self.kind, self.name.as_deref().unwrap_or_default())
    }

    /// The pods that the object is about, by their places in the list of pods: those that it reaches, else the
    /// one that it nearly reaches.
    pub fn pods(&self) -> Vec<usize> {
        let reaches: Vec<&Reach> = match &self.body {
            Body::Service(service) => service.selection.iter().map(|it| &it.reach).collect(),
            Body::Autoscaler(scaler) => vec![&scaler.reach],
            Body::Policy(policy) => policy.selection.iter().chain(&policy.peers).map(|it| &it.reach).collect(),
            Body::Budget(selection) => vec![&selection.reach],
            Body::Ingress(_) => Vec::new(),
        };
        reaches.into_iter().flat_map(Reach::pods).collect()
    }
}

impl Pod {
    /// `Deployment 'web'`, for messages, in code marks; without the name where a template fills it in.
    pub fn title(&self) -> String {
        title(&self.workload.kind, &self.workload.name)
    }

    /// The labels of the pods as `app=web, tier=front`.
    pub fn shown_labels(&self) -> String {
        let labels = self.workload.labels.iter().flatten();
        let labels: Vec<String> = labels.map(|(key, value)| format!("{key}={}", value.value)).collect();
        labels.join(", ")
    }

    /// Whether a template fills some of the labels in.
    pub fn has_templates(&self) -> bool {
        self.workload.labels.iter().flatten().any(|(key, value)| is_template(key) || is_template(&value.value))
    }

    pub fn source(&self) -> &Source {
        &self.place.source
    }
}

fn title(kind: &str, name: &str) -> String {
    if name.is_empty() || is_template(name) { format!("the {kind}") } else { format!("{kind} `{name}`") }
}
