//! A container of a manifest against the image that it runs: the stage, and what the container starts in it.

use super::{Confidence, Input};
use crate::evidence::Located;
use crate::evidence::deployment::{Action, Container, Link, Made, Platform, Workload};
use crate::model::files::StageId;
use crate::model::path;
use crate::model::stage::{Stage, State};
use crate::model::start::{CommandLine, Given, Needed, Start};

/// A container and the stage that it runs.
#[derive(Clone, Copy)]
pub(super) struct Runs<'a> {
    pub(super) workload: &'a Workload,
    pub(super) container: &'a Container,
    pub(super) stage: &'a Stage,
    /// One of several Dockerfiles, as `Dockerfile.worker`: a likeness of names says less.
    is_variant: bool,
}

/// Every container of the manifests with the stage that it runs; without those that build one which is not there.
pub(super) fn all<'a>(input: &Input<'a>) -> Vec<Runs<'a>> {
    let model = input.model;
    let containers = input.workloads.iter().flat_map(|it| it.containers.iter().map(move |container| (it, container)));
    let file = model.source.path().file_name().unwrap_or_default();
    let is_variant = !["Dockerfile", "Containerfile"].iter().any(|plain| file.eq_ignore_ascii_case(plain));
    let runs = containers.filter_map(|(workload, container)| {
        let stage = model.stages.get(stage(input, container)?).filter(|stage| !stage.windows)?;
        Some(Runs { workload, container, stage, is_variant })
    });
    runs.collect()
}

/// The stage that a container runs: the one that its manifest builds, else the one that ships.
fn stage(input: &Input, container: &Container) -> Option<StageId> {
    let target = match &container.setting.image {
        Made::Built(build) => build.target.as_deref(),
        Made::Named => None,
        Made::Elsewhere => return None,
    };
    let Some(target) = target else { return Some(input.model.target) };
    let is_named = |stage: &&Stage| stage.name.as_deref() == Some(&target.to_ascii_lowercase());
    let named = input.model.stages.iter().find(is_named).map(|stage| stage.id);
    named.or_else(|| target.parse().ok().filter(|id| *id < input.model.stages.len()))
}

impl Runs<'_> {
    /// The configuration of the image.
    pub(super) fn state(&self) -> &State {
        self.stage.end()
    }

    /// The user that the container runs as: what the manifest says, else the image. `None` where that is not known.
    pub(super) fn user(&self) -> Option<String> {
        let security = &self.container.security;
        let set = security.run_as_user.as_ref().map(|id| id.value.to_string());
        let set = set.or_else(|| security.user.as_ref().map(|user| user.value.clone()));
        set.or_else(|| self.state().user.value.known().map(str::to_owned))
    }

    /// What `own` is worth, given how surely the container runs this image.
    pub(super) fn confidence(&self, own: Confidence) -> Confidence {
        match self.workload.link {
            Link::Certain | Link::Strong => own,
            Link::Likely if self.is_variant => own.min(Confidence::Possible),
            Link::Likely => own.min(Confidence::Likely),
        }
    }

    /// What the container starts; `None` where the manifest leaves that open.
    pub(super) fn start(&self, input: &Input) -> Option<Start> {
        let container = self.container;
        let texts = |words: &Vec<Located<String>>| words.iter().map(|it| it.value.clone()).collect::<Vec<_>>();
        let (entrypoint, cmd) = (container.command.as_ref().map(texts), container.args.as_ref().map(texts));
        let words = entrypoint.iter().chain(&cmd).flatten();
        if container.setting.start_open || self.changes_variables(words) {
            return None;
        }
        let folder = container.folder.as_ref().map(|it| it.value.as_str());
        let line = CommandLine { entrypoint: entrypoint.as_deref(), cmd: cmd.as_deref(), folder };
        input.model.start_with(self.stage.id, &line)
    }

    /// What a command needs that is run in the container beside its program.
    pub(super) fn beside(&self, input: &Input, words: &[Located<String>]) -> Option<Start> {
        let texts: Vec<String> = words.iter().map(|it| it.value.clone()).collect();
        if self.changes_variables(texts.iter()) {
            return None;
        }
        let folder = self.container.folder.as_ref().map(|it| it.value.as_str());
        input.model.start_of(self.stage.id, &texts, folder)
    }

    /// Whether the container sets `PATH`, or a variable that the words name.
    fn changes_variables<'s>(&self, words: impl Iterator<Item = &'s String>) -> bool {
        let words: Vec<&String> = words.filter(|word| word.contains('$')).collect();
        let changes = |name: &str| name == "PATH" || words.iter().any(|word| word.contains(name));
        self.container.env.iter().any(|(name, _)| changes(&name.value))
    }

    /// The word of the manifest that names a file.
    pub(super) fn word(&self, given: Given) -> Option<&Located<String>> {
        match given {
            Given::Entrypoint(at) => self.container.command.as_ref()?.get(at),
            Given::Cmd(at) => self.container.args.as_ref()?.get(at),
        }
    }

    /// Whether a volume lies over one of the paths.
    pub(super) fn is_mounted(&self, paths: &[String]) -> bool {
        let binds = self.container.setting.binds.iter().map(|bind| bind.target.as_str());
        let mounts = self.container.mounts.iter().map(|mount| mount.value.as_str()).chain(binds);
        let mounts: Vec<String> = mounts.map(path::clean).collect();
        paths.iter().any(|at| mounts.iter().any(|mount| path::below(at, mount).is_some()))
    }

    /// Whether a file that must be there could not be: a volume that is not known here may bring it.
    pub(super) fn may_be_mounted(&self, needed: &Needed) -> bool {
        self.is_mounted(&needed.tried)
    }

    pub(super) fn is_kubernetes(&self) -> bool {
        self.container.platform == Platform::Kubernetes
    }

    /// What the manifests of this platform call the command line.
    pub(super) fn key(&self, given: Given) -> &'static str {
        match (self.container.platform, given) {
            (Platform::Kubernetes, Given::Entrypoint(_)) => "command",
            (Platform::Kubernetes, Given::Cmd(_)) => "args",
            (_, Given::Entrypoint(_)) => "entrypoint",
            (_, Given::Cmd(_)) => "command",
        }
    }

    /// The commands of probes, with the key that holds each.
    pub(super) fn probes(&self) -> impl Iterator<Item = (&'static str, &[Located<String>])> {
        self.container.probes.iter().filter_map(|probe| match &probe.action {
            Action::Exec(words) => Some((probe.kind, words.as_slice())),
            Action::Port(_) | Action::Unknown => None,
        })
    }
}
