//! What the manifests' containers can be held against: the ports that the image serves.

use crate::evidence::Place;
use crate::evidence::deployment::Container;

use super::Input;

/// What the environment of a container says of the port.
enum Asked {
    Nothing,
    Port(u16, Place),
    /// It may change the port in a way that is not known.
    Unknown,
}

fn asked_for(container: &Container) -> Asked {
    let mut asked = Asked::Nothing;
    for (name, value) in &container.env {
        let name = name.value.to_uppercase();
        if !name.contains("PORT") && !name.contains("ADDR") {
            continue;
        }
        let Some(value) = value else { return Asked::Unknown };
        match value.value.trim().parse() {
            Ok(number) if name == "PORT" => asked = Asked::Port(number, value.place.clone()),
            _ if is_elsewhere(&value.value) => (),
            _ => return Asked::Unknown,
        }
    }
    asked
}

/// Whether an address is that of another service: `catalog:3550`, not `:8080` or `0.0.0.0:8080`.
fn is_elsewhere(address: &str) -> bool {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = address.split(['/', ':']).next().unwrap_or_default();
    let is_name = host.starts_with(|first: char| first.is_ascii_alphabetic());
    is_name && host != "localhost" && address.contains(':')
}

/// The ports that the image serves, and how that is known.
pub(super) struct Served {
    pub(super) numbers: Vec<u16>,
    /// "the program listens on", "the image exposes" or what the manifest does.
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
        let (number, place) = match asked_for(container) {
            Asked::Nothing => return self.served(),
            Asked::Unknown => return None,
            Asked::Port(number, place) => (number, place),
        };
        // A program may read `PORT` or not: what it listens on without it counts too.
        let known = self.served().map(|served| served.numbers).unwrap_or_default();
        let numbers = std::iter::once(number).chain(known).collect();
        let why = format!("`PORT` is {number} here");
        Some(Served { numbers, verb: "the manifest sets `PORT` to", place, why })
    }

    /// [`Input::served_port`] of a container that says nothing of ports in its environment.
    fn served(&self) -> Option<Served> {
        let listening = self.model.listening();
        if !listening.best().is_empty() {
            let port = listening.decided()?;
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
