//! From a Dockerfile's place on disk to its analysis: the one function that knows the whole line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::buffers::Buffers;
use crate::context::discover::Found;
use crate::context::hints::Kind;
use crate::context::workspace::Workspace;
use crate::context::{BuildHint, Context, root};
use crate::evidence::deployment::{Link, Workload};
use crate::evidence::kubernetes::{Cluster, Manifests};
use crate::evidence::linking::{Deployed, Image};
use crate::evidence::{compose, platforms};
use crate::model::{self, Model, Options};
use crate::rules::{self, Input};
use crate::source::Source;
use crate::syntax;
use crate::syntax::ast::Dockerfile;

use super::{Analysis, Settings, analyze};

/// One Dockerfile to be built dry.
#[derive(Clone)]
pub struct Build {
    pub source: Source,
    /// `None` for text without a place on disk.
    pub place: Option<Place>,
    pub options: Options,
}

/// One Dockerfile to be checked.
#[derive(Clone)]
pub struct Job {
    pub build: Build,
    pub settings: Settings,
}

/// Where a Dockerfile stands.
#[derive(Clone)]
pub struct Place {
    /// Absolute.
    pub dockerfile: PathBuf,
    pub repository: Arc<Repository>,
    /// The context's root as the user gave it (absolute), and who did.
    pub context: Option<(PathBuf, &'static str)>,
    /// Manifests that the configuration names for this image; empty: those of the repository.
    pub manifests: Vec<PathBuf>,
    /// What manifests call the image, as the configuration says: registry filled in, without tags.
    pub names: Vec<String>,
}

/// Folders of what tests read.
const TEST_DATA: [&str; 6] = ["testdata", "test-data", "test_data", "__fixtures__", "fixtures", "golden"];

/// What all Dockerfiles of one repository share. Read when it is first asked for.
pub struct Repository {
    pub workspace: Arc<Workspace>,
    yaml: Vec<PathBuf>,
    dockerfiles: usize,
    manifests: OnceLock<Manifests>,
    deployed: OnceLock<Deployed>,
}

impl Repository {
    /// The repository at the absolute `root`, with what a walk found there. Nothing outside of it is read.
    pub fn open(root: &Path, found: &Found) -> Arc<Repository> {
        let workspace = Workspace::open(root, found);
        let inside = |path: &&PathBuf| found.root_of(path) == workspace.repository();
        let dockerfiles = found.siblings.iter().filter(inside).count();
        let (manifests, deployed) = (OnceLock::new(), OnceLock::new());
        Arc::new(Repository { workspace, yaml: found.yaml.clone(), dockerfiles, manifests, deployed })
    }

    /// The same with texts that win over those on disk; nothing is remembered.
    pub fn with(&self, buffers: Buffers) -> Arc<Repository> {
        let (manifests, deployed) = (OnceLock::new(), OnceLock::new());
        let workspace = self.workspace.with(buffers);
        Arc::new(Repository { workspace, yaml: self.yaml.clone(), dockerfiles: self.dockerfiles, manifests, deployed })
    }

    /// Reads what every Dockerfile asks for, on two threads: else the first one would do it while the rest wait.
    pub fn prepare(&self) {
        rayon::join(|| self.workspace.hints().len(), || self.manifests());
        self.deployed();
    }

    fn deployed(&self) -> &Deployed {
        self.deployed.get_or_init(|| {
            let mut workloads = self.manifests().workloads();
            workloads.extend(compose::read(&self.workspace));
            workloads.extend(platforms::read(&self.workspace));
            Deployed::new(workloads, &self.workspace)
        })
    }

