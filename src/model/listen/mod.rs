//! Ports that the container's program listens on, with the evidence, in order of trust.
//!
//! The ranking follows measured agreement with EXPOSE on public repositories: flags of the start command
//! and variables that the framework itself reads agree nearly always, literals in sources mostly.

mod env_file;
mod files;
mod flags;
mod servers;

use std::sync::Arc;

use crate::evidence::Place;
use crate::evidence::program::{self, Language, Listener, Needs, Trust};

use super::Model;
use super::files::StageId;
use super::launched::Launched;
use super::path;
use super::start::Start;
use flags::host_of;
pub use flags::{FlagPort, flag_ports, port_of};
use servers::{DefaultHost, Run, Told};

/// How a port is known, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    Command,
    Environment,
    /// A command line of a script, which may stand in a branch.
    Script,
    Configuration,
    Source,
    Framework,
}

#[derive(Clone, Debug)]
pub struct Port {
    pub number: u16,
    pub udp: bool,
    /// The address that is bound, where it is known.
    pub host: Option<String>,
    /// Why it is that address, where nobody writes it: to be read after "it listens on 127.0.0.1: ".
    pub host_default: Option<String>,
    /// The environment variable that changes port or address when it is set.
    pub variable: Option<String>,
    pub tier: Tier,
    /// To be read after "the program listens on 8080: ".
    pub why: String,
    pub place: Place,
}

/// What is known of the ports of a stage's program.
#[derive(Clone, Debug, Default)]
pub struct Listening {
    pub ports: Vec<Port>,
    /// What the sources say of the program, for other rules.
    pub needs: Vec<Arc<Needs>>,
    /// False where some listener's port could not be read: absence proves nothing.
    pub complete: bool,
    /// The command lines that the container runs.
    pub lines: Vec<Launched>,
}

impl Listening {
    /// The ports of the best tier that says anything; framework defaults do not count.
    pub fn best(&self) -> Vec<&Port> {
        let tcp = || self.ports.iter().filter(|port| !port.udp && port.tier < Tier::Framework);
        let Some(tier) = tcp().map(|port| port.tier).min() else { return Vec::new() };
        tcp().filter(|port| port.tier == tier).collect()
    }

    /// The port that the program surely listens on: what a command or variable says, or the only one that scripts,
    /// configuration or sources name where all of these could be read.
    pub fn decided(&self) -> Option<&Port> {
        let best = self.best();
        let first = *best.first()?;
        let one = best.iter().all(|it| it.number == first.number);
        let sure = match first.tier {
            Tier::Command | Tier::Environment => true,
            Tier::Script => one,
            Tier::Configuration | Tier::Source | Tier::Framework => one && self.complete,
        };
        sure.then_some(first)
    }

    /// The port that a framework takes where nothing tells it, and nothing does.
    pub fn by_default(&self) -> Option<&Port> {
        let mut ports = self.ports.iter().filter(|port| !port.udp);
        match (ports.next(), ports.next()) {
            (Some(port), None) if port.tier == Tier::Framework && self.complete => Some(port),
            _ => None,
        }
    }

    /// Whether any evidence speaks for `number`, also of the weakest kind: debuggers listen where they are told.
    pub fn supports(&self, number: u16) -> bool {
        is_debugger(number) || self.ports.iter().any(|port| port.number == number)
    }
}

impl Port {
    /// Whether nothing outside of the container reaches it.
    pub fn is_loopback(&self) -> bool {
        self.host.as_deref().is_some_and(servers::is_loopback)
    }
}

impl Model {
    /// What the program of the built image listens on. Worked out once.
    pub fn listening(&self) -> &Listening {
        self.listening.get_or_init(|| match self.start(self.target) {
            Some(start) => self.read_listening(self.target, &start),
            None => Listening::default(),
        })
    }

    fn read_listening(&self, stage: StageId, start: &Start) -> Listening {
        let lines = self.launched(stage, start);
        let mut listening = Listening { complete: true, ..Listening::default() };
        for line in &lines {
            self.flags(stage, line, &mut listening);
        }
        self.environment(stage, &lines, &mut listening);
        for line in &lines {
            self.server_files(stage, line, &mut listening);
        }
        if let Some(context) = &self.context {
            for program in self.programs_of(stage, &lines) {
                let needs = program::read(context, &program);
                self.sources(stage, &lines, &program.language, &needs, &mut listening);
                // Without a known entry several programs may have been read as one.
                listening.complete &= program.entry.is_some() || program.language == Language::Jvm;
                listening.complete &= needs.complete && needs.unresolved_listeners == 0;
                listening.needs.push(needs);
            }
        }
        listening.lines = lines;
        listening
    }

