//! From a Dockerfile's place on disk to its analysis: the one function that knows the whole line.

use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::context::discover::Found;
use crate::evidence::kubernetes::{self, Workload};
use crate::model::{self, Options};
use crate::rules::{self, Input};
use crate::source::Source;
use crate::syntax;

use super::{Analysis, Settings, analyze};

/// One Dockerfile to be looked at.
pub struct Job {
    pub source: Source,
    /// `None` for text without a place on disk.
    pub place: Option<Place>,
    pub options: Options,
    pub settings: Settings,
}

/// Where a Dockerfile stands. All paths are absolute.
pub struct Place {
    pub dockerfile: PathBuf,
    /// Nothing outside of it is read.
    pub repository: PathBuf,
    /// The context's root as the user gave it, and who did.
    pub context: Option<(PathBuf, &'static str)>,
    /// YAML files that may be manifests which run the image.
    pub manifests: Vec<PathBuf>,
}

/// Does the dry build and runs every rule over it.
pub fn run(job: Job) -> Analysis {
    let dockerfile = syntax::parse(&job.source);
    let context = job.place.as_ref().map(context);
    let workloads = job.place.as_ref().map(workloads).unwrap_or_default();
    let model = model::build(job.source, dockerfile, context, &job.options);
    analyze(&rules::all(), &Input { model: &model, workloads: &workloads }, &job.settings)
}

fn context(place: &Place) -> Context {
    let beside = || place.dockerfile.parent().unwrap_or(&place.repository).to_owned();
    let (root, why) = match &place.context {
        Some((root, who)) => (root.clone(), *who),
        None => (beside(), "the folder of the Dockerfile"),
    };
    Context::open(&root, &place.repository, &place.dockerfile, why.to_owned())
}

fn workloads(place: &Place) -> Vec<Workload> {
    kubernetes::read(&place.manifests)
}

/// The git repository around the absolute `folder`, else `folder` itself.
pub fn repository(folder: &Path) -> PathBuf {
    let root = folder.ancestors().find(|it| it.join(".git").exists());
    root.unwrap_or(folder).to_owned()
}

/// The Dockerfiles among `paths`: files are taken as they are, folders are searched.
pub fn discover(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        if path.is_dir() {
            let files = ignore::WalkBuilder::new(path).hidden(false).build().flatten().map(ignore::DirEntry::into_path);
            for file in files.filter(|it| it.is_file()) {
                let name = file.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
                if name.ends_with(".yaml") || name.ends_with(".yml") {
                    found.yaml.push(file);
                } else if is_dockerfile(&name) {
                    found.dockerfiles.push(file);
                }
            }
        } else {
            found.dockerfiles.push(path.clone());
        }
    }
    found.dockerfiles.sort();
    found.dockerfiles.dedup();
    found.yaml.sort();
    found
}

fn is_dockerfile(name: &str) -> bool {
    let stem = ["dockerfile", "containerfile"].into_iter().find_map(|it| name.strip_prefix(it));
    let end = name.ends_with(".dockerfile") || name.ends_with(".containerfile");
    (end || stem.is_some_and(|it| it.is_empty() || it.starts_with('.'))) && !name.ends_with(".dockerignore")
}
