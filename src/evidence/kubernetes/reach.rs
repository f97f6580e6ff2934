//! Which pods the objects of a repository reach, and, where they reach none, which they plainly mean.
//!
//! An object that reaches nothing and resembles nothing beside it is left alone: what it is about may be
//! deployed from elsewhere.

use std::collections::HashMap;
use std::path::Path;

use super::Manifests;
use super::near;
use super::objects::{Body, Object, Pod, Services};
use super::selector::{Fit, Reach, Selector, Slip, is_template};

/// So many comparisons of a selector with a pod are made for a repository.
const MOST_WORK: usize = 20_000_000;

/// Fills in what each selector and name of `manifests` reaches.
pub(super) fn connect(manifests: &mut Manifests) {
    let mut objects = std::mem::take(&mut manifests.objects);
    if objects.len().saturating_mul(manifests.pods.len()) <= MOST_WORK {
        let search = Search::new(manifests);
        for object in &mut objects {
            search.fill(object);
        }
        ingresses(&mut objects);
    }
    manifests.objects = objects;
}

struct Search<'a> {
    manifests: &'a Manifests,
    by_folder: HashMap<&'a Path, Vec<usize>>,
    by_label: HashMap<(&'a str, &'a str), Vec<usize>>,
    /// Pods of whose labels not all are known.
    open: Vec<usize>,
}

