//! The server binds `127.0.0.1` only: inside the container that is the container alone, so no published port, Service
//! or probe reaches it.
//!
//! Silent where anything else is bound too, where a listener could not be read, where a variable that the image or a
//! manifest sets gives the address, where another server of the image may stand in front, beside sidecars (the
//! containers of a pod share the address), and where nothing says that the port is to be reached from outside.

use crate::evidence::Place;
use crate::evidence::deployment::{Container, Platform};
use crate::facts::commands::Arg;
use crate::model::launched::{Launched, LaunchedWord};
use crate::model::listen::{Listening, Port, Tier};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, edits};
use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "listens-on-loopback", check };

fn check(input: &Input) -> Vec<Finding> {
    finding(input).into_iter().collect()
}

fn finding(input: &Input) -> Option<Finding> {
    let listening = input.model.listening();
    let port = only_loopback(listening)?;
    if has_front(input) || !starts_as_built(input) || port.tier == Tier::Source && is_lost(listening, input) {
        return None;
    }
    let host = port.host.as_deref()?;
    // A debugger or a metrics page may be meant for the container alone.
    let asked = asked_from_outside(input, port.number);
    let sure = match (&port.variable, asked) {
        (None, true) => Confidence::Likely,
        _ => Confidence::Possible,
    };
    let message =
        format!("the program listens on {host}:{} only, which nothing outside of the container reaches", port.number);
    let own = port.place.source.path() == input.model.source.path();
    let mut finding = Finding::new(port.place.span, message).confidence(sure);
    if !own {
        finding.span = started_by(input).or_else(|| input.model.final_from())?;
        finding = finding.label(port.place.clone(), format!("it listens on {host}: {}", port.why));
    } else if let Some(why) = &port.host_default {
        finding = finding.label(port.place.clone(), format!("it listens on {host}: {why}"));
    }
    finding = finding.fixes(everywhere(input, port, host));
    let exposed = input.model.image()?.ports.iter().find(|it| it.span.is_some());
    if let Some(span) = exposed.and_then(|it| it.span) {
        finding = finding.label(input.model.place(span), "others are to reach it by this port");
    }
    Some(finding)
}

/// Servers that take an address by one word, behind the words that name them.
const FLAGS: [(&[&str], &str); 15] = [
    (&["flask", "run"], "--host=0.0.0.0"),
    (&["uvicorn"], "--host=0.0.0.0"),
    (&["fastapi", "dev"], "--host=0.0.0.0"),
    (&["artisan", "serve"], "--host=0.0.0.0"),
    (&["hugo", "server"], "--bind=0.0.0.0"),
    (&["hugo", "serve"], "--bind=0.0.0.0"),
    (&["jekyll", "serve"], "--host=0.0.0.0"),
    (&["vite", "preview"], "--host=0.0.0.0"),
    (&["vite"], "--host=0.0.0.0"),
    (&["webpack", "serve"], "--host=0.0.0.0"),
    (&["webpack-dev-server"], "--host=0.0.0.0"),
    (&["ng", "serve"], "--host=0.0.0.0"),
    (&["astro", "dev"], "--host=0.0.0.0"),
    (&["mlflow", "server"], "--host=0.0.0.0"),
    (&["mlflow", "ui"], "--host=0.0.0.0"),
];

/// All addresses in the place of the one that is bound: where that is written, else as a flag of the server.
fn everywhere(input: &Input, port: &Port, host: &str) -> Option<Fix> {
    let (place, edit) = match port.host_default {
        Some(_) => flag(input)?,
        None => written(input, port, host)?,
    };
    let fix = Fix::new("listen on all addresses", Safety::Unsafe, vec![edit]);
    let own = place.source.path() == input.model.source.path();
    Some(if own { fix } else { fix.in_file(place.source) })
}

/// The only word of the command line, or the line of the source, that names the host.
fn written(input: &Input, port: &Port, host: &str) -> Option<(Place, Edit)> {
    let words = input.model.listening().lines.iter().flat_map(|it| &it.words);
    let named = words.filter(|it| it.text.as_deref().is_some_and(|it| it.contains(host)));
    let mut places = named.filter_map(|it| it.place.clone());
    if let (Some(place), None) = (places.next(), places.next()) {
        let edit = edits::instead(&place.source, place.span, host, "0.0.0.0")?;
        return Some((place, edit));
    }
    if port.tier != Tier::Source {
        return None;
    }
    let source = &port.place.source;
    let line = source.line_span(source.line(port.place.span.start));
    Some((port.place.clone(), edits::instead(source, line, host, "0.0.0.0")?))
}

