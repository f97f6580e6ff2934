//! Compose files: the services of a repository, with everything that the files say of them put together.
//!
//! Of the specification: variables with the `.env` file, anchors, merge keys, `extends`, `include`, and the files
//! that are laid over each other (`compose.override.yaml`; a service without image and build belongs to the
//! standard file). Which other files somebody hands to `docker compose -f` together is not known, so a service says
//! what another file may change in it.

pub mod interpolate;
mod load;
mod merge;
mod value;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::workspace::Workspace;
use crate::limits;
use load::{File, Files};
pub use value::{Kind, Value};

/// Compose files of one repository that are read.
const MOST_FILES: usize = 2_000;

/// Services of one repository that are kept.
const MOST_SERVICES: usize = 10_000;

/// The names of the file that Compose takes where none is given, and of what it lays over it.
const STANDARD: [(&str, &str); 4] = [
    ("compose.yaml", "compose.override.yaml"),
    ("compose.yml", "compose.override.yml"),
    ("docker-compose.yml", "docker-compose.override.yml"),
    ("docker-compose.yaml", "docker-compose.override.yaml"),
];

/// One service.
#[derive(Clone, Debug)]
pub struct Service {
    pub name: String,
    /// The file that is handed to Compose, as the walk found it.
    pub file: PathBuf,
    pub body: Value,
    pub made: Made,
    pub open: Open,
}

/// Of which files a service is put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// One file is read by itself, whether it is meant so or not.
    Alone,
    /// As it is run: the standard file with its override, or another file that stands for itself.
    Whole,
}

/// What another file, that is not read together with this one, may say otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// `command` or `entrypoint`.
    pub start: bool,
    /// `environment` or `env_file`.
    pub environment: bool,
    /// `ports` or `expose`.
    pub ports: bool,
    /// `network_mode`, or another service lives in the network of this one.
    pub network: bool,
}

impl Open {
    const ALL: Open = Open { start: true, environment: true, ports: true, network: true };

    fn or(self, other: Open) -> Open {
        Open {
            start: self.start || other.start,
            environment: self.environment || other.environment,
            ports: self.ports || other.ports,
            network: self.network || other.network,
        }
    }

    /// What `body` speaks of.
    fn of(body: &Value) -> Open {
        let has = |keys: [&str; 2]| keys.iter().any(|key| body.get(key).is_some());
        Open {
            start: has(["command", "entrypoint"]),
            environment: has(["environment", "env_file"]),
            ports: has(["ports", "expose"]),
            network: body.get("network_mode").is_some(),
        }
    }
}

/// Whether the name is that of a Compose file.
pub fn is_compose(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
    name.contains("compose") || name.starts_with("stack.") || name.starts_with("docker-stack")
}

/// The services of all Compose files, by file and name. Broken files and templates yield nothing.
pub(super) fn read(workspace: &Workspace) -> Vec<Service> {
    let mut files = Files::new(workspace);
    let named = workspace.yaml_files().iter().filter(|path| is_compose(path)).take(MOST_FILES);
    let mut folders: BTreeMap<PathBuf, Vec<File>> = BTreeMap::new();
    for file in files.with_included(named) {
        folders.entry(file.folder.clone()).or_default().push(file);
    }
    let mut services = Vec::new();
    for files in folders.values() {
        of_folder(files, &mut services);
        if services.len() > MOST_SERVICES {
            limits::reached("no more Compose services are read, as 10,000 were", workspace.repository().display());
            break;
        }
    }
    services.sort_by(|one, other| (&one.file, &one.name).cmp(&(&other.file, &other.name)));
    services
}

fn of_folder(files: &[File], out: &mut Vec<Service>) {
    let named = |name: &str| files.iter().find(|it| it.path.file_name().is_some_and(|it| it == name));
    let standard = STANDARD.iter().find_map(|(name, over)| Some((named(name)?, named(over))));
    for file in files {
        out.extend(file.services.iter().map(|(name, found)| service(file, name, &found.body, Made::Alone, found.open)));
        let is_over = standard.is_some_and(|(_, over)| over.is_some_and(|over| over.path == file.path));
        if !is_over {
            whole(file, standard, files, out);
        }
    }
}

fn service(file: &File, name: &str, body: &Value, made: Made, open: Open) -> Service {
    Service { name: name.to_owned(), file: file.path.clone(), body: body.clone(), made, open }
}

/// The services of `file` as they are run.
fn whole(file: &File, standard: Option<(&File, Option<&File>)>, all: &[File], out: &mut Vec<Service>) {
    let (base, over) = standard.map_or((None, None), |(base, over)| (Some(base), over));
    let is_base = base.is_some_and(|base| base.path == file.path);
    let mut found: BTreeMap<String, (Value, Open)> = BTreeMap::new();
    for (name, own) in &file.services {
        let below = base.filter(|_| !is_base).and_then(|base| base.services.get(name));
        let entry = match below {
            Some(below) if !is_complete(&own.body) => {
                (merge::merge(below.body.clone(), own.body.clone()), own.open.or(below.open))
            }
            // It may be laid over the standard file all the same.
            Some(below) => {
                let (mine, its) = (Open::of(&own.body), Open::of(&below.body));
                let start = its.start && !mine.start;
                (own.body.clone(), own.open.or(Open { start, ..its }))
            }
            None if is_base => (own.body.clone(), own.open.or(laid_over(file, name, all, over))),
            None => (own.body.clone(), own.open),
        };
        found.insert(name.clone(), entry);
    }
    for (name, own) in over.filter(|_| is_base).map(|over| &over.services).into_iter().flatten() {
        let entry = match found.remove(name) {
            Some((body, open)) => (merge::merge(body, own.body.clone()), open.or(own.open)),
            None => (own.body.clone(), own.open),
        };
        found.insert(name.clone(), entry);
    }
    let shared: Vec<String> = found.values().filter_map(|(body, _)| network_of(body)).collect();
    for (name, (body, mut open)) in found {
        if is_complete(&body) {
            open.network |= shared.contains(&name);
            out.push(service(file, &name, &body, Made::Whole, open));
        }
    }
}

/// What files beside the standard one that hold only a part of the service change in it.
fn laid_over(base: &File, name: &str, all: &[File], over: Option<&File>) -> Open {
    let others = all.iter().filter(|it| it.path != base.path && over.is_none_or(|over| over.path != it.path));
    let parts = others.filter_map(|it| it.services.get(name)).filter(|it| !is_complete(&it.body));
    parts.fold(Open::default(), |open, part| open.or(Open { ports: false, ..Open::of(&part.body) }))
}

/// Whether a service can be run as it stands.
fn is_complete(body: &Value) -> bool {
    body.get("image").is_some() || body.get("build").is_some()
}

/// The service whose network `body` shares.
fn network_of(body: &Value) -> Option<String> {
    body.get("network_mode")?.text()?.strip_prefix("service:").map(str::to_owned)
}

#[cfg(test)]
mod tests;
