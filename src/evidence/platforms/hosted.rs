//! `heroku.yml` and `render.yaml`. Both give a program its port in `PORT`, so only commands and variables are read.

use std::path::Path;

use crate::yaml::{self, Node};

use super::super::deployment::Container;
use super::File;

pub(super) fn may_be(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "heroku.yml" || name == "render.yaml")
}

/// `build.docker`: a Dockerfile for each process; `run`: their commands.
pub(super) fn heroku(file: &File) -> Vec<Container> {
    let documents = yaml::documents_of(file.source);
    let Some(root) = documents.first() else { return Vec::new() };
    let builds = root.at(&["build", "docker"]).into_iter().flat_map(Node::pairs);
    let container = |(process, dockerfile): (&str, &Node)| {
        let path = dockerfile.value()?;
        let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
        let mut container = file.container(process, file.built(path, folder, None), dockerfile.span);
        container.args = root.at(&["run", process]).map(|it| file.words(it.get("command").unwrap_or(it)));
        container.env = file.variables(root.at(&["build", "config"]));
        container.env.push((file.located("PORT".to_owned(), dockerfile.span), None));
        container.env_open = true;
        Some(container)
    };
    builds.filter_map(container).collect()
}

/// Services with `runtime: docker`. Their paths start at the repository's root.
pub(super) fn render(file: &File) -> Vec<Container> {
    let documents = yaml::documents_of(file.source);
    let services = documents.iter().filter_map(|it| it.get("services")).flat_map(Node::items);
    let container = |node: &Node| {
        let runtime = node.get("runtime").or_else(|| node.get("env"))?.value()?;
        if runtime != "docker" {
            return None;
        }
        let text = |key: &str| node.get(key).and_then(Node::value);
        let root = file.workspace.repository().join(text("rootDir").unwrap_or("."));
        let below = |path: &str| root.join(path).to_string_lossy().into_owned();
        let (path, context) = (text("dockerfilePath").unwrap_or("./Dockerfile"), text("dockerContext").unwrap_or("."));
        let image = file.built(&below(path), &below(context), None);
        let mut container = file.container(text("name").unwrap_or_default(), image, node.span);
        container.args = node.get("dockerCommand").map(|it| file.words(it));
        container.env = file.listed(node.get("envVars"), "key", "value");
        if !container.env.iter().any(|(name, _)| name.value == "PORT") {
            container.env.push((file.located("PORT".to_owned(), node.span), None));
        }
        container.env_open = true;
        Some(container)
    };
    services.filter_map(|it| container(it)).collect()
}
