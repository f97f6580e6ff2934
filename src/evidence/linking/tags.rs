//! The names under which files of the repository build images.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use crate::context::hints::{BuildHint, Kind};
use crate::context::workspace::Workspace;
use crate::yaml::{self, Node};

/// Builds under one name that are compared.
const MOST_BUILDS: usize = 200;

/// Names that kustomize replaces, of one repository.
const MOST_REPLACED: usize = 2_000;

/// Names that many images have: alone they say nothing of an image in a registry.
const VAGUE: [&str; 10] = ["app", "api", "web", "test", "server", "image", "demo", "example", "frontend", "backend"];

/// All names, by their last part.
pub(super) struct Tags {
    builds: HashMap<String, Vec<Tag>>,
    /// What kustomize runs in place of an image: name, new name, and the folder that this holds in.
    replaced: BTreeMap<String, Vec<(String, PathBuf)>>,
}

#[derive(Clone)]
pub(super) struct Tag {
    /// The parts before the last; `None` for one that holds a variable.
    parts: Vec<Option<String>>,
    pub(super) dockerfile: PathBuf,
    pub(super) target: Option<String>,
    /// Where the file that says so stands, absolute; of a folder for tools the one that it serves.
    folder: PathBuf,
}

/// Folders whose files are about the folder above.
const TOOLS: [&str; 14] = [
    ".github",
    "workflows",
    "actions",
    "scripts",
    "script",
    "hack",
    "ci",
    ".ci",
    "build",
    "tools",
    "docker",
    "deploy",
    "make",
    ".circleci",
];

impl Tags {
    pub(super) fn read(workspace: &Workspace) -> Tags {
        let mut builds: HashMap<String, Vec<Tag>> = HashMap::new();
        for hint in workspace.hints() {
            for (last, tag) in hint.tags.iter().filter_map(|written| tag(written, hint)) {
                let known = builds.entry(last).or_default();
                if known.len() < MOST_BUILDS {
                    known.push(tag);
                }
            }
        }
        Tags { builds, replaced: replaced(workspace) }
    }

    /// The one Dockerfile that builds the image `name` (without its tag) for a manifest; `None` where no file says
    /// so, or several say different things equally well.
    pub(super) fn built(&self, name: &str, manifest: &Path) -> Option<Tag> {
        let new = self.replaced.get(name).into_iter().flatten().filter(|(_, folder)| is_near(manifest, folder));
        let names = std::iter::once(name).chain(new.map(|(new, _)| new.as_str()));
        names.into_iter().find_map(|name| self.named(name, manifest))
    }

    fn named(&self, name: &str, manifest: &Path) -> Option<Tag> {
        let mut parts: Vec<&str> = name.split('/').collect();
        let last = parts.pop()?;
        let fitting: Vec<&Tag> = self.builds.get(last)?.iter().filter(|tag| tag.fits(&parts)).collect();
        let whole = |tag: &Tag| tag.parts.len() == parts.len() && tag.parts.iter().all(Option::is_some);
        let exact: Vec<&Tag> = fitting.iter().copied().filter(|tag| whole(tag)).collect();
        // A part of a name says little of manifests that stand elsewhere.
        let is_vague = |tag: &Tag| VAGUE.contains(&last) && tag.parts.iter().all(Option::is_none);
        let is_meant = |tag: &&Tag| !is_vague(tag) && manifest.starts_with(&tag.folder);
        let best = if exact.is_empty() { fitting.into_iter().filter(is_meant).collect() } else { exact };
        let near = |tag: &&Tag| common(&tag.folder, manifest);
        let nearest = best.iter().map(near).max()?;
        let mut nearest = best.into_iter().filter(|tag| near(tag) == nearest);
        let first = nearest.next()?;
        nearest.all(|it| it.dockerfile == first.dockerfile && it.target == first.target).then(|| first.clone())
    }
}

impl Tag {
    /// Whether the parts agree from the end, as far as both are known.
    fn fits(&self, parts: &[&str]) -> bool {
        let pairs = self.parts.iter().rev().zip(parts.iter().rev());
        pairs.into_iter().all(|(own, part)| own.as_ref().is_none_or(|own| own == part))
    }
}

fn tag(written: &str, hint: &BuildHint) -> Option<(String, Tag)> {
    let (before, last) = written.rsplit_once('/').map_or(("", written), |(before, last)| (before, last));
    let last = last.split([':', '@']).next()?;
    let is_known = |part: &str| !part.is_empty() && !part.contains(['$', '{', '(', '%', '<', '`']);
    if !is_known(last) {
        return None;
    }
    let parts = before.split('/').filter(|part| !part.is_empty());
    let parts = parts.map(|part| is_known(part).then(|| part.to_owned())).collect();
    // What a tool builds for developers in place of an image has its name, and another Dockerfile.
    if hint.kind == Kind::Develop && hint.dockerfile.file_name().is_none_or(|name| name != "Dockerfile") {
        return None;
    }
    let folder = served(std::path::absolute(hint.source.path()).ok()?.parent()?);
    let (dockerfile, target) = (hint.dockerfile.clone(), hint.target.clone());
    Some((last.to_owned(), Tag { parts, dockerfile, target, folder }))
}

fn served(folder: &Path) -> PathBuf {
    let is_tool =
        |path: &&Path| path.file_name().and_then(|name| name.to_str()).is_some_and(|name| TOOLS.contains(&name));
    let served = folder.ancestors().find(|path| !is_tool(path));
    served.unwrap_or(folder).to_owned()
}

/// How many folders two paths have in common.
fn common(one: &Path, other: &Path) -> usize {
    one.components().zip(other.components()).take_while(|(one, other)| one == other).count()
}

/// Whether a kustomization in `folder` may be applied to the manifest: it mostly stands beside or below.
fn is_near(manifest: &Path, folder: &Path) -> bool {
    let above = |path: &Path, levels: usize| path.ancestors().nth(levels).map(Path::to_owned);
    (0..3).filter_map(|levels| above(folder, levels)).any(|above| manifest.starts_with(above))
}

fn replaced(workspace: &Workspace) -> BTreeMap<String, Vec<(String, PathBuf)>> {
    let mut all: BTreeMap<String, Vec<(String, PathBuf)>> = BTreeMap::new();
    let mut left = MOST_REPLACED;
    let is_kustomization = |path: &&PathBuf| path.file_stem().is_some_and(|name| name == "kustomization");
    for path in workspace.yaml_files().iter().filter(is_kustomization) {
        let Some(source) = workspace.read(path).filter(|it| it.text().contains("newName")) else { continue };
        let Some(folder) = std::path::absolute(path).ok().and_then(|path| Some(path.parent()?.to_owned())) else {
            continue;
        };
        let documents = yaml::documents_of(&source);
        for image in documents.iter().filter_map(|it| it.get("images")).flat_map(Node::items) {
            let text = |key: &str| image.get(key).and_then(Node::value).map(str::to_owned);
            let (Some(name), Some(new)) = (text("name"), text("newName")) else { continue };
            if name != new && left > 0 {
                left -= 1;
                all.entry(name).or_default().push((new, folder.clone()));
            }
        }
    }
    all
}
