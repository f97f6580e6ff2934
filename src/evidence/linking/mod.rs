//! Which containers of the manifests run the image of a Dockerfile, and how surely.
//!
//! Best is a manifest that builds the image itself. Then come the files that build an image under the name that
//! a container asks for (Compose, bake, workflows, skaffold, Tilt, commands; with the names that kustomize
//! replaces). For the rest names decide, see [`names`].

mod names;
mod tags;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::context::workspace::Workspace;
use crate::facts::base;
use crate::syntax::image;

use super::deployment::{Container, Link, Made, Platform, Workload};
use names::Names;
use tags::Tags;

/// The workloads of a repository, with what each look for an image asks of them.
pub struct Deployed {
    members: Vec<Member>,
}

/// The image that is asked for.
pub struct Image<'a> {
    /// Absolute, without symbolic links.
    pub dockerfile: &'a Path,
    pub context: &'a Context,
    /// What the configuration says that manifests call it: registry filled in, without tags.
    pub names: &'a [String],
    /// The repository has no other Dockerfile.
    pub only_dockerfile: bool,
    /// The stage that is built, and whether it is what a build without a target makes.
    pub stage: Option<&'a str>,
    pub is_last: bool,
    /// The value that the dry build gives a build argument: `None` for a name that is none, the inner `None` for a
    /// value that is not known.
    pub argument: &'a dyn Fn(&str) -> Option<Option<String>>,
}

/// Words in names of build arguments that change nothing in what is started: versions, accounts, labels, proxies.
const HARMLESS: [&str; 14] = [
    "VERSION", "UID", "GID", "USER", "GROUP", "PROXY", "proxy", "DATE", "COMMIT", "SHA", "REVISION", "REGISTRY",
    "NODE_ENV", "TZ",
];

struct Member {
    workload: Workload,
    /// For each container what runs in it.
    runs: Vec<Runs>,
    /// The absolute paths of the manifests.
    paths: Vec<PathBuf>,
}

/// What is known of a container's image.
enum Runs {
    /// A stage of a Dockerfile (absolute).
    Built { dockerfile: PathBuf, target: Option<String>, link: Link },
    /// An image of this name, as [`names::plain`] has it, that nothing says how to build.
    Named(String),
    /// An image that is surely made of no Dockerfile here.
    Other,
}

impl Deployed {
    pub fn new(workloads: Vec<Workload>, workspace: &Workspace) -> Deployed {
        let tags = Tags::read(workspace);
        let member = |workload: Workload| Member {
            runs: workload.containers.iter().map(|container| runs(container, &tags)).collect(),
            paths: paths(&workload),
            workload,
        };
        Deployed { members: workloads.into_iter().map(member).collect() }
    }

    /// The workloads with only those containers that run the image.
    pub fn of_image(&self, image: &Image) -> Vec<Workload> {
        if self.members.is_empty() {
            return Vec::new();
        }
        let names = Names::of(image.dockerfile, image.context);
        let platforms = [Platform::Kubernetes, Platform::Compose, Platform::Service];
        platforms.into_iter().flat_map(|platform| self.on(platform, image, &names)).collect()
    }

    fn on(&self, platform: Platform, image: &Image, names: &Names) -> Vec<Workload> {
        let all = || self.members.iter().filter(|it| it.workload.platform == platform);
        // Manifests inside the build context are its own; only without such are those elsewhere asked by name.
        let root = image.context.root();
        let near = all().any(|it| it.is_below(root)).then_some(root);
        let is_near = |member: &Member| near.is_none_or(|near| member.is_below(near));
        let named: BTreeSet<&String> =
            all().filter(|it| is_near(it)).flat_map(|it| &it.runs).filter_map(Runs::name).collect();
        // A Compose file says what it builds: what it does not build is somebody else's.
        let single = image.only_dockerfile && named.len() == 1 && platform == Platform::Kubernetes;
        let link = |member: &Member, container: &Container, runs: &Runs| match runs {
            _ if image.is_named(container) => Some(Link::Certain),
            Runs::Built { dockerfile, target, link } => {
                (dockerfile == image.dockerfile && image.is_of(target.as_deref())).then_some(*link)
            }
            Runs::Named(name) => {
                let is_called =
                    if platform == Platform::Compose { names.hold_as_whole(name) } else { names.hold(name) };
                (is_near(member) && (single || is_called)).then_some(Link::Likely)
            }
            Runs::Other => None,
        };
        let mut linked: Vec<Workload> =
            all().filter_map(|member| member.only(|container, runs| link(member, container, runs))).collect();
        for container in linked.iter_mut().flat_map(|workload| &mut workload.containers) {
            container.setting.start_open |= image.differs(container);
        }
        linked
    }
}