fn flag(input: &Input) -> Option<(Place, Edit)> {
    for line in &input.model.listening().lines {
        for (names, flag) in &FLAGS {
            // Options may stand between the words.
            let mut words = line.words.iter();
            let last = names.iter().try_fold(None, |_, name| {
                let is_it =
                    |it: &&LaunchedWord| it.text.as_deref().is_some_and(|it| it.rsplit('/').next() == Some(*name));
                words.by_ref().find(is_it).map(Some)
            });
            let Some(last) = last.flatten() else { continue };
            let place = last.place.clone()?;
            let (written, rest) = (place.source.slice(place.span), &place.source.text()[place.span.end as usize..]);
            let is_json = written.starts_with('"') && rest.trim_start().starts_with([',', ']']);
            let text = if is_json { format!(", \"{flag}\"") } else { format!(" {flag}") };
            // What a script of `package.json` runs stands at one place as a whole.
            let named = names.join(" ");
            let edit = match is_json || !written.contains(['"', '\'', ' ']) {
                true => Edit::insert(place.span.end, text),
                false => edits::instead(&place.source, place.span, &named, &format!("{named}{text}"))?,
            };
            return Some((place, edit));
        }
    }
    None
}

/// The first word of the start command that stands in the Dockerfile.
fn started_by(input: &Input) -> Option<Span> {
    let words = &input.model.listening().lines.first()?.words;
    let own = |it: &&Place| it.source.path() == input.model.source.path();
    words.iter().filter_map(|it| it.place.as_ref()).find(own).map(|it| it.span)
}

/// The port, where all that is bound is bound to the loopback address.
fn only_loopback(listening: &Listening) -> Option<&Port> {
    let tcp: Vec<&Port> = listening.ports.iter().filter(|it| !it.udp).collect();
    // A flag says it all; sources must have been read whole.
    let by_command: Vec<&Port> =
        tcp.iter().filter(|it| it.tier <= Tier::Script || it.host_default.is_some()).copied().collect();
    let relevant = if by_command.is_empty() { tcp } else { by_command };
    let first = *relevant.first()?;
    let from_sources = first.tier > Tier::Script && first.host_default.is_none();
    if from_sources && listening.lines.iter().any(may_tell_host) {
        return None;
    }
    let all = relevant.iter().all(|it| it.is_loopback());
    let sure = first.tier == Tier::Command || listening.complete;
    (all && sure).then_some(first)
}

/// Whether a command line may give the program another address than its sources do.
fn may_tell_host(line: &Launched) -> bool {
    const WORDS: [&str; 5] = ["host", "addr", "bind", "listen", "0.0.0.0"];
    let tells =
        |text: &str| text.contains("0.0.0.0") || text.starts_with('-') && WORDS.iter().any(|it| text.contains(it));
    line.words.iter().any(|word| word.text.as_deref().is_none_or(tells))
}

/// Whether another server, a tunnel or a supervisor of the image may take the connections.
fn has_front(input: &Input) -> bool {
    const FRONTS: [&str; 16] = [
        "nginx",
        "caddy",
        "haproxy",
        "envoy",
        "traefik",
        "apache2",
        "httpd",
        "supervisor",
        "supervisord",
        "socat",
        "s6-overlay",
        "cloudflared",
        "tailscale",
        "stunnel",
        "varnish",
        "runit",
    ];
    let named = |text: &str| FRONTS.iter().any(|name| text == *name || text.rsplit('/').next() == Some(*name));
    let model = input.model;
    let stages: Vec<usize> = model.chain(model.target).map(|it| it.id).collect();
    let mut words = model.invocations.iter().filter(|it| stages.contains(&it.stage)).flat_map(|it| &it.argv);
    let installed = words.any(|it| matches!(it, Arg::Known(text) if named(text)));
    let started =
        model.listening().lines.iter().any(|line| line.text().iter().any(|it| named(it) || it.contains("s6-")));
    let base = model.chain(model.target).last().and_then(|it| it.facts()).map(|it| it.image.as_str());
    installed || started || base.is_some_and(|image| FRONTS.iter().any(|name| image.contains(name)))
}

/// Whether the start command is looked for in folders that are not known: it may be a script that gives the address.
fn is_lost(listening: &Listening, input: &Input) -> bool {
    let program = listening.lines.first().and_then(|it| it.words.first()).and_then(|it| it.text.as_deref());
    let is_searched = program.is_none_or(|it| !it.contains('/'));
    is_searched && input.model.image().is_none_or(|it| it.search_path().is_none())
}

/// Whether every manifest starts the image as it is: no other command, no variable that may hold the address.
fn starts_as_built(input: &Input) -> bool {
    let containers = || input.workloads.iter().flat_map(|it| &it.containers);
    let is_told = |it: &Container| {
        let says = |name: &str| {
            ["HOST", "ADDR", "BIND", "LISTEN", "URL"].iter().any(|word| name.to_uppercase().contains(word))
        };
        it.command.is_some() || it.args.is_some() || it.env_open || it.env.iter().any(|(name, _)| says(&name.value))
    };
    let shares = input.workloads.iter().any(|it| it.platform == Platform::Kubernetes && it.containers.len() > 1);
    !shares && !containers().any(is_told)
}

/// Whether the image or a manifest says that the port is reached from outside.
fn asked_from_outside(input: &Input, number: u16) -> bool {
    let exposed = input.model.image().is_some_and(|state| {
        state
            .ports
            .iter()
            .filter(|it| it.span.is_some())
            .any(|it| it.ports.as_ref().is_some_and(|it| it.contains(&number)))
    });
    let mut ports = input.workloads.iter().flat_map(|it| &it.containers).flat_map(|it| &it.ports);
    exposed || ports.any(|it| it.number.value == number)
}
