//! Kubernetes manifests: workloads, their containers, ports and probes, and the objects around them, with places.

mod container;
mod kustomize;
mod near;
pub mod objects;
mod parse;
mod reach;
pub mod selector;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::source::{Source, Span};
use crate::yaml::{self, Kind, Node};

use super::deployment::{Container, Link, Platform, Workload};
use super::{Located, Place};
use container::container;
use kustomize::Kustomizations;
use objects::{Object, Open, Pod};
use selector::Selector;

/// Larger files are no hand-written manifests.
const MAX_BYTES: u64 = 1 << 20;

/// A file, a `List` or a pod with more than this is left at that.
const MAX_ITEMS: usize = 1_000;

/// Kinds that hold nothing of interest, whatever else a file of them says.
const DULL: [&str; 12] = [
    "CustomResourceDefinition",
    "ConfigMap",
    "Secret",
    "Role",
    "RoleBinding",
    "ClusterRole",
    "ClusterRoleBinding",
    "ServiceAccount",
    "Namespace",
    "PersistentVolumeClaim",
    "PersistentVolume",
    "StorageClass",
];

/// Kinds that run pods.
const POD_KINDS: [&str; 8] =
    ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob"];

/// All that the manifests of a repository say, each object with what it reaches.
#[derive(Debug, Default)]
pub struct Manifests {
    pub pods: Vec<Pod>,
    pub objects: Vec<Object>,
    /// Files and names of resources of kinds that only operators know.
    customs: Vec<(PathBuf, String)>,
    /// Parts of objects, which only a patch can be.
    others: Vec<(PathBuf, Source)>,
    /// Whether a `LimitRange` gives containers what they do not ask for.
    pub has_limit_range: bool,
}

impl Manifests {
    /// Reads the files. One that is a template, is broken, or is no manifest, yields nothing.
    pub fn read<'a>(files: impl IntoIterator<Item = &'a PathBuf>) -> Manifests {
        let (mut manifests, mut overlays) = (Manifests::default(), Kustomizations::default());
        for file in files {
            match (open(file), kustomize::is_kustomization(file)) {
                (Some(source), true) => overlays.add(&source),
                (Some(source), false) => manifests.add(&source),
                (None, _) => (),
            }
        }
        overlays.apply(&mut manifests);
        manifests.others.clear();
        reach::connect(&mut manifests);
        manifests
    }

    fn add(&mut self, source: &Source) {
        for document in yaml::documents(source.text()).iter().take(MAX_ITEMS) {
            let kind = document.get("kind").and_then(Node::text).unwrap_or_default();
            match document.get("items") {
                Some(items) if kind.ends_with("List") => {
                    items.items().iter().take(MAX_ITEMS).for_each(|it| self.add_object(source, it));
                }
                _ => self.add_object(source, document),
            }
        }
    }

    fn add_object(&mut self, source: &Source, node: &Node) {
        if let Some(pod) = pod(source, node) {
            self.pods.push(pod);
        } else if let Some(object) = parse::object(source, node) {
            self.objects.push(object);
        } else if let (Some(version), Some(kind)) = (word(node, "apiVersion"), word(node, "kind")) {
            self.has_limit_range |= kind == "LimitRange";
            if POD_KINDS.contains(&kind) || parse::KINDS.contains(&kind) {
                self.others.push((source.path().to_owned(), source.clone()));
            }
            // Groups of Kubernetes itself have no dot, or end in its own.
            let group = version.split('/').next().unwrap_or_default();
            let name = node.at(&["metadata", "name"]).and_then(Node::text);
            if group.contains('.') && !group.ends_with(".k8s.io") {
                self.customs.extend(name.map(|name| (source.path().to_owned(), name.to_owned())));
            }
        }
    }

    /// The workloads, for those who ask which of them run an image.
    pub fn workloads(&self) -> Vec<Workload> {
        self.pods.iter().map(|pod| pod.workload.clone()).collect()
    }
}

/// The manifests as the rules see them for one image.
#[derive(Clone, Debug, Default)]
pub struct Cluster<'a> {
    manifests: Option<&'a Manifests>,
    own: Vec<usize>,
}

impl<'a> Cluster<'a> {
    /// `workloads` are those of the manifests that run the image.
    pub fn new(manifests: &'a Manifests, workloads: &[Workload]) -> Cluster<'a> {
        let key = |place: &Place| (place.source.path().to_owned(), place.span);
        let containers = |workload: &Workload| -> Vec<(PathBuf, Span)> {
            workload.containers.iter().map(|it| key(&it.place)).collect()
        };
        let running: HashSet<_> = workloads.iter().flat_map(containers).collect();
        let runs = |pod: &Pod| containers(&pod.workload).iter().any(|it| running.contains(it));
        let own = manifests.pods.iter().enumerate().filter(|(_, pod)| runs(pod)).map(|(at, _)| at).collect();
        Cluster { manifests: Some(manifests), own }
    }

    /// The pods that run the image.
    pub fn own(&self) -> impl Iterator<Item = &'a Pod> {
        let pods = self.manifests.map(|it| it.pods.as_slice()).unwrap_or_default();
        self.own.iter().filter_map(|at| pods.get(*at)).collect::<Vec<_>>().into_iter()
    }

