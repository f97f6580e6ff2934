//! What the manifests' containers can be held against: the ports that the image serves.

mod environment;
mod mounted;
mod told;

use crate::evidence::Place;
use crate::evidence::deployment::{Container, ContainerPort, Platform};
use crate::model::listen::{self, Port, Tier};
use crate::model::stage::Command;

use super::{Confidence, Finding, Input};
use environment::{Asked, Moved};

/// The ports that a container serves, and how that is known.
pub(super) struct Served {
    /// The likeliest first.
    pub(super) numbers: Vec<u16>,
    /// "the program listens on", "the image exposes" or what the manifest does.
    pub(super) verb: &'static str,
    pub(super) place: Place,
    pub(super) why: String,
}

impl Input<'_> {
    /// What the program listens on in the container; without evidence of that, what the image exposes. `None`
    /// where it is not known, or where the container's own command, environment or mounts may change it.
    pub(super) fn served_port(&self, container: &Container) -> Option<Served> {
        if container.setting.start_open || container.setting.network_shared {
            return None;
        }
        if container.command.is_some() || container.args.is_some() {
            return self.told(container);
        }
        let asked = environment::asked(container, self.model.listening());
        match asked {
            Asked::Unknown => None,
            Asked::Nothing => self.served(container),
            // These platforms set `PORT` for every program, whether it reads that or has its port written in it.
            Asked::Port(..) if container.platform == Platform::Service && self.is_written() => self.served(container),
            // A program may read `PORT` or not: what it listens on without it counts too.
            Asked::Port(number, place) => {
                let known = self.served(container).map(|served| served.numbers).unwrap_or_default();
                let numbers = std::iter::once(number).chain(known).collect();
                let why = format!("`PORT` is {number} here");
                let verb = "the manifest sets `PORT` to";
                Some(Served { numbers, verb, place, why })
            }
        }
    }

    /// Whether the ports stand in the program or its start command, and no variable moves them.
    fn is_written(&self) -> bool {
        let listening = self.model.listening();
        let fixed =
            listening.ports.iter().all(|it| it.variable.is_none() && matches!(it.tier, Tier::Command | Tier::Source));
        fixed && listening.complete && !listening.best().is_empty()
    }

    /// [`Input::served_port`] of a container that starts what the image starts, and says nothing of `PORT` to a
    /// program that is not known to read it.
    fn served(&self, container: &Container) -> Option<Served> {
        let listening = self.model.listening();
        if listening.best().is_empty() {
            return self.exposed(container);
        }
        let port = listening.decided()?;
        if port.tier >= Tier::Configuration && self.is_mounted_over(container, port) {
            return None;
        }
        // A framework reads more variables than are written here.
        if port.tier >= Tier::Configuration && port.tier != Tier::Source && container.env_open {
            return None;
        }
        let mut numbers = Vec::new();
        let mut said = None;
        let rest = listening.ports.iter().filter(|it| !std::ptr::eq(*it, port));
        for port in std::iter::once(port).chain(rest) {
            match environment::moved(container, port) {
                Moved::No => numbers.push(port.number),
                Moved::To(number, place) => {
                    numbers.push(number);
                    said.get_or_insert((number, place, port));
                }
                Moved::Unknown => return None,
            }
        }
        let first = *numbers.first()?;
        let (place, why) = match said.filter(|(number, ..)| *number == first) {
            Some((number, place, port)) => (place, moved_by(port, number)),
            None => (port.place.clone(), format!("it listens on {}: {}", port.number, port.why)),
        };
        Some(Served { numbers, verb: "the program listens on", place, why })
    }

    /// What the image exposes, where all of that is known; for a server that is started as its own image does, what
    /// that image exposes.
    fn exposed(&self, container: &Container) -> Option<Served> {
        let state = self.model.image()?;
        if container.env_open || !container.setting.binds.is_empty() {
            return None;
        }
        let known: Option<Vec<u16>> =
            state.ports.iter().map(|it| it.ports.as_ref().map(|ports| *ports.start())).collect();
        let own = state.ports.iter().find_map(|port| port.span);
        let (verb, span) = match own {
            Some(span) => ("the image exposes", span),
            None if self.serves_as_its_base() && !is_told_of_ports(container) => {
                ("its base image serves", self.model.final_from()?)
            }
            None => return None,
        };
        let (place, why) = (self.model.place(span), format!("{verb} this"));
        Some(Served { numbers: known?, verb, place, why })
    }

    /// Whether the base image's own program is started, and nothing that could be its configuration is put over it.
    fn serves_as_its_base(&self) -> bool {
        let Some(state) = self.model.image() else { return false };
        let is_base = matches!(state.cmd, Command::Base(_))
            && !matches!(state.entrypoint, Command::Instruction(_) | Command::Unknown(_));
        let copies = self.model.copies_in(self.model.target).iter();
        let is_data = |path: &str| {
            ["/docker-entrypoint-initdb.d", "/usr/share/nginx/html", "/usr/local/apache2/htdocs"]
                .iter()
                .any(|it| path.starts_with(it))
        };
        let mut kept = copies.map(|copy| copy.destination.path.as_deref().is_some_and(is_data));
        let runs = self.model.invocations.iter().any(|it| it.stage == self.model.target);
        is_base && !runs && kept.all(|kept| kept)
    }

    /// The containers of a platform that run the image.
    pub(super) fn containers_on(&self, platform: Platform) -> impl Iterator<Item = &Container> {
        let containers = self.workloads.iter().flat_map(|workload| &workload.containers);
        containers.filter(move |container| container.platform == platform)
    }

    /// The first port under `key` and what is served, where none of the ports is.
    pub(super) fn unserved<'c>(&self, container: &'c Container, key: &str) -> Option<(&'c ContainerPort, Served)> {
        let is_meant = |port: &&ContainerPort| !port.udp && port.key == key && !listen::is_debugger(port.number.value);
        let ports: Vec<&ContainerPort> = container.ports.iter().filter(is_meant).collect();
        let port = *ports.first()?;
        let truth = self.served_port(container)?;
        let is_served = ports.iter().any(|it| truth.numbers.contains(&it.number.value));
        (!is_served).then_some((port, truth))
    }

    /// Whether what starts the container keeps the user that the image sets.
    pub(super) fn start_keeps_user(&self) -> bool {
        self.model.start(self.model.target).is_none_or(|start| !start.drops_privileges)
    }
}

impl Served {
    /// The finding at a place of a manifest, with what is served as the other side.
    pub(super) fn finding(self, at: &Place, message: impl Into<String>) -> Finding {
        let finding = Finding::new(at.span, message).in_file(at.source.clone());
        finding.confidence(Confidence::Likely).label(self.place, self.why)
    }
}

/// Servers of base images have variables of their own for the port.
fn is_told_of_ports(container: &Container) -> bool {
    container.env.iter().any(|(name, _)| name.value.to_uppercase().contains("PORT"))
}

fn moved_by(port: &Port, number: u16) -> String {
    let name = port.variable.as_deref().unwrap_or_default();
    format!("the program reads `{name}`, which is {number} here")
}
