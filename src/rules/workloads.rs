//! What the manifests' containers can be held against: the ports that the image serves.

use crate::evidence::Place;
use crate::evidence::kubernetes::Container;
use crate::model::listen::Tier;

use super::Input;

/// The ports that the image serves, and how that is known.
pub(super) struct Served {
    pub(super) numbers: Vec<u16>,
    /// "the program listens on" or "the image exposes".
    pub(super) verb: &'static str,
    pub(super) place: Place,
    pub(super) why: String,
}

impl Input<'_> {
    /// What the program listens on; without evidence of that, what the image exposes. `None` where it is
    /// not known, or where the container's own command or environment may change it.
    pub(super) fn served_port(&self, container: &Container) -> Option<Served> {
        if container.command.is_some() || container.args.is_some() {
            return None;
        }
        let sets_port =
            container.env.iter().any(|(name, _)| name.to_uppercase().contains("PORT") || name.contains("ADDR"));
        if sets_port {
            return None;
        }
        let listening = self.model.listening();
        let best = listening.best();
        if let Some(port) = best.first() {
            if port.tier >= Tier::Configuration && !listening.complete {
                return None;
            }
            let numbers = listening.ports.iter().map(|port| port.number).collect::<Vec<_>>();
            let mut ordered = vec![port.number];
            ordered.extend(numbers.into_iter().filter(|number| *number != port.number));
            let why = format!("it listens on {}: {}", port.number, port.why);
            return Some(Served { numbers: ordered, verb: "the program listens on", place: port.place.clone(), why });
        }
        let state = self.model.image()?;
        let own = state.ports.iter().find(|port| port.span.is_some())?;
        let known: Option<Vec<u16>> =
            state.ports.iter().map(|it| it.ports.as_ref().map(|ports| *ports.start())).collect();
        let place = self.model.place(own.span?);
        Some(Served { numbers: known?, verb: "the image exposes", place, why: "the image exposes this".to_owned() })
    }

    /// Whether what starts the container keeps the user that the image sets.
    pub(super) fn start_keeps_user(&self) -> bool {
        self.model.start(self.model.target).is_none_or(|start| !start.drops_privileges)
    }
}
