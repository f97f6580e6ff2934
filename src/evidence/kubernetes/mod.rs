//! Kubernetes manifests: workloads, their containers, ports and probes, and the objects around them, with places.

mod cluster;
mod container;
mod helm;
mod kustomize;
mod near;
pub mod objects;
mod parse;
mod pod;
mod reach;
pub mod selector;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::buffers::Buffers;
use crate::context::workspace::TOO_LARGE;
use crate::limits;
use crate::source::Source;
use crate::yaml::{self, Kind, Node};

use super::deployment::Workload;
use super::{Located, Place};
pub use cluster::Cluster;
use helm::Values;
use kustomize::Kustomizations;
use objects::{Object, Pod};
use pod::{POD_KINDS, pod};

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
    /// Reads the files, of which `buffers` may hold newer texts. One that is a template, is broken, or is no manifest,
    /// yields nothing.
    pub fn read<'a>(files: impl IntoIterator<Item = &'a PathBuf>, buffers: &Buffers) -> Manifests {
        let (mut manifests, mut overlays) = (Manifests::default(), Kustomizations::default());
        let files: Vec<&PathBuf> = files.into_iter().collect();
        let charts = files.iter().filter(|file| file.ends_with("Chart.yaml")).filter_map(|file| file.parent());
        let charts: Vec<PathBuf> = charts.map(Path::to_owned).collect();
        let mut values: HashMap<PathBuf, Values> = HashMap::new();
        for file in files {
            let Some(source) = open(file, buffers) else { continue };
            let template = source.text().contains("{{");
            match helm::chart_of(file, &charts).filter(|_| template) {
                Some(chart) => {
                    let values = values.entry(chart.to_owned()).or_insert_with(|| {
                        let values = read_file(&chart.join("values.yaml"), buffers);
                        values.map(|it| Values::read(&it)).unwrap_or_default()
                    });
                    manifests.add(&source, &helm::documents(&source, values));
                }
                None if template => (),
                None if kustomize::is_kustomization(file) => overlays.add(&source),
                None => manifests.add(&source, &yaml::documents_of(&source)),
            }
        }
        overlays.apply(&mut manifests);
        manifests.others.clear();
        reach::connect(&mut manifests);
        manifests
    }

    fn add(&mut self, source: &Source, documents: &[Rc<Node>]) {
        if documents.len() > MAX_ITEMS {
            limits::reached("only the first 1,000 documents are read", source.path().display());
        }
        for document in documents.iter().take(MAX_ITEMS) {
            let kind = document.get("kind").and_then(Node::text).unwrap_or_default();
            match document.get("items") {
                Some(items) if kind.ends_with("List") => {
                    if items.items().len() > MAX_ITEMS {
                        limits::reached("only the first 1,000 items of a list are read", source.path().display());
                    }
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

fn open(file: &Path, buffers: &Buffers) -> Option<Source> {
    let bytes = bytes(file, buffers)?;
    // Most YAML files of a repository are no manifests: for those nothing more is made.
    let wanted = kustomize::is_kustomization(file) || may_be_manifest(&String::from_utf8_lossy(&bytes));
    wanted.then(|| Source::from_bytes(file, bytes))
}

fn read_file(file: &Path, buffers: &Buffers) -> Option<Source> {
    Some(Source::from_bytes(file, bytes(file, buffers)?))
}

fn bytes(file: &Path, buffers: &Buffers) -> Option<Vec<u8>> {
    if let Some(text) = buffers.text_at(file) {
        return Some(text.as_bytes().to_vec());
    }
    let metadata = fs::symlink_metadata(file).ok().filter(fs::Metadata::is_file)?;
    if metadata.len() > MAX_BYTES {
        limits::reached(TOO_LARGE, file.display());
        return None;
    }
    fs::read(file).ok()
}

/// A cheap test: the file names a kind that is of interest.
fn may_be_manifest(text: &str) -> bool {
    if !text.contains("apiVersion") {
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

/// Names and values of a map; empty where there is none, `None` where a value is no text. What a template fills in
/// is given as it is written, `{{...}}`: equal ones mean the same in a chart.
fn labels(source: &Source, node: Option<&Node>) -> Option<Vec<(String, Located<String>)>> {
    let Some(node) = node else { return Some(Vec::new()) };
    let pairs = match &node.kind {
        Kind::Map(pairs) => pairs,
        Kind::Unknown(text) => return Some(vec![(text.clone(), located(source, node, String::new())?)]),
        _ => return None,
    };
    let label = |(key, value): &(Rc<Node>, Rc<Node>)| match key.unknown() {
        Some(text) => Some((text.to_owned(), located(source, value, String::new())?)),
        None => Some((key.text()?.to_owned(), located(source, value, written(value)?.to_owned())?)),
    };
    pairs.iter().map(label).collect()
}

/// A literal, or what a template fills in.
fn written(node: &Node) -> Option<&str> {
    literal(node).or(node.unknown())
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
        if may_be_manifest(text) && !text.contains("{{") {
            manifests.add(&Source::new("k8s.yaml", text), &yaml::documents(text));
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
