//! What a rule may ask of the manifests around the workloads that run an image.

use std::collections::HashSet;
use std::path::PathBuf;

use crate::evidence::Place;
use crate::evidence::deployment::{Container, Workload};
use crate::source::Span;

use super::Manifests;
use super::objects::{Body, Object, Pod, Services};

/// The manifests as the rules see them for one image.
#[derive(Clone, Debug, Default)]
pub struct Cluster<'a> {
    manifests: Option<&'a Manifests>,
    own: Vec<usize>,
}

impl<'a> Cluster<'a> {
    /// `workloads` are those of the manifests that run the image.
    pub fn new(manifests: &'a Manifests, workloads: &[Workload]) -> Cluster<'a> {
        let key = |place: &Place| (place.source.path().to_owned(), place.span);
        let containers = |workload: &Workload| -> Vec<(PathBuf, Span)> {
            workload.containers.iter().map(|it| key(&it.place)).collect()
        };
        let running: HashSet<_> = workloads.iter().flat_map(containers).collect();
        let runs = |pod: &Pod| containers(&pod.workload).iter().any(|it| running.contains(it));
        let own = manifests.pods.iter().enumerate().filter(|(_, pod)| runs(pod)).map(|(at, _)| at).collect();
        Cluster { manifests: Some(manifests), own }
    }

    /// The pods that run the image.
    pub fn own(&self) -> impl Iterator<Item = &'a Pod> {
        let pods = self.manifests.map(|it| it.pods.as_slice()).unwrap_or_default();
        self.own.iter().filter_map(|at| pods.get(*at)).collect::<Vec<_>>().into_iter()
    }

    /// The objects that are about pods which run the image.
    pub fn objects(&self) -> impl Iterator<Item = &'a Object> {
        let all = self.manifests.map(|it| it.objects.as_slice()).unwrap_or_default();
        let own: HashSet<usize> = self.own.iter().copied().collect();
        let is_own = move |object: &&Object| {
            let mut pods = object.pods().into_iter().chain(self.behind(object));
            pods.any(|at| own.contains(&at))
        };
        all.iter().filter(is_own).collect::<Vec<_>>().into_iter()
    }

    /// The pods behind the Services that an Ingress names.
    fn behind(&self, object: &Object) -> Vec<usize> {
        let Body::Ingress(backends) = &object.body else { return Vec::new() };
        let services = backends.iter().flat_map(|backend| match &backend.reach {
            Services::Found(services) => services.clone(),
            Services::Near(service) => vec![*service],
            Services::Unknown => Vec::new(),
        });
        services.filter_map(|at| self.object(at)).flat_map(Object::pods).collect()
    }

    /// The pod at a place that an object reaches.
    pub fn pod(&self, at: usize) -> Option<&'a Pod> {
        self.manifests?.pods.get(at)
    }

    /// The object at a place that an Ingress names.
    pub fn object(&self, at: usize) -> Option<&'a Object> {
        self.manifests?.objects.get(at)
    }

    /// Whether commands, variables or rights of the workload's containers may be others than its manifest says.
    pub fn is_open(&self, workload: &Workload) -> bool {
        let is_same = |one: &Container, other: &Container| {
            one.place.span == other.place.span && one.place.source.path() == other.place.source.path()
        };
        let holds = |pod: &Pod| {
            let mut pairs = pod
                .workload
                .containers
                .iter()
                .flat_map(|one| workload.containers.iter().map(move |other| (one, other)));
            pairs.any(|(one, other)| is_same(one, other))
        };
        self.own().any(|pod| pod.open.containers && holds(pod))
    }

    /// Whether containers get requests that they do not write.
    pub fn has_limit_range(&self) -> bool {
        self.manifests.is_some_and(|it| it.has_limit_range)
    }
}
