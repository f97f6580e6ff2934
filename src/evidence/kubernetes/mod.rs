//! Plain Kubernetes manifests: workloads, their containers, ports and probes, with places.

mod container;

use std::fs;
use std::path::{Path, PathBuf};

use crate::source::Source;
use crate::yaml::{self, Kind, Node};

use super::deployment::{Link, Platform, Workload};
use super::{Located, Place};
use container::container;

/// Larger files are no hand-written manifests.
const MAX_BYTES: u64 = 1 << 20;

/// A file, a `List` or a pod with more than this is left at that.
const MAX_ITEMS: usize = 1_000;

/// Every workload of the files. A file that is a template, is broken, or is no manifest, yields nothing.
pub fn read(files: &[PathBuf]) -> Vec<Workload> {
    files.iter().flat_map(|file| read_file(file)).collect()
}

/// The workloads of one file, for callers that go through many files at once.
pub fn read_file(file: &Path) -> Vec<Workload> {
    let is_small = fs::metadata(file).is_ok_and(|it| it.is_file() && it.len() <= MAX_BYTES);
    let Some(bytes) = is_small.then(|| fs::read(file).ok()).flatten() else { return Vec::new() };
    // Most YAML files of a repository are no manifests: for those nothing more is made.
    if !may_be_manifest(&String::from_utf8_lossy(&bytes)) {
        return Vec::new();
    }
    read_source(&Source::from_bytes(file, bytes))
}

/// The workloads that `source` holds.
pub fn read_source(source: &Source) -> Vec<Workload> {
    if !may_be_manifest(source.text()) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for document in yaml::documents(source.text()).iter().take(MAX_ITEMS) {
        workloads(source, document, &mut out);
    }
    out
}

/// A cheap test: both words are there, and no template marks.
fn may_be_manifest(text: &str) -> bool {
    ["apiVersion", "containers", "kind"].iter().all(|word| text.contains(word)) && !text.contains("{{")
}

fn workloads(source: &Source, document: &Node, out: &mut Vec<Workload>) {
    let kind = document.get("kind").and_then(Node::text).unwrap_or_default();
    let is_list = kind == "List" || kind.ends_with("List");
    let items = if is_list { document.get("items").map(Node::items).unwrap_or_default() } else { &[] };
    if !is_list {
        out.extend(workload(source, document));
    }
    for item in items.iter().take(MAX_ITEMS) {
        out.extend(workload(source, item));
    }
}

fn workload(source: &Source, object: &Node) -> Option<Workload> {
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
    let containers = pod.get("containers").map(Node::items).unwrap_or_default();
    let metadata = |key: &str| object.at(&["metadata", key]).and_then(Node::text).map(str::to_owned);
    Some(Workload {
        platform: Platform::Kubernetes,
        kind: kind.to_owned(),
        name: metadata("name").unwrap_or_default(),
        namespace: metadata("namespace"),
        labels: labels(source, template.at(&["metadata", "labels"])),
        containers: containers.iter().take(MAX_ITEMS).filter_map(|it| container(source, it, pod)).collect(),
        link: Link::default(),
    })
}

/// Names and values of a map; empty where there is none, `None` where a value is no text.
fn labels(source: &Source, node: Option<&Node>) -> Option<Vec<(String, Located<String>)>> {
    let Some(node) = node else { return Some(Vec::new()) };
    let Kind::Map(_) = &node.kind else { return None };
    node.pairs()
        .map(|(name, value)| Some((name.to_owned(), located(source, value, value.text()?.to_owned())?)))
        .collect()
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
        read_source(&Source::new("k8s.yaml", text))
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
            ("apiVersion: v1\nkind: Pod\nspec: {containers: 5}\n".to_owned(), 1),
        ];
        for (text, expected) in table {
            assert_eq!(workloads(&text).len(), expected, "{text}");
        }
    }
}