impl<'a> Search<'a> {
    fn new(manifests: &'a Manifests) -> Search<'a> {
        let (mut by_folder, mut by_label) = (HashMap::<_, Vec<usize>>::new(), HashMap::<_, Vec<usize>>::new());
        let mut open = Vec::new();
        for (at, pod) in manifests.pods.iter().enumerate() {
            by_folder.entry(folder(pod.source().path())).or_default().push(at);
            if pod.workload.labels.is_none() || pod.open.labels || pod.has_templates() || !pod.open.keys.is_empty() {
                open.push(at);
            }
            for (key, value) in pod.workload.labels.iter().flatten() {
                by_label.entry((key.as_str(), value.value.as_str())).or_default().push(at);
            }
        }
        Search { manifests, by_folder, by_label, open }
    }

    fn fill(&self, object: &mut Object) {
        let about = object.clone();
        match &mut object.body {
            Body::Service(service) => {
                if let Some(selection) = &mut service.selection {
                    selection.reach = self.selected(&about, &selection.selector, true);
                }
            }
            Body::Budget(selection) => selection.reach = self.selected(&about, &selection.selector, true),
            Body::Policy(policy) => {
                if let Some(selection) = &mut policy.selection {
                    selection.reach = self.selected(&about, &selection.selector, true);
                }
                for peer in &mut policy.peers {
                    peer.reach = self.selected(&about, &peer.selector, false);
                }
            }
            Body::Autoscaler(scaler) => {
                if let Some((kind, name)) = &scaler.target {
                    scaler.reach = self.named(&about, kind, &name.value);
                }
            }
            Body::Ingress(_) => (),
        }
    }

    /// What a selector of `object` reaches; `own_name` where that is what the object is called after.
    fn selected(&self, object: &Object, selector: &Selector, own_name: bool) -> Reach {
        let pods = &self.manifests.pods;
        let first = selector.labels.first().map(|(key, value)| (key.as_str(), value.value.as_str()));
        let all: Vec<usize>;
        let candidates: &[usize] = match first {
            Some(first) => self.by_label.get(&first).map(Vec::as_slice).unwrap_or_default(),
            None => {
                all = (0..pods.len()).collect();
                &all
            }
        };
        // What a template fills in is the same only in one chart.
        let is_near =
            |at: &usize| !selector.has_templates() || chart(pods[*at].source().path()) == chart(object.source.path());
        let taken = candidates.iter().copied().filter(|at| selector.fit(&pods[*at]) == Fit::Yes && is_near(at));
        let (mut here, foreign): (Vec<usize>, Vec<usize>) = taken.partition(|at| same_namespace(object, &pods[*at]));
        here.retain(|at| !self.is_copy(object, *at));
        if !here.is_empty() {
            return self.nearest(object, here);
        }
        if self.may_be_elsewhere(object, selector) {
            return Reach::Unknown;
        }
        let in_file = |at: &usize| pods[*at].source().path() == object.source.path();
        if let Some(pod) = foreign.iter().copied().find(in_file) {
            return Reach::Near(pod, Slip::Namespace);
        }
        if selector.has_expressions() || selector.has_templates() || !foreign.is_empty() {
            return Reach::Unknown;
        }
        let around = self.around(object).into_iter().filter(|at| same_namespace(object, &pods[*at]));
        let around: Vec<usize> = around.collect();
        // What stands in the same file is meant before what lies beside it.
        let own: Vec<usize> = around.iter().copied().filter(in_file).collect();
        let owner = object.name.as_deref().filter(|_| own_name);
        let found = [own, around].into_iter().find_map(|pods_here| near::by_labels(pods, &pods_here, selector, owner));
        found.map_or(Reach::Unknown, |at| Reach::Near(at, Slip::Labels))
    }

    /// Whether pods that are not fully known may be what the selector means.
    fn may_be_elsewhere(&self, object: &Object, selector: &Selector) -> bool {
        let pods = &self.manifests.pods;
        let here = folder(object.source.path());
        let perhaps = self.open.iter().any(|at| {
            let there = folder(pods[*at].source().path());
            let related = there.starts_with(here) || here.starts_with(there) || !pods[*at].open.keys.is_empty();
            related && selector.fit(&pods[*at]) != Fit::No
        });
        // An operator labels the pods that it makes after the resource that it makes them of.
        let custom = self.manifests.customs.iter().any(|(path, name)| {
            folder(path) == here
                && selector.labels.iter().any(|(_, value)| !name.is_empty() && value.value.contains(name.as_str()))
        });
        perhaps || custom
    }

    /// The workload that `object` names.
    fn named(&self, object: &Object, kind: &str, name: &str) -> Reach {
        let pods = &self.manifests.pods;
        let fits = |at: &usize| {
            let pod = &pods[*at];
            let full = pod.open.name && !pod.workload.name.is_empty() && name.contains(&pod.workload.name);
            let is_near = !is_template(name) || chart(pod.source().path()) == chart(object.source.path());
            pod.workload.kind == kind && (pod.workload.name == name || full) && is_near && same_namespace(object, pod)
        };
        let found: Vec<usize> = (0..pods.len()).filter(|at| fits(at) && !self.is_copy(object, *at)).collect();
        if !found.is_empty() {
            return self.nearest(object, found);
        }
        let is_custom = |(_, custom): &(_, String)| custom == name;
        let around = self.around(object);
        let unknown = |at: &usize| pods[*at].workload.name.is_empty() || is_template(&pods[*at].workload.name);
        if is_template(name)
            || around.iter().any(unknown)
            || object.open.name
            || self.manifests.customs.iter().any(is_custom)
        {
            return Reach::Unknown;
        }
        let around: Vec<usize> = around.into_iter().filter(|at| same_namespace(object, &pods[*at])).collect();
        let found = near::by_name(pods, &around, kind, name, object.name.as_deref());
        found.map_or(Reach::Unknown, |at| Reach::Near(at, Slip::Name))
    }

    /// Pods of the object's folder.
    fn around(&self, object: &Object) -> Vec<usize> {
        self.by_folder.get(folder(object.source.path())).cloned().unwrap_or_default()
    }

    /// Whether the pod lies in another folder, while the object's own has a workload of the same name: the
    /// repository holds several variants of one deployment.
    fn is_copy(&self, object: &Object, at: usize) -> bool {
        let pods = &self.manifests.pods;
        let far = &pods[at];
        let same = |other: &usize| {
            let workload = &pods[*other].workload;
            workload.kind == far.workload.kind && workload.name == far.workload.name
        };
        let here = folder(object.source.path());
        folder(far.source().path()) != here && self.by_folder.get(here).is_some_and(|around| around.iter().any(same))
    }

    /// Of several those of the object's own file, else of its folder, else those that share most of its path; the
    /// last only where it is plain that they are meant.
    fn nearest(&self, object: &Object, pods: Vec<usize>) -> Reach {
        let path_of = |at: &usize| self.manifests.pods[*at].source().path();
        let pick = |passes: &dyn Fn(&Path) -> bool| -> Vec<usize> {
            pods.iter().copied().filter(|at| passes(path_of(at))).collect()
        };
        let own = pick(&|path| path == object.source.path());
        let beside = pick(&|path| folder(path) == folder(object.source.path()));
        if let Some(found) = [own, beside].into_iter().find(|it| !it.is_empty()) {
            return Reach::Pods(found);
        }
        let shared = |path: &Path| {
            let parts = path.components().zip(object.source.path().components());
            parts.take_while(|(one, other)| one == other).count()
        };
        let most = pods.iter().map(|at| shared(path_of(at))).max().unwrap_or_default();
        let closest = pick(&|path| shared(path) == most);
        let is_meant = |at: &usize| {
            let name = &self.manifests.pods[*at].workload.name;
            let about = object.name.as_deref().is_some_and(|owner| near::is_about(owner, name));
            about || is_above(path_of(at), object.source.path())
        };
        if closest.iter().all(is_meant) { Reach::Pods(closest) } else { Reach::Unknown }
    }
}

/// Whether one file's folder holds that of the other.
fn is_above(one: &Path, other: &Path) -> bool {
    folder(one).starts_with(folder(other)) || folder(other).starts_with(folder(one))
}

/// Fills in the Services that Ingresses name.
fn ingresses(objects: &mut [Object]) {
    let services: Vec<usize> = (0..objects.len()).filter(|at| matches!(objects[*at].body, Body::Service(_))).collect();
    for at in 0..objects.len() {
        let Body::Ingress(mut backends) = objects[at].body.clone() else { continue };
        for backend in &mut backends {
            backend.reach = backend_services(objects, &services, &objects[at], &backend.service.value);
        }
        objects[at].body = Body::Ingress(backends);
    }
}

fn backend_services(objects: &[Object], services: &[usize], ingress: &Object, name: &str) -> Services {
    let here = folder(ingress.source.path());
    let beside = |at: &&usize| folder(objects[**at].source.path()) == here;
    let fits = |at: &&usize| {
        let namespaces = [&objects[**at].namespace, &ingress.namespace];
        let same = namespaces.iter().any(|it| it.is_none()) || namespaces[0] == namespaces[1];
        objects[**at].name.as_deref() == Some(name) && same
    };
    let named: Vec<usize> = services.iter().filter(fits).copied().collect();
    let own: Vec<usize> =
        named.iter().filter(|at| objects[**at].source.path() == ingress.source.path()).copied().collect();
    let near: Vec<usize> = named.iter().filter(beside).copied().collect();
    if let Some(found) = [own, near].into_iter().find(|it| !it.is_empty()) {
        return Services::Found(found);
    }
    if !named.is_empty() {
        let related = |at: &&usize| {
            let path = objects[**at].source.path();
            is_above(path, ingress.source.path()) || folder(path).parent() == here.parent()
        };
        let related: Vec<usize> = named.iter().filter(related).copied().collect();
        return if related.is_empty() { Services::Unknown } else { Services::Found(related) };
    }
    let around: Vec<usize> = services.iter().filter(beside).copied().collect();
    let open = |at: &usize| objects[*at].name.as_deref().is_none_or(is_template) || objects[*at].open.name;
    if ingress.open.name || around.iter().any(open) {
        return Services::Unknown;
    }
    let names = |at: &usize| objects[*at].name.clone().unwrap_or_default();
    let slips: Vec<usize> = around.into_iter().filter(|at| near::is_slip(name, &names(at))).collect();
    match slips.as_slice() {
        [one, rest @ ..] if rest.iter().all(|at| names(at) == names(one)) => Services::Near(*one),
        _ => Services::Unknown,
    }
}

fn same_namespace(object: &Object, pod: &Pod) -> bool {
    if object.open.namespace || pod.open.namespace {
        return true;
    }
    match (&object.namespace, &pod.workload.namespace) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// The folder of templates that a file is in.
fn chart(path: &Path) -> Option<&Path> {
    path.ancestors().find(|it| it.file_name().is_some_and(|it| it == "templates"))
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}