impl Image<'_> {
    /// Whether a build of `target` makes the stage that is looked at.
    fn is_of(&self, target: Option<&str>) -> bool {
        match target {
            Some(target) => self.stage.is_some_and(|stage| stage.eq_ignore_ascii_case(target)),
            None => self.is_last,
        }
    }
}

impl Image<'_> {
    /// Whether the configuration says that the container runs it.
    fn is_named(&self, container: &Container) -> bool {
        let written = container.image.as_ref().filter(|_| !self.names.is_empty());
        let reference = written.and_then(|written| image::parse(&written.value));
        reference.is_some_and(|reference| self.names.contains(&reference.canonical))
    }

    /// Whether the container's image is built with other arguments, so that it may start another program.
    fn differs(&self, container: &Container) -> bool {
        let Made::Built(build) = &container.setting.image else { return false };
        let matters = build.args.iter().filter(|(name, _)| !HARMLESS.iter().any(|word| name.contains(word)));
        matters
            .into_iter()
            .any(|(name, value)| (self.argument)(name).is_some_and(|known| known.is_some() && known != *value))
    }
}

impl Runs {
    fn name(&self) -> Option<&String> {
        match self {
            Runs::Named(name) => Some(name),
            Runs::Built { .. } | Runs::Other => None,
        }
    }
}

impl Member {
    fn is_below(&self, folder: &Path) -> bool {
        self.paths.iter().any(|path| path.starts_with(folder))
    }

    /// The workload with the containers that are linked, as surely as the weakest of them; `None` where none is.
    fn only(&self, link: impl Fn(&Container, &Runs) -> Option<Link>) -> Option<Workload> {
        let linked = self.workload.containers.iter().zip(&self.runs);
        let linked: Vec<_> =
            linked.filter_map(|(container, runs)| Some((container.clone(), link(container, runs)?))).collect();
        let link = linked.iter().map(|(_, link)| *link).min()?;
        let containers: Vec<Container> = linked.into_iter().map(|(container, _)| container).collect();
        Some(Workload { containers, link, ..self.workload.clone() })
    }
}

fn paths(workload: &Workload) -> Vec<PathBuf> {
    let paths = workload.containers.iter().map(|container| container.place.source.path());
    let mut paths: Vec<PathBuf> = paths.filter_map(|path| std::path::absolute(path).ok()).collect();
    paths.dedup();
    paths
}

fn runs(container: &Container, tags: &Tags) -> Runs {
    match &container.setting.image {
        Made::Built(build) => {
            let (dockerfile, target) = (build.dockerfile.clone(), build.target.clone());
            return Runs::Built { dockerfile, target, link: Link::Certain };
        }
        Made::Elsewhere => return Runs::Other,
        Made::Named => (),
    }
    let Some(written) = &container.image else { return Runs::Other };
    let Some(reference) = image::parse(&written.value) else { return Runs::Other };
    if base::is_known(&reference) {
        return Runs::Other;
    }
    let manifest = std::path::absolute(container.place.source.path()).unwrap_or_default();
    if let Some(built) = tags.built(&reference.name, &manifest) {
        return Runs::Built { dockerfile: built.dockerfile, target: built.target, link: Link::Strong };
    }
    reference.name.rsplit('/').next().map_or(Runs::Other, |name| Runs::Named(names::plain(name)))
}

#[cfg(test)]
mod tests;
