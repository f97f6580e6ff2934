//! Ports that the container's program listens on, with the evidence, in order of trust.
//!
//! The ranking follows measured agreement with EXPOSE on public repositories: flags of the start command
//! and variables that the framework itself reads agree nearly always, literals in sources mostly.

use crate::context::Node;
use crate::evidence::Place;
use crate::evidence::program::{self, Language, Needs, Trust};
use crate::source::{Source, Span};

use super::Model;
use super::files::{Content, Look, StageId};
use super::path;
use super::start::{Start, StartWord};

/// How a port is known, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    Command,
    Environment,
    Configuration,
    Source,
    Framework,
}

#[derive(Clone, Debug)]
pub struct Port {
    pub number: u16,
    pub udp: bool,
    /// The address that is bound, where it is written.
    pub host: Option<String>,
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
    pub needs: Vec<Needs>,
    /// False where some listener's port could not be read: absence proves nothing.
    pub complete: bool,
}

impl Listening {
    /// The ports of the best tier that says anything; framework defaults do not count.
    pub fn best(&self) -> Vec<&Port> {
        let tcp = || self.ports.iter().filter(|port| !port.udp && port.tier < Tier::Framework);
        let Some(tier) = tcp().map(|port| port.tier).min() else { return Vec::new() };
        tcp().filter(|port| port.tier == tier).collect()
    }

    /// Whether any evidence speaks for `number`, also of the weakest kind: debuggers listen where they are told.
    pub fn supports(&self, number: u16) -> bool {
        DEBUGGERS.contains(&number) || self.ports.iter().any(|port| port.number == number)
    }
}

/// Reads the listeners of a configuration file.
type Read = fn(&Source) -> Vec<program::Listener>;

impl Model {
    /// What the program of the built image listens on. Worked out once.
    pub fn listening(&self) -> &Listening {
        self.listening.get_or_init(|| match self.start(self.target) {
            Some(start) => self.read_listening(self.target, &start),
            None => Listening::default(),
        })
    }

    fn read_listening(&self, stage: StageId, start: &Start) -> Listening {
        let mut listening = Listening { complete: true, ..Listening::default() };
        self.flags(start, &mut listening);
        self.environment(stage, start, &mut listening);
        self.web_servers(stage, start, &mut listening);
        let Some(context) = &self.context else { return listening };
        for program in self.programs(stage, start) {
            let needs = program::read(context, &program);
            self.sources(stage, &program.language, &needs, &mut listening);
            // Without a known entry several programs may have been read as one.
            listening.complete &= program.entry.is_some() || program.language == Language::Jvm;
            listening.complete &= needs.complete && needs.unresolved_listeners == 0;
            listening.needs.push(needs);
        }
        listening
    }

    fn flags(&self, start: &Start, listening: &mut Listening) {
        for (number, host, span) in flag_ports(&start.argv) {
            let place = self.place(span);
            let why = format!("`{}` of the start command says so", self.source.slice(span));
            listening.ports.push(Port { number, udp: false, host, tier: Tier::Command, why, place });
        }
    }

    fn environment(&self, stage: StageId, start: &Start, listening: &mut Listening) {
        let state = self.stages[stage].end();
        let names = start.argv.iter().filter_map(|word| word.text.as_deref()).map(path::file_name);
        let programs: Vec<&str> = names.collect();
        let runs = |name: &str| programs.contains(&name);
        // Measured on public images: an ENV of these names and EXPOSE agree in 97 of 100.
        let mut wanted: Vec<&str> = vec!["PORT", "SERVER_PORT", "ROCKET_PORT", "NITRO_PORT", "NUXT_PORT"];
        let urls = state.env.contains_key("ASPNETCORE_URLS");
        wanted.push(if urls { "ASPNETCORE_URLS" } else { "ASPNETCORE_HTTP_PORTS" });
        if runs("flask") {
            wanted.push("FLASK_RUN_PORT");
        }
        if runs("uvicorn") {
            wanted.push("UVICORN_PORT");
        }
        if runs("gunicorn") {
            wanted.push("GUNICORN_CMD_ARGS");
        }
        let named = state.env.keys().map(String::as_str).filter(|name| OWN_PORT.iter().any(|end| name.ends_with(end)));
        wanted.extend(named.filter(|name| !wanted.contains(name)).collect::<Vec<_>>());
        if listening.ports.iter().any(|port| port.tier == Tier::Command) {
            return;
        }
        for name in wanted {
            let Some(variable) = state.env.get(name) else { continue };
            let Some(value) = variable.value.known() else {
                listening.complete = false;
                continue;
            };
            let Some(span) = variable.span else { continue };
            for number in value.split([';', ',', ' ']).filter_map(port_of) {
                let why = format!("`{name}={value}` says so");
                let place = self.place(span);
                let host = None;
                listening.ports.push(Port { number, udp: false, host, tier: Tier::Environment, why, place });
            }
        }
    }