    /// Flags that name a port, and servers that have one of their own.
    fn flags(&self, stage: StageId, line: &Launched, listening: &mut Listening) {
        let run = servers::run(line);
        let host = run.as_ref().and_then(|run| self.host_of_run(stage, line, run));
        let found = flags::ports(line);
        for flag in &found {
            let Some(place) = flag.place.clone() else { continue };
            let tier = if line.sure { Tier::Command } else { Tier::Script };
            let why = format!("`{}` of {} says so", flag.words, line.of);
            let (host, host_default) = match &flag.host {
                Some(host) => (Some(host.clone()), None),
                None => host.clone().unwrap_or_default(),
            };
            let (number, variable) = (flag.port, None);
            listening.ports.push(Port { number, udp: false, host, host_default, variable, tier, why, place });
        }
        let Some(run) = run else { return };
        listening.complete &= !run.open;
        let Some(place) = run.name.place.clone().filter(|_| found.is_empty() && !run.open && run.server.port > 0)
        else {
            return;
        };
        let why = format!("`{}` does where nothing tells it", run.name.text.as_deref().unwrap_or_default());
        let (host, host_default) = host.unwrap_or_default();
        let (number, tier) = (run.server.port, Tier::Framework);
        listening.ports.push(Port { number, udp: false, host, host_default, variable: None, tier, why, place });
    }

    /// The address that a server of the table binds, and why where nobody writes it. `None`: not known.
    fn host_of_run(&self, stage: StageId, line: &Launched, run: &Run) -> Option<(Option<String>, Option<String>)> {
        match &run.host {
            Some(Told::Host(host)) => return Some((Some(host.clone()), None)),
            Some(Told::Unknown) => return None,
            None if run.open => return None,
            None => {}
        }
        let state = self.stages[stage].end();
        if let Some(name) = run.server.host_variables.iter().find(|name| state.env.contains_key(**name)) {
            let value = state.env_value(name)?;
            return Some((Some(value.to_owned()), None));
        }
        let told = |name: &&str| line.assigned(name).is_some() || self.configures_host(stage, line, name);
        if run.server.host_variables.iter().any(told) || state.env_open.is_some() {
            return None;
        }
        let configured = |name: &&str| self.configures_host(stage, line, name);
        match run.server.host {
            DefaultHost::All => Some((Some("0.0.0.0".to_owned()), None)),
            DefaultHost::Loopback if !run.server.configuration.iter().any(configured) => {
                let name = path::file_name(run.name.text.as_deref().unwrap_or_default());
                let why = format!("`{name}` does where no flag tells it otherwise");
                Some((Some("127.0.0.1".to_owned()), Some(why)))
            }
            DefaultHost::Loopback | DefaultHost::Unknown => None,
        }
    }

    fn environment(&self, stage: StageId, lines: &[Launched], listening: &mut Listening) {
        let state = self.stages[stage].end();
        let runs = |name: &str| lines.iter().any(|line| line.runs(name));
        // Measured on public images: an ENV of these names and EXPOSE agree in 97 of 100.
        let mut wanted: Vec<&str> = vec!["PORT", "SERVER_PORT", "ROCKET_PORT", "NITRO_PORT", "NUXT_PORT"];
        let urls = state.env.contains_key("ASPNETCORE_URLS");
        wanted.push(if urls { "ASPNETCORE_URLS" } else { "ASPNETCORE_HTTP_PORTS" });
        let own = [("flask", "FLASK_RUN_PORT"), ("uvicorn", "UVICORN_PORT"), ("gunicorn", "GUNICORN_CMD_ARGS")];
        wanted.extend(own.iter().filter(|(name, _)| runs(name)).map(|(_, variable)| *variable));
        let named = state.env.keys().map(String::as_str).filter(|name| OWN_PORT.iter().any(|end| name.ends_with(end)));
        wanted.extend(named.filter(|name| !wanted.contains(name)).collect::<Vec<_>>());
        if listening.ports.iter().any(|port| port.tier == Tier::Command) {
            return;
        }
        for name in wanted {
            if let Some((value, place)) = lines.iter().find_map(|line| line.assigned(name)) {
                listening.told(name, value, place);
                continue;
            }
            let Some(variable) = state.env.get(name) else { continue };
            let Some(value) = variable.value.known() else {
                listening.complete = false;
                continue;
            };
            let Some(span) = variable.span else { continue };
            listening.told(name, value, &self.place(span));
        }
    }

