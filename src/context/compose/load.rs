//! Compose files as they are read: each once, with the files that it includes and the services that it extends.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::context::hints::{folder_of, plain};
use crate::context::workspace::Workspace;

use super::interpolate::{Environment, assignments};
use super::merge::merge;
use super::value::{self, Kind, Value};
use super::{MOST_FILES, Open};

/// `extends` of `extends` that are followed.
const DEPTH: usize = 8;

/// Services of one file that are read.
const MOST_SERVICES: usize = 1_000;

/// A Compose file with its services, what they extend put in.
pub(super) struct File {
    /// As the walk found it.
    pub(super) path: PathBuf,
    /// Absolute.
    pub(super) folder: PathBuf,
    pub(super) services: BTreeMap<String, Found>,
}

pub(super) struct Found {
    pub(super) body: Value,
    /// All of it where what is extended could not be read.
    pub(super) open: Open,
}

pub(super) struct Files<'a> {
    workspace: &'a Workspace,
    environments: HashMap<PathBuf, Rc<Environment>>,
    /// By path and the folder whose `.env` file counts.
    read: HashMap<(PathBuf, PathBuf), Option<Rc<Value>>>,
}

impl<'a> Files<'a> {
    pub(super) fn new(workspace: &'a Workspace) -> Files<'a> {
        Files { workspace, environments: HashMap::new(), read: HashMap::new() }
    }

    /// The files at `paths`, and those that they include.
    pub(super) fn with_included<'p>(&mut self, paths: impl Iterator<Item = &'p PathBuf>) -> Vec<File> {
        let mut todo: Vec<PathBuf> = paths.cloned().collect();
        let mut seen: Vec<PathBuf> = todo.iter().map(|path| absolute(path)).collect();
        let mut files = Vec::new();
        while let Some(path) = todo.pop() {
            let Some(folder) = folder_of(&path) else { continue };
            let Some(root) = self.value(&path, &folder) else { continue };
            for included in included(&root, &folder) {
                if !seen.contains(&included) && seen.len() < MOST_FILES {
                    seen.push(included.clone());
                    todo.push(self.workspace.shown(&included));
                }
            }
            let services = self.services(&root, &folder);
            files.push(File { path, folder, services });
        }
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files
    }

    fn services(&mut self, root: &Value, folder: &Path) -> BTreeMap<String, Found> {
        let names = services_of(root).iter().take(MOST_SERVICES).map(|(name, _)| name);
        let found = names.filter_map(|name| Some((name.clone(), self.service(root, name, folder, DEPTH)?)));
        found.filter(|(name, _)| !name.starts_with("x-")).collect()
    }

    /// The service `name` laid over what it extends.
    fn service(&mut self, root: &Value, name: &str, project: &Path, depth: usize) -> Option<Found> {
        let (_, body) = services_of(root).iter().find(|(it, _)| it == name)?;
        let Some(extends) = body.get("extends") else {
            return Some(Found { body: body.clone(), open: Open::default() });
        };
        let base = depth.checked_sub(1).and_then(|depth| {
            let service = extends.text().or_else(|| extends.get("service")?.text())?;
            let Some(file) = extends.get("file") else { return self.service(root, service, project, depth) };
            let path = plain(&folder_of(file.source.path())?.join(file.text()?));
            let other = self.value(&path, project)?;
            self.service(&other, service, project, depth)
        });
        Some(match base {
            Some(base) => Found { body: merge(base.body, body.clone()), open: base.open },
            None => Found { body: body.clone(), open: Open::ALL },
        })
    }

    /// The file at `path`, its variables set by the `.env` file in `project`.
    fn value(&mut self, path: &Path, project: &Path) -> Option<Rc<Value>> {
        let key = (absolute(path), project.to_owned());
        if let Some(known) = self.read.get(&key) {
            return known.clone();
        }
        let environment = self.environment(project);
        let source = self.workspace.read(path);
        let value = source.and_then(|source| value::read(&source, &environment)).map(Rc::new);
        self.read.insert(key, value.clone());
        value
    }

    fn environment(&mut self, folder: &Path) -> Rc<Environment> {
        if let Some(known) = self.environments.get(folder) {
            return known.clone();
        }
        let source = self.workspace.read(&folder.join(".env"));
        let found = source.map(|source| assignments(source.text())).unwrap_or_default();
        let environment: Environment = found.into_iter().map(|it| (it.name, it.value)).collect();
        let environment = Rc::new(environment);
        self.environments.insert(folder.to_owned(), environment.clone());
        environment
    }
}

/// The services of a file. In the first version of the format they stand at the top.
fn services_of(root: &Value) -> &[(String, Value)] {
    if let Some(services) = root.get("services") {
        return services.pairs();
    }
    let is_service = |value: &Value| value.get("image").is_some() || value.get("build").is_some();
    let is_first_version = root.get("version").is_none() && root.pairs().iter().any(|(_, value)| is_service(value));
    if is_first_version { root.pairs() } else { &[] }
}

/// The absolute paths of the files that `include` names.
fn included(root: &Value, folder: &Path) -> Vec<PathBuf> {
    let entries = root.get("include").map(Value::one_or_more).unwrap_or_default();
    let paths = entries.iter().flat_map(|entry| match &entry.kind {
        Kind::Map(_) => entry.get("path").map(Value::one_or_more).unwrap_or_default(),
        _ => std::slice::from_ref(entry),
    });
    let local = paths.filter_map(Value::text).filter(|path| !path.contains("://"));
    local.map(|path| plain(&folder.join(path))).collect()
}

fn absolute(path: &Path) -> PathBuf {
    match (folder_of(path), path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}