    /// `listen` lines of nginx and addresses of a Caddyfile that the image gets from the context.
    fn web_servers(&self, stage: StageId, start: &Start, listening: &mut Listening) {
        let runs = |name: &str| {
            start.argv.iter().filter_map(|word| word.text.as_deref()).any(|text| path::file_name(text) == name)
        };
        let (files, read): (Vec<String>, Read) = if runs("nginx") {
            let (mut files, _) = self.glob(stage, "/etc/nginx/conf.d/*.conf");
            files.extend(["/etc/nginx/nginx.conf".to_owned()]);
            files.extend(self.glob(stage, "/etc/nginx/sites-enabled/*").0);
            (files, program::nginx_listens)
        } else if runs("caddy") {
            (vec!["/etc/caddy/Caddyfile".to_owned()], program::caddy_listens)
        } else {
            return;
        };
        let Some(context) = &self.context else { return };
        for file in files {
            let Look::Present(found) = self.look(stage, &file) else { continue };
            let Content::Context(name) = &found.entry.content else { continue };
            let Some(source) = context.read(name).filter(|_| matches!(context.node(name), Node::File { .. })) else {
                continue;
            };
            for listener in read(&source) {
                listening.ports.push(Port {
                    number: listener.port,
                    udp: listener.udp,
                    host: listener.host,
                    tier: Tier::Configuration,
                    why: format!("`{name}` says so"),
                    place: listener.place,
                });
            }
        }
    }

    /// Listeners in sources and configuration, with the variables of the image applied.
    fn sources(&self, stage: StageId, language: &Language, needs: &Needs, listening: &mut Listening) {
        let state = self.stages[stage].end();
        for listener in &needs.listeners {
            let tier = match listener.trust {
                Trust::Configuration => Tier::Configuration,
                Trust::Source => Tier::Source,
                Trust::Framework => Tier::Framework,
            };
            let set = listener.variable.as_deref().and_then(|name| Some((name, state.env.get(name)?)));
            let port = match set {
                Some((name, variable)) => {
                    let (Some(value), Some(span)) = (variable.value.known(), variable.span) else {
                        listening.complete = false;
                        continue;
                    };
                    let Some(number) = port_of(value) else { continue };
                    let why = format!("the program reads `{name}`, which is `{value}`");
                    let place = self.place(span);
                    Port { number, udp: listener.udp, host: listener.host.clone(), tier: Tier::Environment, why, place }
                }
                None => Port {
                    number: listener.port,
                    udp: listener.udp,
                    host: listener.host.clone(),
                    tier,
                    why: format!("its {} says so", if *language == Language::Jvm { "configuration" } else { "source" }),
                    place: listener.place.clone(),
                },
            };
            listening.ports.push(port);
        }
    }
}

/// The port at the end of `8080`, `:8080`, `0.0.0.0:8080`, `http://+:8080`, `tcp://0.0.0.0:8080`.
fn port_of(text: &str) -> Option<u16> {
    let text = text.trim().trim_end_matches('/');
    let tail = text.rsplit(':').next().unwrap_or(text);
    tail.parse().ok().filter(|port| *port > 0)
}