    /// Listeners in sources and configuration, with the variables of the image applied.
    fn sources(
        &self,
        stage: StageId,
        lines: &[Launched],
        language: &Language,
        needs: &Needs,
        listening: &mut Listening,
    ) {
        for listener in &needs.listeners {
            let set = listener.variable.as_deref().and_then(|name| Some((name, self.variable(stage, lines, name)?)));
            let port = match set {
                Some((name, Some((value, place)))) => {
                    let Some(number) = port_of(&value) else { continue };
                    let why = format!("the program reads `{name}`, which is `{value}`");
                    let host = host_of(&value).or_else(|| listener.host.clone());
                    let port = listener_port(listener, Tier::Environment, why);
                    Port { number, host, place, ..port }
                }
                Some((_, None)) => {
                    listening.complete = false;
                    continue;
                }
                None => {
                    let what = if *language == Language::Jvm { "configuration" } else { "source" };
                    let tier = match listener.trust {
                        Trust::Configuration => Tier::Configuration,
                        Trust::Source => Tier::Source,
                        Trust::Framework => Tier::Framework,
                    };
                    let port = listener_port(listener, tier, format!("its {what} says so"));
                    // Gradio takes its address from a variable; no other framework has its port.
                    let is_gradio = port.tier == Tier::Framework && port.number == 7860;
                    let is_told = is_gradio && self.variable(stage, lines, "GRADIO_SERVER_NAME").is_some();
                    Port { host: port.host.filter(|_| !is_told), ..port }
                }
            };
            listening.ports.push(port);
        }
    }

    /// The value of an environment variable that is set, and where. `None`: it is not set; inside: it is not known.
    fn variable(&self, stage: StageId, lines: &[Launched], name: &str) -> Option<Option<(String, Place)>> {
        if let Some((value, place)) = lines.iter().find_map(|line| line.assigned(name)) {
            return Some(Some((value.to_owned(), place.clone())));
        }
        let Some(variable) = self.stages[stage].end().env.get(name) else {
            return self.in_env_file(stage, lines, name);
        };
        let known = variable.value.known().zip(variable.span);
        Some(known.map(|(value, span)| (value.to_owned(), self.place(span))))
    }
}

impl Listening {
    /// The ports in the value of the variable `name`.
    fn told(&mut self, name: &str, value: &str, place: &Place) {
        for text in value.split([';', ',', ' ']) {
            let Some(number) = port_of(text) else { continue };
            let why = format!("`{name}={value}` says so");
            let (place, host, host_default) = (place.clone(), host_of(text), None);
            let (tier, variable) = (Tier::Environment, Some(name.to_owned()));
            self.ports.push(Port { number, udp: false, host, host_default, variable, tier, why, place });
        }
    }
}

fn listener_port(listener: &Listener, tier: Tier, why: String) -> Port {
    Port {
        number: listener.port,
        udp: listener.udp,
        host: listener.host.clone(),
        host_default: None,
        variable: listener.variable.clone(),
        tier,
        why,
        place: listener.place.clone(),
    }
}

/// Ends of names under which programs read the address that they listen on.
const OWN_PORT: [&str; 8] =
    ["LISTEN_ADDR", "HTTP_ADDR", "LISTEN_PORT", "SERVER_PORT", "HTTP_PORT", "WEB_PORT", "APP_PORT", "LISTEN_ADDRESS"];

/// Whether debuggers usually listen on the port.
pub fn is_debugger(number: u16) -> bool {
    DEBUGGERS.contains(&number)
}

/// Ports of debuggers, which are exposed beside what the program serves.
const DEBUGGERS: [u16; 6] = [2345, 5005, 5678, 5858, 9229, 40000];