    fn manifests(&self) -> &Manifests {
        let root = self.workspace.repository();
        self.manifests.get_or_init(|| {
            let files = self.yaml.iter().filter(|path| !is_test_data(root, path));
            Manifests::read(files, self.workspace.buffers())
        })
    }
}

/// Whether a file below `root` is what tests read: nothing of that is ever deployed.
fn is_test_data(root: &Path, path: &Path) -> bool {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let inside = path.strip_prefix(root).unwrap_or(&path);
    inside.components().any(|part| TEST_DATA.iter().any(|name| part.as_os_str() == *name))
}

/// The repositories of the Dockerfiles, each opened once.
pub fn repositories(dockerfiles: &[PathBuf], found: &Found) -> BTreeMap<PathBuf, Arc<Repository>> {
    let mut opened = BTreeMap::new();
    for dockerfile in dockerfiles {
        let root = found.root_of(dockerfile);
        opened.entry(root.clone()).or_insert_with(|| Repository::open(&root, found));
    }
    opened
}

/// The dry build in its context, which is looked for where the place does not name it.
pub fn dry_build(build: &Build) -> Model {
    let dockerfile = syntax::parse(&build.source);
    let mut options = build.options.clone();
    let context = build.place.as_ref().map(|place| context(place, &dockerfile, &mut options));
    model::build(build.source.clone(), dockerfile, context, &options)
}

/// Does the dry build and runs every rule over it.
pub fn run(job: &Job) -> Analysis {
    run_and_keep(job).0
}

/// The same, with the model for those who have more questions about it.
pub fn run_and_keep(job: &Job) -> (Analysis, Model) {
    let model = dry_build(&job.build);
    let place = job.build.place.as_ref();
    let given = place.filter(|it| !it.manifests.is_empty());
    let given = given.map(|it| Manifests::read(&it.manifests, it.repository.workspace.buffers()));
    let workloads = match (&given, place, &model.context) {
        (Some(given), ..) => {
            // The configuration says that they run this image.
            let certain = |workload| Workload { link: Link::Certain, ..workload };
            given.workloads().into_iter().map(certain).collect()
        }
        (None, Some(place), Some(context)) => workloads(place, context, &model),
        _ => Vec::new(),
    };
    let manifests = given.as_ref().or(place.map(|place| place.repository.manifests()));
    let cluster = manifests.map(|it| Cluster::new(it, &workloads)).unwrap_or_default();
    // The cluster knows the rest of such a workload.
    let workloads: Vec<Workload> = workloads.into_iter().filter(|it| !cluster.is_open(it)).collect();
    let policy = &job.settings.policy;
    let input = Input { model: &model, workloads: &workloads, cluster: &cluster, policy };
    let analysis = analyze(&rules::all(), &input, &job.settings);
    (analysis, model)
}

/// The build context; what the file that names it says of the build joins `options`.
fn context(place: &Place, dockerfile: &Dockerfile, options: &mut Options) -> Context {
    let workspace = &place.repository.workspace;
    let context = match &place.context {
        Some((root, who)) => {
            let workspace = workspace_of(workspace, root, &place.dockerfile);
            Context::open(workspace, root, &place.dockerfile, (*who).to_owned())
        }
        None => {
            let sources = model::sources::context_sources(dockerfile, options);
            root::choose(workspace, &place.dockerfile, &sources, options.target.as_deref())
        }
    };
    let absolute = workspace.real(&place.dockerfile).unwrap_or_else(|| place.dockerfile.clone());
    // Without a target and arguments a tool of developers says no more than what the context is.
    let says = |hint: &&BuildHint| hint.kind != Kind::Develop || hint.target.is_some() || !hint.args.is_empty();
    let hints = workspace.hints_for(&absolute).into_iter().filter(|hint| hint.context == context.root());
    let mut hints: Vec<_> = hints.filter(says).collect();
    hints.dedup_by(|one, other| (one.kind, &one.target, &one.args) == (other.kind, &other.target, &other.args));
    // Several builds of one Dockerfile differ in what they pass: only what all agree on is taken.
    if let [hint] = hints.as_slice() {
        for (name, value) in &hint.args {
            if let Some(value) = value {
                options.build_args.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        // What CI builds is what is shipped; Compose mostly builds a stage for development.
        match hint.kind {
            Kind::Compose | Kind::Develop => options.also_built.extend(hint.target.clone()),
            Kind::Bake | Kind::Workflow | Kind::Command => {
                options.target = options.target.take().or(hint.target.clone())
            }
        }
    }
    context
}

/// The workspace that a named context is read through: that of the repository, or, where the context lies
/// outside of it, one that holds both the context and the Dockerfile.
fn workspace_of(workspace: &Arc<Workspace>, root: &Path, dockerfile: &Path) -> Arc<Workspace> {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (root, dockerfile) = (real(root), real(dockerfile));
    if root.starts_with(workspace.repository()) {
        return workspace.clone();
    }
    let common = root.ancestors().find(|above| dockerfile.starts_with(above) && above.parent().is_some());
    Workspace::open(common.unwrap_or(&root), &Found::nothing_but(workspace.buffers()))
}

/// The workloads of the repository that run the image.
fn workloads(place: &Place, context: &Context, model: &Model) -> Vec<Workload> {
    let workspace = &place.repository.workspace;
    let dockerfile = workspace.real(&place.dockerfile).unwrap_or_else(|| place.dockerfile.clone());
    let argument = |name: &str| {
        let set = model.stages.iter().find_map(|stage| stage.end().args.get(name));
        set.map(|variable| variable.value.known().map(str::to_owned))
    };
    place.repository.deployed().of_image(&Image {
        dockerfile: &dockerfile,
        context,
        names: &place.names,
        only_dockerfile: place.repository.dockerfiles == 1,
        stage: model.final_stage().and_then(|stage| stage.name.as_deref()),
        is_last: model.target + 1 == model.stages.len(),
        argument: &argument,
    })
}
