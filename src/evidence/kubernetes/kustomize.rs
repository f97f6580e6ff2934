//! What Kustomize does to the manifests that its files name.
//!
//! Nothing is rendered. A patch is no workload of its own, so the files of patches are left out; and what an overlay
//! sets (labels, names, the namespace, what a patch touches) is open in the objects that it reaches. Labels for all
//! objects reach selectors and pods alike, so the files themselves still tell whether these agree.

use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

use crate::source::Source;
use crate::yaml::{self, Node};

use super::objects::Open;
use super::{MAX_ITEMS, Manifests};

/// So many files are reached through all overlays of a repository together.
const MOST_REACHED: usize = 200_000;

/// The files of Kustomize in a repository.
#[derive(Debug, Default)]
pub(super) struct Kustomizations {
    by_folder: HashMap<PathBuf, Kustomization>,
}

#[derive(Clone, Debug, Default)]
struct Kustomization {
    /// Files and folders, absolute.
    resources: Vec<PathBuf>,
    components: Vec<PathBuf>,
    patch_files: Vec<PathBuf>,
    patches: Vec<Patch>,
    /// Keys of labels that all objects get.
    keys: Vec<String>,
    renames: bool,
    namespaced: bool,
    /// Names of images and what stands in their place.
    images: Vec<(String, String)>,
}

/// A change of some objects.
#[derive(Clone, Debug)]
struct Patch {
    kind: Option<String>,
    name: Option<String>,
    text: String,
}

/// Whether the file is one of Kustomize.
pub(super) fn is_kustomization(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| matches!(name, "kustomization.yaml" | "kustomization.yml"))
}

impl Kustomizations {
    pub(super) fn add(&mut self, source: &Source) {
        let path = normal(source.path());
        let Some(folder) = path.parent() else { return };
        let documents = yaml::documents_of(source);
        let Some(root) = documents.first() else { return };
        let one = kustomization(source, folder, root);
        self.by_folder.insert(folder.to_owned(), one);
    }

    /// Leaves patches out of `manifests` and marks what overlays may change.
    pub(super) fn apply(mut self, manifests: &mut Manifests) {
        if self.by_folder.is_empty() {
            return;
        }
        self.read_patches(manifests);
        let named: HashSet<&PathBuf> = self.by_folder.values().flat_map(|it| &it.resources).collect();
        let patches: HashSet<&PathBuf> = self.by_folder.values().flat_map(|it| &it.patch_files).collect();
        let is_patch = |source: &Source| {
            let path = normal(source.path());
            patches.contains(&path) && !named.contains(&path)
        };
        manifests.pods.retain(|pod| !is_patch(pod.source()));
        manifests.objects.retain(|object| !is_patch(&object.source));
        let mut by_file: HashMap<PathBuf, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (at, pod) in manifests.pods.iter().enumerate() {
            by_file.entry(normal(pod.source().path())).or_default().0.push(at);
        }
        for (at, object) in manifests.objects.iter().enumerate() {
            by_file.entry(normal(object.source.path())).or_default().1.push(at);
        }
        let mut left = MOST_REACHED;
        let mut folders: Vec<&PathBuf> = self.by_folder.keys().collect();
        folders.sort();
        for folder in folders {
            let (mut files, mut seen) = (Vec::new(), HashSet::new());
            self.reach(folder, &mut files, &mut seen, &mut left);
            let settings = self.settings(folder);
            for (pods, objects) in files.iter().filter_map(|file| by_file.get(file)) {
                pods.iter().for_each(|at| settings.change_pod(&mut manifests.pods[*at]));
                for at in objects {
                    let object = &mut manifests.objects[*at];
                    settings.mark(&object.kind, object.name.as_deref().unwrap_or_default(), &mut object.open);
                }
            }
        }
    }

    /// The patches that stand in files of their own are those of `manifests` that were read.
    fn read_patches(&mut self, manifests: &Manifests) {
        let mut texts: HashMap<PathBuf, Vec<(&str, &str, &Source)>> = HashMap::new();
        for pod in &manifests.pods {
            let names = (pod.workload.kind.as_str(), pod.workload.name.as_str(), pod.source());
            texts.entry(normal(pod.source().path())).or_default().push(names);
        }
        for object in &manifests.objects {
            let names = (object.kind.as_str(), object.name.as_deref().unwrap_or_default(), &object.source);
            texts.entry(normal(object.source.path())).or_default().push(names);
        }
        for (path, text) in &manifests.others {
            texts.entry(normal(path)).or_default().push(("", "", text));
        }
        for one in self.by_folder.values_mut() {
            for file in &one.patch_files {
                match texts.get(file) {
                    Some(found) => one.patches.extend(found.iter().map(|(kind, name, source)| Patch {
                        kind: (!kind.is_empty()).then(|| (*kind).to_owned()),
                        name: (!name.is_empty()).then(|| (*name).to_owned()),
                        text: source.text().to_owned(),
                    })),
                    // A patch that was not understood may do anything.
                    None => one.patches.push(Patch { kind: None, name: None, text: ANYTHING.to_owned() }),
                }
            }
        }
    }

    /// The files that a folder's kustomization takes in.
    fn reach(&self, folder: &Path, files: &mut Vec<PathBuf>, seen: &mut HashSet<PathBuf>, left: &mut usize) {
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop() {
            let Some(one) = self.by_folder.get(&folder).filter(|_| seen.insert(folder.clone())) else { continue };
            for path in one.resources.iter().chain(&one.components) {
                let Some(rest) = left.checked_sub(1) else { return };
                *left = rest;
                match self.by_folder.contains_key(path) {
                    true => open.push(path.clone()),
                    false => files.push(path.clone()),
                }
            }
        }
    }

