//! `Dockerrun.aws.json` of Elastic Beanstalk, versions 1 and 2. Version 3 is a Compose file.
//!
//! Without an image version 1 builds the Dockerfile beside it.

use crate::yaml::{self, Node};

use super::super::deployment::{Container, Made};
use super::File;

pub(super) fn read(file: &File) -> Vec<Container> {
    // JSON is YAML, but for tabs that indent it.
    let documents = yaml::documents_of(file.source);
    let Some(root) = documents.first() else { return Vec::new() };
    let several = root.get("containerDefinitions").map(Node::items).unwrap_or_default();
    match root.get("AWSEBDockerrunVersion").and_then(Node::text) {
        Some("1") => vec![single(file, root)],
        Some("2") => several.iter().map(|it| one_of_several(file, it)).collect(),
        _ => Vec::new(),
    }
}

fn single(file: &File, root: &Node) -> Container {
    let image = root.at(&["Image", "Name"]);
    let made = if image.is_some() { Made::Named } else { file.built("Dockerfile", ".", None) };
    let mut container = file.container("", made, root.span);
    container.image = image.and_then(|it| file.text(it));
    // Requests go to the first port.
    let port = root.get("Ports").and_then(|it| it.items().first()?.get("ContainerPort"));
    container.ports.extend(port.and_then(|port| file.port("ContainerPort", port.text()?.parse().ok()?, port.span)));
    container.command = root.get("Entrypoint").map(|it| file.words(it));
    container.args = root.get("Command").map(|it| file.words(it));
    // The environment is kept by the platform.
    container.env_open = true;
    container
}

fn one_of_several(file: &File, node: &Node) -> Container {
    let name = node.get("name").and_then(Node::text).unwrap_or_default();
    let mut container = file.container(name, Made::Named, node.span);
    container.image = node.get("image").and_then(|it| file.text(it));
    container.command = node.get("entryPoint").map(|it| file.words(it));
    container.args = node.get("command").map(|it| file.words(it));
    container.env = file.listed(node.get("environment"), "name", "value");
    container.env_open = true;
    let mappings = node.get("portMappings").map(Node::items).unwrap_or_default();
    let ports = mappings.iter().filter_map(|it| it.get("containerPort"));
    container.ports.extend(ports.filter_map(|port| file.port("containerPort", port.text()?.parse().ok()?, port.span)));
    container
}
