//! Platforms that build or run one image by themselves: Fly.io, Cloud Run, App Engine, Elastic Beanstalk, Render,
//! Heroku. Files are known by their names.

mod aws;
mod fly;
mod google;
mod hosted;

use std::path::{Path, PathBuf};

use crate::context::hints;
use crate::context::workspace::Workspace;
use crate::source::{Source, Span};
use crate::yaml::Node;

use super::deployment::{Build, Container, ContainerPort, Link, Made, Platform, Security, Setting, Variable, Workload};
use super::{Located, Place};

/// Containers of one file that are read.
const MOST_CONTAINERS: usize = 200;

/// What every manifest of such a platform in the repository runs.
pub fn read(workspace: &Workspace) -> Vec<Workload> {
    let yaml = workspace.yaml_files().iter().filter(|path| google::may_be(path) || hosted::may_be(path));
    let files = workspace.platform_files().iter().chain(yaml);
    files.flat_map(|path| of_file(workspace, path)).collect()
}

fn of_file(workspace: &Workspace, path: &Path) -> Vec<Workload> {
    let Some(source) = workspace.read(path) else { return Vec::new() };
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let of = File { workspace, source: &source };
    let (kind, containers) = match name {
        _ if is_fly(name) => ("fly app", fly::read(&of)),
        "Dockerrun.aws.json" => ("Elastic Beanstalk environment", aws::read(&of)),
        "heroku.yml" => ("Heroku app", hosted::heroku(&of)),
        "render.yaml" => ("Render service", hosted::render(&of)),
        _ => ("Google service", google::read(&of)),
    };
    let workload = |container: Container| Workload {
        platform: Platform::Service,
        kind: kind.to_owned(),
        name: container.name.clone(),
        namespace: None,
        labels: None,
        containers: vec![container],
        link: Link::default(),
    };
    containers.into_iter().take(MOST_CONTAINERS).map(workload).collect()
}

fn is_fly(name: &str) -> bool {
    name.starts_with("fly.") && name.ends_with(".toml")
}

/// A manifest, and the repository that it stands in.
struct File<'a> {
    workspace: &'a Workspace,
    source: &'a Source,
}

impl File<'_> {
    fn place(&self, span: Span) -> Place {
        Place { source: self.source.clone(), span }
    }

    fn located<T>(&self, value: T, span: Span) -> Located<T> {
        Located { value, place: self.place(span) }
    }

    fn text(&self, node: &Node) -> Option<Located<String>> {
        Some(self.located(node.value()?.to_owned(), node.span))
    }

    /// The image that is built of the Dockerfile at `path` (relative to the manifest) in the folder `context`.
    fn built(&self, path: &str, context: &str, target: Option<&str>) -> Made {
        let found = || {
            let real = |path: &str| std::fs::canonicalize(hints::beside(self.source, path)?).ok();
            let (dockerfile, context): (PathBuf, PathBuf) = (real(path)?, real(context)?);
            let is_inside = dockerfile.starts_with(self.workspace.repository()) && dockerfile.is_file();
            let target = target.map(str::to_owned);
            is_inside.then(|| Build { dockerfile, context, target, args: Vec::new() })
        };
        found().map_or(Made::Elsewhere, Made::Built)
    }

    /// A container that says nothing yet.
    fn container(&self, name: &str, image: Made, span: Span) -> Container {
        Container {
            platform: Platform::Service,
            name: name.to_owned(),
            image: None,
            ports: Vec::new(),
            probes: Vec::new(),
            command: None,
            args: None,
            env: Vec::new(),
            env_open: false,
            security: Security::default(),
            mounts: Vec::new(),
            folder: None,
            setting: Setting { image, ..Setting::default() },
            place: self.place(span),
        }
    }

    fn port(&self, key: &'static str, number: i64, span: Span) -> Option<ContainerPort> {
        let value = u16::try_from(number).ok().filter(|number| *number > 0)?;
        Some(ContainerPort { key, name: None, number: self.located(value, span), udp: false })
    }

    /// Variables of a map of names and values.
    fn variables(&self, node: Option<&Node>) -> Vec<Variable> {
        let pairs = node.into_iter().flat_map(Node::pairs);
        pairs.map(|(name, value)| (self.located(name.to_owned(), value.span), self.text(value))).collect()
    }

    /// Variables of a list of maps with the given keys.
    fn listed(&self, node: Option<&Node>, name: &str, value: &str) -> Vec<Variable> {
        let items = node.map(Node::items).unwrap_or_default().iter();
        let variable = |item: &Node| Some((self.text(item.get(name)?)?, item.get(value).and_then(|it| self.text(it))));
        items.filter_map(|item| variable(item)).collect()
    }

    /// The members of a list of words, or a text split as a shell does.
    fn words(&self, node: &Node) -> Vec<Located<String>> {
        match node.value() {
            Some(text) => self.split(text, node.span),
            None => node.items().iter().filter_map(|it| self.text(it)).collect(),
        }
    }

    fn split(&self, text: &str, span: Span) -> Vec<Located<String>> {
        super::compose::split(text).into_iter().map(|word| self.located(word, span)).collect()
    }
}

#[cfg(test)]
mod tests;
