//! A finding that joins an image with what deploys it is no surer than the link between the two.

use crate::evidence::Place;
use crate::evidence::deployment::{Link, Workload};
use crate::rules::{Confidence, Finding};
use crate::source::Source;

/// Where the containers stand that run the image, and how surely each does.
pub(super) struct Links {
    containers: Vec<(Place, Link)>,
}

impl Links {
    pub(super) fn new(workloads: &[Workload]) -> Links {
        let containers = workloads.iter().flat_map(|it| it.containers.iter().map(|at| (at.place.clone(), it.link)));
        Links { containers: containers.collect() }
    }

    /// Lowers the confidence of a finding that has one leg in a manifest and another elsewhere. `own` is the file
    /// of a finding that names none.
    pub(super) fn bound(&self, finding: &mut Finding, own: &Source) {
        if self.containers.is_empty() {
            return;
        }
        let own = Place { source: finding.file.clone().unwrap_or_else(|| own.clone()), span: finding.span };
        let places = std::iter::once(&own).chain(finding.labels.iter().map(|label| &label.place));
        let links: Vec<Option<Link>> = places.map(|place| self.of(place)).collect();
        let weakest = links.iter().flatten().min();
        if let Some(link) = weakest.filter(|_| links.contains(&None)) {
            finding.confidence = finding.confidence.min(most(*link));
        }
    }

    /// The link of the container that the place lies in; else the weakest of its file; `None` outside of manifests.
    fn of(&self, place: &Place) -> Option<Link> {
        let path = place.source.path();
        let in_file = || self.containers.iter().filter(|(at, _)| at.source.path() == path);
        let around = in_file().find(|(at, _)| at.span.contains(place.span)).map(|(_, link)| *link);
        around.or_else(|| in_file().map(|(_, link)| *link).min())
    }
}

fn most(link: Link) -> Confidence {
    match link {
        Link::Certain => Confidence::Certain,
        Link::Strong | Link::Likely => Confidence::Likely,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn only_what_joins_both_sides_is_bounded() {
        let manifest = Source::new("pod.yaml", "kind: Pod\n");
        let dockerfile = Source::new("Dockerfile", "FROM scratch\n");
        let at = |source: &Source| Place { source: source.clone(), span: Span::empty(0) };
        for (link, file, label, expected) in [
            (Link::Likely, &manifest, &dockerfile, Confidence::Likely),
            (Link::Strong, &dockerfile, &manifest, Confidence::Likely),
            (Link::Certain, &manifest, &dockerfile, Confidence::Certain),
            (Link::Likely, &manifest, &manifest, Confidence::Certain),
            (Link::Likely, &dockerfile, &dockerfile, Confidence::Certain),
        ] {
            let links = Links { containers: vec![(at(&manifest), link)] };
            let finding = Finding::new(Span::empty(0), "x").in_file(file.clone());
            let mut finding = finding.label(at(label), "y");
            links.bound(&mut finding, &dockerfile);
            assert_eq!(finding.confidence, expected, "{link:?}");
        }
    }
}