    /// The objects that are about pods which run the image.
    pub fn objects(&self) -> impl Iterator<Item = &'a Object> {
        let all = self.manifests.map(|it| it.objects.as_slice()).unwrap_or_default();
        let own: HashSet<usize> = self.own.iter().copied().collect();
        let is_own = move |object: &&Object| {
            let mut pods = object.pods().into_iter().chain(self.behind(object));
            pods.any(|at| own.contains(&at))
        };
        all.iter().filter(is_own).collect::<Vec<_>>().into_iter()
    }

    /// The pods behind the Services that an Ingress names.
    fn behind(&self, object: &Object) -> Vec<usize> {
        let objects::Body::Ingress(backends) = &object.body else { return Vec::new() };
        let services = backends.iter().flat_map(|backend| match &backend.reach {
            objects::Services::Found(services) => services.clone(),
            objects::Services::Near(service) => vec![*service],
            objects::Services::Unknown => Vec::new(),
        });
        services.filter_map(|at| self.object(at)).flat_map(Object::pods).collect()
    }

    /// The pod at a place that an object reaches.
    pub fn pod(&self, at: usize) -> Option<&'a Pod> {
        self.manifests?.pods.get(at)
    }

    /// The object at a place that an Ingress names.
    pub fn object(&self, at: usize) -> Option<&'a Object> {
        self.manifests?.objects.get(at)
    }

    /// Whether commands, variables or rights of the workload's containers may be others than its manifest says.
    pub fn is_open(&self, workload: &Workload) -> bool {
        let is_same = |one: &Container, other: &Container| {
            one.place.span == other.place.span && one.place.source.path() == other.place.source.path()
        };
        let holds = |pod: &Pod| {
            let mut pairs = pod
                .workload
                .containers
                .iter()
                .flat_map(|one| workload.containers.iter().map(move |other| (one, other)));
            pairs.any(|(one, other)| is_same(one, other))
        };
        self.own().any(|pod| pod.open.containers && holds(pod))
    }

    /// Whether containers get requests that they do not write.
    pub fn has_limit_range(&self) -> bool {
        self.manifests.is_some_and(|it| it.has_limit_range)
    }
}

fn open(file: &Path) -> Option<Source> {
    let is_small = fs::metadata(file).is_ok_and(|it| it.is_file() && it.len() <= MAX_BYTES);
    let bytes = is_small.then(|| fs::read(file).ok()).flatten()?;
    // Most YAML files of a repository are no manifests: for those nothing more is made.
    let wanted = kustomize::is_kustomization(file) || may_be_manifest(&String::from_utf8_lossy(&bytes));
    wanted.then(|| Source::from_bytes(file, bytes))
}

/// A cheap test: the file names a kind that is of interest, and has no template marks.
fn may_be_manifest(text: &str) -> bool {
    if !text.contains("apiVersion") || text.contains("{{") {
        return false;
    }
    text.match_indices("kind").any(|(at, _)| {
        let rest = text[at + 4..].trim_start_matches(['"', '\'']);
        let Some(rest) = rest.strip_prefix(':') else { return false };
        let rest = rest.trim_start_matches([' ', '"', '\'']);
        let word = rest.split(|it: char| !it.is_ascii_alphanumeric()).next().unwrap_or_default();
        word.starts_with(|it: char| it.is_ascii_uppercase()) && !DULL.contains(&word)
    })
}

fn word<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(Node::text)
}

