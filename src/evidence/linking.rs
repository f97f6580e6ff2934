//! Which containers of the manifests run the image of a Dockerfile.
//!
//! By name: the last part of the container's image is the name of the Dockerfile's folder (of the one above a
//! `src`), of the build context, of the repository or of the Go module, or stands in the Dockerfile's own name
//! (`Dockerfile.worker`). Where the repository has one Dockerfile, and its manifests run one image that is
//! not a public one, that is the image.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::facts::base;
use crate::syntax::image;

use super::deployment::{Container, Workload};

/// Folder names that say nothing of what is in them.
const COMMON: [&str; 9] = ["app", "src", "docker", "build", "deploy", "server", "dev", "prod", ""];

/// The workloads of a repository, with what each look for an image asks of them.
pub struct Deployed {
    members: Vec<Member>,
}

struct Member {
    workload: Workload,
    /// For each container its own image's name, as [`plain`] has it; `None` for a public image.
    images: Vec<Option<String>>,
    /// The absolute paths of the manifests.
    paths: Vec<PathBuf>,
}

impl Deployed {
    pub fn new(workloads: Vec<Workload>) -> Deployed {
        let member = |workload: Workload| Member {
            images: workload.containers.iter().map(own_image).collect(),
            paths: paths(&workload),
            workload,
        };
        Deployed { members: workloads.into_iter().map(member).collect() }
    }

    /// The workloads with only those containers that run the image.
    pub fn of_image(&self, dockerfile: &Path, context: &Context, only_dockerfile: bool) -> Vec<Workload> {
        if self.members.is_empty() {
            return Vec::new();
        }
        let names = names(dockerfile, context);
        // Manifests inside the build context are its own; only without such are those elsewhere asked.
        let near = self.members.iter().any(|it| it.is_below(context.root())).then_some(context.root());
        let inside = || self.members.iter().filter(|it| near.is_none_or(|near| it.is_below(near)));
        let images: BTreeSet<&String> = inside().flat_map(|it| &it.images).flatten().collect();
        let single = only_dockerfile && images.len() == 1;
        let runs = |image: &Option<String>| image.as_ref().is_some_and(|image| single || names.contains(image));
        inside().filter_map(|it| it.only(runs)).collect()
    }
}

impl Member {
    fn is_below(&self, folder: &Path) -> bool {
        self.paths.iter().any(|path| path.starts_with(folder))
    }

    /// The workload with the containers whose images pass; `None` where none does.
    fn only(&self, passes: impl Fn(&Option<String>) -> bool) -> Option<Workload> {
        let passing = self.workload.containers.iter().zip(&self.images).filter(|(_, image)| passes(image));
        let containers: Vec<Container> = passing.map(|(container, _)| container.clone()).collect();
        (!containers.is_empty()).then(|| Workload { containers, ..self.workload.clone() })
    }
}

fn paths(workload: &Workload) -> Vec<PathBuf> {
    let paths = workload.containers.iter().map(|container| container.place.source.path());
    let mut paths: Vec<PathBuf> = paths.filter_map(|path| std::path::absolute(path).ok()).collect();
    paths.dedup();
    paths
}

/// The last part of the image's name, where it is no public image that is known.
fn own_image(container: &Container) -> Option<String> {
    let reference = image::parse(&container.image.as_ref()?.value)?;
    if base::is_known(&reference) {
        return None;
    }
    reference.name.rsplit('/').next().map(plain)
}

fn names(dockerfile: &Path, context: &Context) -> BTreeSet<String> {
    let folder_name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let mut names: Vec<String> = Vec::new();
    names.extend(dockerfile.parent().and_then(folder_name));
    names.extend(folder_name(context.root()));
    names.extend(above_common(dockerfile, context));
    names.extend(folder_name(context.repository()));
    let file = folder_name(dockerfile).unwrap_or_default();
    let own = file.split(['.', '-', '_']).filter(|part| !part.eq_ignore_ascii_case("dockerfile"));
    names.extend(own.map(str::to_owned));
    let module = context.read("go.mod");
    let module = module.as_ref().and_then(|source| source.text().lines().find_map(|line| line.strip_prefix("module ")));
    names.extend(module.and_then(|module| module.trim().rsplit('/').next()).map(str::to_owned));
    let names = names.iter().map(|name| plain(name));
    names.filter(|name| !COMMON.contains(&name.as_str())).collect()
}

/// `cart` of `cart/src/Dockerfile`: a folder with a common name is called after the one above.
fn above_common(dockerfile: &Path, context: &Context) -> Option<String> {
    let absolute = std::fs::canonicalize(dockerfile).ok()?;
    let inside = absolute.strip_prefix(context.repository()).ok()?.parent()?;
    let mut names = inside.components().rev().map(|name| name.as_os_str().to_string_lossy().into_owned());
    names.next().filter(|name| COMMON.contains(&plain(name).as_str()))?;
    names.next()
}

/// Lower case, letters and digits only.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect()
}