    /// What the kustomization of a folder changes, its components included.
    fn settings(&self, folder: &Path) -> Kustomization {
        let mut all = self.by_folder.get(folder).cloned().unwrap_or_default();
        for component in all.components.clone().iter().filter_map(|it| self.by_folder.get(it)) {
            all.keys.extend(component.keys.iter().cloned());
            all.patches.extend(component.patches.iter().cloned());
            all.images.extend(component.images.iter().cloned());
            all.renames |= component.renames;
            all.namespaced |= component.namespaced;
        }
        all
    }
}

/// Stands for the text of a patch that was not read.
const ANYTHING: &str = "labels ports resources command";

impl Kustomization {
    fn change_pod(&self, pod: &mut super::objects::Pod) {
        self.mark(&pod.workload.kind, &pod.workload.name, &mut pod.open);
        for container in &mut pod.workload.containers {
            let Some(image) = &mut container.image else { continue };
            let name = image.value.split(['@', ':']).next().unwrap_or_default();
            if let Some((_, new)) = self.images.iter().find(|(old, _)| old == name) {
                image.value = new.clone();
            }
        }
    }

    /// Marks in `open` what this changes of the object of that kind and name.
    fn mark(&self, kind: &str, name: &str, open: &mut Open) {
        open.name |= self.renames;
        open.namespace |= self.namespaced;
        open.keys.extend(self.keys.iter().filter(|key| !open.keys.contains(key)).cloned().collect::<Vec<_>>());
        for patch in self.patches.iter().filter(|it| it.is_about(kind, name)) {
            let touches = |words: &[&str]| words.iter().any(|word| patch.text.contains(word));
            open.labels |= touches(&["labels", "elector", "matchLabels"]);
            open.ports |= touches(&["ports", "Port"]);
            open.resources |= touches(&["resources", "requests"]);
            open.containers |= touches(&["command", "args", "runAs", "envFrom", "containers/-"]) || patch.moves_port();
        }
    }
}

impl Patch {
    /// Whether it names a variable that may tell a program where to listen; `CART_SERVICE_ADDR` is where another does.
    fn moves_port(&self) -> bool {
        let mut names = self.text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_');
        names.any(|name| (name.contains("PORT") || name.contains("ADDR")) && !name.contains("SERVICE_"))
    }

    /// Without a kind or a name any is meant; a name may be a pattern.
    fn is_about(&self, kind: &str, name: &str) -> bool {
        let is_plain = |name: &&String| name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
        self.kind.as_ref().is_none_or(|it| it == kind)
            && self.name.as_ref().filter(is_plain).is_none_or(|it| it == name || name.is_empty())
    }
}

fn kustomization(source: &Source, folder: &Path, root: &Node) -> Kustomization {
    let list = |key: &str| root.get(key).map(Node::items).unwrap_or_default().iter().take(MAX_ITEMS);
    let paths = |key: &'static str| list(key).filter_map(|it| it.text()).map(|it| normal(&folder.join(it)));
    let mut one = Kustomization {
        resources: paths("resources").chain(paths("bases")).collect(),
        components: paths("components").collect(),
        renames: ["namePrefix", "nameSuffix"].iter().any(|key| root.get(key).is_some()),
        namespaced: root.get("namespace").is_some(),
        ..Kustomization::default()
    };
    let common = root.get("commonLabels").into_iter();
    // Others reach neither selectors nor pods.
    let reaches = |it: &&std::rc::Rc<Node>| {
        ["includeSelectors", "includeTemplates"].iter().any(|key| it.get(key).and_then(Node::truth) == Some(true))
    };
    let labels = common.chain(list("labels").filter(reaches).filter_map(|it| it.get("pairs")));
    one.keys = labels.flat_map(Node::pairs).map(|(key, _)| key.to_owned()).collect();
    for image in list("images") {
        let word = |key: &str| image.get(key).and_then(Node::text).map(str::to_owned);
        one.images.extend(word("name").zip(word("newName")));
    }
    // A member is a file, or is the patch itself.
    for member in list("patchesStrategicMerge").filter_map(|it| it.text()) {
        match member.contains('\n') {
            true => one.patches.extend(inline(member)),
            false => one.patch_files.push(normal(&folder.join(member))),
        }
    }
    for member in list("patches").chain(list("patchesJson6902")) {
        let target = |key: &str| member.at(&["target", key]).and_then(Node::text).map(str::to_owned);
        let (kind, name) = (target("kind"), target("name"));
        let selects = member.at(&["target", "labelSelector"]).is_some();
        let (path, text) = (member.get("path").and_then(Node::text), member.get("patch"));
        one.patch_files.extend(path.map(|path| normal(&folder.join(path))));
        let inline = text.map(|it| (it.text().map_or(source.slice(it.span), |text| text)).to_owned());
        let anything = path.is_some() && (kind.is_some() || selects);
        let Some(text) = inline.or(anything.then(|| ANYTHING.to_owned())) else { continue };
        let own = self::inline(&text).pop();
        let kind = kind.or(own.as_ref().and_then(|it| it.kind.clone()));
        let name = name.filter(|_| !selects).or(own.and_then(|it| it.name).filter(|_| !selects));
        one.patches.push(Patch { kind, name, text });
    }
    one
}

/// The objects that the text of a patch is about.
fn inline(text: &str) -> Vec<Patch> {
    let word = |node: &Node, keys: &[&str]| node.at(keys).and_then(Node::text).map(str::to_owned);
    let documents = yaml::documents(text);
    let patches = documents.iter().map(|node| Patch {
        kind: word(node, &["kind"]),
        name: word(node, &["metadata", "name"]),
        text: text.to_owned(),
    });
    patches.collect()
}

/// Absolute, without `.` and `..`.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => (),
            part => normal.push(part),
        }
    }
    normal
}