fn host_of(text: &str) -> Option<String> {
    let text = text.rsplit("://").next().unwrap_or(text);
    let (host, _) = text.rsplit_once(':')?;
    (!host.is_empty()).then(|| host.trim_matches(['[', ']']).to_owned())
}

/// Ends of names under which programs read the address that they listen on.
const OWN_PORT: [&str; 8] =
    ["LISTEN_ADDR", "HTTP_ADDR", "LISTEN_PORT", "SERVER_PORT", "HTTP_PORT", "WEB_PORT", "APP_PORT", "LISTEN_ADDRESS"];

/// Ports of debuggers, which are exposed beside what the program serves.
const DEBUGGERS: [u16; 6] = [2345, 5005, 5678, 5858, 9229, 40000];

/// Flags that name the port to listen on, whatever the program.
const PORT_FLAGS: [&str; 14] = [
    "--port",
    "-port",
    "--http-port",
    "--bind",
    "-b",
    "--listen",
    "-listen",
    "--addr",
    "-addr",
    "--address",
    "--http-addr",
    "--listen-address",
    "--urls",
    "--server.port",
];

/// (port, host, place) of every flag of the start command that names a port.
fn flag_ports(argv: &[StartWord]) -> Vec<(u16, Option<String>, Span)> {
    let text = |at: usize| argv.get(at).and_then(|word| word.text.as_deref());
    let programs: Vec<&str> = (0..argv.len()).filter_map(text).map(path::file_name).collect();
    let short = [
        "flask",
        "next",
        "vite",
        "rails",
        "puma",
        "serve",
        "http-server",
        "gunicorn",
        "uvicorn",
        "daphne",
        "hypercorn",
    ];
    let takes_p = programs.iter().any(|name| short.contains(name));
    let is_php = programs.iter().any(|name| name.starts_with("php"));
    let mut found = Vec::new();
    for (at, word) in argv.iter().enumerate() {
        let (Some(value), Some(span)) = (word.text.as_deref(), word.span) else { continue };
        let next = || text(at + 1).zip(argv.get(at + 1).and_then(|word| word.span));
        let (flag, inline) = value.split_once('=').map_or((value, None), |(flag, it)| (flag, Some(it)));
        let is_flag = PORT_FLAGS.contains(&flag)
            || (takes_p && matches!(flag, "-p" | "-l"))
            || (is_php && flag == "-S")
            || flag == "-Dserver.port"
            || flag == "-Dquarkus.http.port";
        let pair = match inline {
            Some(inline) if is_flag => Some((inline, span)),
            None if is_flag => next(),
            None if programs.contains(&"runserver") && at > 0 && text(at - 1) == Some("runserver") => {
                Some((value, span))
            }
            _ => None,
        };
        let Some((value, span)) = pair else { continue };
        if let Some(port) = port_of(value) {
            found.push((port, host_of(value), span));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ports(line: &str) -> Vec<u16> {
        let word = |text: &str| StartWord { text: Some(text.to_owned()), span: Some(Span::default()), given: None };
        let argv: Vec<StartWord> = line.split(' ').map(word).collect();
        flag_ports(&argv).into_iter().map(|(port, _, _)| port).collect()
    }

    #[test]
    fn reads_port_flags() {
        for (line, expected) in [
            ("gunicorn -b 0.0.0.0:8000 app:app", vec![8000]),
            ("gunicorn --bind=:8001 app:app", vec![8001]),
            ("uvicorn app:app --host 0.0.0.0 --port 80", vec![80]),
            ("flask run -p 5001", vec![5001]),
            ("java -Dserver.port=9000 -jar a.jar", vec![9000]),
            ("php -S 0.0.0.0:8080", vec![8080]),
            ("python manage.py runserver 0.0.0.0:8000", vec![8000]),
            ("./server -p 99", vec![]),
            ("gunicorn --bind unix:/run/a.sock app:app", vec![]),
            ("dotnet a.dll --urls http://+:5000", vec![5000]),
        ] {
            assert_eq!(ports(line), expected, "{line}");
        }
    }
}