fn pod(source: &Source, object: &Node) -> Option<Pod> {
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
    let has_image = |it: &std::rc::Rc<Node>| it.get("image").is_some();
    let is_part = template.at(&["metadata", "labels"]).is_none() && object.at(&["spec", "selector"]).is_none();
    // Only a patch leaves all of this to somebody else.
    if is_part && !pod.get("containers").map(Node::items).unwrap_or_default().iter().any(has_image) {
        return None;
    }
    let containers = || pod.get("containers").map(Node::items).unwrap_or_default().iter().take(MAX_ITEMS);
    let metadata = |key: &str| object.at(&["metadata", key]).and_then(literal).map(str::to_owned);
    let known = template.at(&["metadata", "labels"]);
    let workload = Workload {
        platform: Platform::Kubernetes,
        kind: kind.to_owned(),
        name: metadata("name").unwrap_or_default(),
        namespace: metadata("namespace"),
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
    let declared = |it: &std::rc::Rc<Node>| it.get("ports").map(Node::items).unwrap_or_default().len();
    let ports: usize = workload.containers.iter().map(|it| it.ports.len()).sum();
    Some(Pod {
        open: Open {
            resources: resources.is_none(),
            ports: ports != containers().map(declared).sum::<usize>(),
            ..Open::default()
        },
        place: place(source, known.unwrap_or(pod)),
        resources: resources.unwrap_or_default(),
        workload,
        selector,
    })
}

/// Names and values of a map; empty where there is none, `None` where a value is no text.
fn labels(source: &Source, node: Option<&Node>) -> Option<Vec<(String, Located<String>)>> {
    let Some(node) = node else { return Some(Vec::new()) };
    let Kind::Map(_) = &node.kind else { return None };
    node.pairs()
        .map(|(name, value)| Some((name.to_owned(), located(source, value, literal(value)?.to_owned())?)))
        .collect()
}

/// The text of a scalar in which no tool fills anything in: `${NAME}`, `<name>`.
fn literal(node: &Node) -> Option<&str> {
    node.text().filter(|text| !text.contains(['$', '<', '{', '@']))
}

fn located<T>(source: &Source, node: &Node, value: T) -> Option<Located<T>> {
    Some(Located { value, place: place(source, node) })
}

fn place(source: &Source, node: &Node) -> Place {
    Place { source: source.clone(), span: node.span }
}

#[cfg(test)]
mod tests {
    use super::super::deployment::ProbePort;
    use super::*;

    fn workloads(text: &str) -> Vec<Workload> {
        let mut manifests = Manifests::default();
        if may_be_manifest(text) {
            manifests.add(&Source::new("k8s.yaml", text));
        }
        manifests.workloads()
    }

    const DEPLOYMENT: &str = "\
# größe
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      securityContext: {runAsUser: 1000, runAsNonRoot: true}
      initContainers: [{name: init, image: busybox}]
      containers:
      - name: web
        image: example.org/web:1
        command: [/server, --port, \"9090\"]
        ports:
        - {containerPort: 8080, name: http}
        - {containerPort: 53, protocol: UDP}
        readinessProbe: {httpGet: {path: /, port: http}}
        livenessProbe: {tcpSocket: {port: 8081}}
        startupProbe: {exec: {command: [true]}}
        env:
        - {name: PORT, value: \"8080\"}
        - {name: KEY, valueFrom: {secretKeyRef: {name: a, key: b}}}
        securityContext: {runAsUser: 2000}
";

    #[test]
    fn a_deployment() {
        let all = workloads(DEPLOYMENT);
        let [workload] = all.as_slice() else { panic!("one workload") };
        let [container] = workload.containers.as_slice() else { panic!("one container") };
        assert_eq!((workload.kind.as_str(), workload.name.as_str()), ("Deployment", "web"));
        let image = container.image.as_ref().expect("an image");
        assert_eq!(image.place.source.slice(image.place.span), "example.org/web:1");
        let ports: Vec<_> = container.ports.iter().map(|it| (it.number.value, it.udp)).collect();
        assert_eq!(ports, [(8080, false), (53, true)]);
        let probes: Vec<_> = container.probes.iter().map(|it| it.port().map(|it| it.value.clone())).collect();
        assert_eq!(probes, [Some(ProbePort::Name("http".to_owned())), Some(ProbePort::Number(8081)), None]);
        assert_eq!(container.security.run_as_user.as_ref().map(|it| it.value), Some(2000));
        assert_eq!(container.security.run_as_non_root.as_ref().map(|it| it.value), Some(true));
        assert_eq!(container.command.as_ref().map(|it| it[2].value.clone()), Some("9090".to_owned()));
        assert_eq!(container.env[0].1.as_ref().map(|it| it.value.as_str()), Some("8080"));
        assert!(container.env[1].1.is_none());
    }

    #[test]
    fn other_kinds() {
        let pod = "{containers: [{name: a, image: x}]}";
        let table = [
            (format!("apiVersion: v1\nkind: Pod\nspec: {pod}\n"), 1),
            (
                format!(
                    "apiVersion: batch/v1\nkind: CronJob\nspec: {{jobTemplate: {{spec: {{template: {{spec: {pod}}}}}}}}}\n"
                ),
                1,
            ),
            (
                format!(
                    "apiVersion: v1\nkind: List\nitems:\n- {{apiVersion: v1, kind: Pod, spec: {pod}}}\n- {{apiVersion: v1, kind: Pod, spec: {pod}}}\n"
                ),
                2,
            ),
            (
                format!(
                    "apiVersion: v1\nkind: Pod\nspec: {pod}\n---\napiVersion: v1\nkind: Service\n---\napiVersion: v1\nkind: Pod\nspec: {pod}\n"
                ),
                2,
            ),
            (format!("apiVersion: v1\nkind: Pod\nspec: {pod}\n---\nbroken: [\n"), 1),
            (format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: \"{{{{ .Values.x }}}}\"}}\nspec: {pod}\n"), 0),
            (format!("kind: Pod\nspec: {pod}\n"), 0),
            ("apiVersion: v1\nkind: Service\nspec: {ports: [{port: 80}]}\n".to_owned(), 0),
            ("apiVersion: v1\nkind: Pod\nspec: {containers: 5}\n".to_owned(), 0),
        ];
        for (text, expected) in table {
            assert_eq!(workloads(&text).len(), expected, "{text}");
        }
    }
}
