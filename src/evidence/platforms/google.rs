//! Services of Cloud Run (`serving.knative.dev`), and `app.yaml` of the flexible environment of App Engine.
//!
//! Both set `PORT` to the port that they ask: on Cloud Run the `containerPort`, 8080 without one; on App Engine 8080.

use std::path::Path;

use crate::yaml::{self, Node};

use super::super::deployment::{Container, Made};
use super::{File, Variable};

/// Where requests go if nothing is said.
const PORT: i64 = 8080;

/// Whether the name is one that such a file has.
pub(super) fn may_be(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words = ["cloudrun", "cloud-run", "cloud_run", "knative", "run-service", "run.service"];
    matches!(stem, "app" | "service") || words.iter().any(|word| stem.contains(word))
}

pub(super) fn read(file: &File) -> Vec<Container> {
    let text = file.source.text();
    let (is_knative, is_engine) = (text.contains("serving.knative.dev/"), text.contains("runtime:"));
    if yaml::is_template(text) || !(is_knative || is_engine) {
        return Vec::new();
    }
    let documents = yaml::documents(text);
    documents.iter().flat_map(|it| if is_knative { knative(file, it) } else { engine(file, it) }).collect()
}

fn knative(file: &File, node: &Node) -> Vec<Container> {
    let is_service = node.get("kind").and_then(Node::text) == Some("Service");
    let version = node.get("apiVersion").and_then(Node::text).unwrap_or_default();
    if !is_service || !version.starts_with("serving.knative.dev/") {
        return Vec::new();
    }
    let containers = node.at(&["spec", "template", "spec", "containers"]).map(Node::items).unwrap_or_default();
    // Beside others only the one with a port is asked.
    let is_alone = containers.len() == 1;
    let container = |node: &Node| {
        let name = node.at(&["name"]).and_then(Node::value).unwrap_or_default();
        let mut container = file.container(name, Made::Named, node.span);
        container.image = node.get("image").and_then(|it| file.text(it));
        container.command = node.get("command").map(|it| file.words(it));
        container.args = node.get("args").map(|it| file.words(it));
        container.env = file.listed(node.get("env"), "name", "value");
        container.env_open = node.get("envFrom").is_some();
        let port = node.get("ports").and_then(|it| it.items().first()?.get("containerPort"));
        let (number, span) = match port {
            Some(port) => (port.number()?, port.span),
            None if is_alone => (PORT, container.image.as_ref()?.place.span),
            None => return Some(container),
        };
        container.ports.extend(file.port("containerPort", number, span));
        container.env.push(told(file, number, span));
        Some(container)
    };
    containers.iter().filter_map(|node| container(node)).collect()
}

/// `runtime: custom` builds the Dockerfile beside the file.
fn engine(file: &File, node: &Node) -> Vec<Container> {
    let Some((_, runtime)) = node.entry("runtime") else { return Vec::new() };
    let is_flexible = matches!(node.get("env").and_then(Node::value), Some("flex" | "flexible"));
    let is_flexible = is_flexible || node.get("vm").and_then(Node::truth) == Some(true);
    if runtime.value() != Some("custom") || !is_flexible {
        return Vec::new();
    }
    let name = node.get("service").and_then(Node::value).unwrap_or("default");
    let mut container = file.container(name, file.built("Dockerfile", ".", None), node.span);
    container.args = node.get("entrypoint").map(|it| file.words(it));
    container.env = file.variables(node.get("env_variables"));
    container.ports.extend(file.port("runtime", PORT, runtime.span));
    container.env.push(told(file, PORT, runtime.span));
    vec![container]
}

/// The variable that the platform sets.
fn told(file: &File, number: i64, span: crate::source::Span) -> Variable {
    (file.located("PORT".to_owned(), span), Some(file.located(number.to_string(), span)))
}
