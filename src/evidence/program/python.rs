//! Python: the file that is started and the project's modules, gunicorn's configuration, requirements.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::context::path::{clean, join, parent};
use crate::source::Source;

use super::bind::address;
use super::code::{self, Code};
use super::configuration::number_after;
use super::listen::{Certainty, Listeners, Site, sites};
use super::pattern::regex;
use super::project::Project;
use super::tls;
use super::{Listener, Needs, Trust};

static RUN: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\b((?:self\.)?\w+)\.(run|run_app|Config|run_server|launch|run_async)\("));
static TUPLE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\b(?:\w+\.)*(?:HTTPServer|ThreadingHTTPServer|TCPServer|ThreadingTCPServer|UDPServer|WSGIServer|WebSocketServer|bind)\(\s*\(",
    )
});
static SERVER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\b(?:\w+\.)*(make_server|start_server|serve|start_http_server|add_insecure_port|add_secure_port|run_simple|create_server)\(",
    )
});
static TORNADO: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(?:app|application|server|http_server|httpd)\.listen\("));
static MAIN: LazyLock<Regex> = LazyLock::new(|| regex(r#"(?m)^if\s+__name__\s*==\s*["']__main__["']\s*:"#));
static IMPORT: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?m)^[ \t]*(?:from\s+(\.*[\w.]*)\s+import\s+(?:\(([\w ,\n\t]*)|([\w ,\t]*))|import\s+([\w., ]+))")
});
static BIND: LazyLock<Regex> = LazyLock::new(|| regex(r"(?m)^bind\s*=\s*"));
static REQUIREMENT: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"(?m)^\s*["']?([A-Za-z][\w.-]*)(?:\[[^\]]*\])?["']?\s*(?:[=<>~!^;,"'\\]|$)"#));

const SERVICES: &[(&str, &str)] = &[
    ("boto3", "AWS"),
    ("aiobotocore", "AWS"),
    ("google-cloud-*", "Google Cloud"),
    ("google-api-python-client", "Google's APIs"),
    ("firebase-admin", "Firebase"),
    ("azure-*", "Azure"),
    ("stripe", "Stripe"),
    ("sentry-sdk", "Sentry"),
    ("slack-sdk", "Slack"),
    ("slack-bolt", "Slack"),
    ("discord.py", "Discord"),
    ("python-telegram-bot", "Telegram"),
    ("aiogram", "Telegram"),
    ("PyGithub", "GitHub"),
    ("openai", "OpenAI"),
    ("anthropic", "Anthropic"),
    ("twilio", "Twilio"),
    ("sendgrid", "SendGrid"),
    ("newrelic", "New Relic"),
    ("tweepy", "Twitter"),
    ("huggingface-hub", "Hugging Face"),
];

pub(super) fn read(project: &Project, needs: &mut Needs) {
    let all = project.codes(&["py"], &code::PYTHON);
    let entry = project.program.entry.as_deref();
    let (mut files, started) = reached(project, all);
    if started {
        // The block behind the test of `__name__` runs only in the file that is started.
        for code in files.iter_mut().filter(|it| Some(it.path.as_str()) != entry) {
            if let Some(found) = MAIN.find(&code.text) {
                code.blank(found.start()..code.text.len());
            }
        }
    }
    listeners(&files, needs);
    tls::literals(&files, needs, &tls::PYTHON);
    configuration(project, needs);
    for name in ["requirements.txt", "pyproject.toml", "Pipfile"] {
        if let Some(source) = project.file(name) {
            tls::manifest(source, &REQUIREMENT, SERVICES, needs);
        }
    }
}

/// The started file and the modules of the project that it imports; all files where it is not known.
fn reached(project: &Project, all: Vec<Code>) -> (Vec<Code>, bool) {
    let start = project.program.entry.as_deref().and_then(|entry| all.iter().position(|it| it.path == entry));
    let Some(start) = start else { return (all, false) };
    let places = code::places(&all);
    let find = |base: &str, module: &str| -> Vec<usize> {
        let Some(path) = clean(&join(base, &module.replace('.', "/"))) else { return Vec::new() };
        let names = [format!("{path}.py"), join(&path, "__init__.py"), join(&path, "__main__.py")];
        names.iter().filter_map(|path| places.get(path.as_str()).copied()).collect()
    };
    let mut seen = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(index) = open.pop() {
        let code = &all[index];
        let folder = parent(&code.path).to_owned();
        for (base, module) in modules(code, &folder) {
            let bases = match base {
                Some(base) => vec![base],
                None => vec![project.program.root.clone(), folder.clone(), join(&project.program.root, "src")],
            };
            let next = bases.iter().flat_map(|base| find(base, &module));
            open.extend(next.filter(|it| seen.insert(*it)).collect::<Vec<_>>());
        }
    }
    (all.into_iter().enumerate().filter(|(index, _)| seen.contains(index)).map(|(_, code)| code).collect(), true)
}

/// The modules that a file imports: the folder that they are relative to, if any, and their name.
fn modules(code: &Code, folder: &str) -> Vec<(Option<String>, String)> {
    let mut out = Vec::new();
    for found in IMPORT.captures_iter(&code.text).take(300) {
        if let Some(list) = found.get(4) {
            out.extend(
                list.as_str().split(',').filter_map(|it| it.split_whitespace().next()).map(|it| (None, it.to_owned())),
            );
            continue;
        }
        let from = found.get(1).map_or("", |it| it.as_str());
        let dots = from.len() - from.trim_start_matches('.').len();
        let name = from.trim_start_matches('.');
        let base = (dots > 0).then(|| (1..dots).fold(folder.to_owned(), |it, _| parent(&it).to_owned()));
        let members = found.get(2).or(found.get(3)).map_or("", |it| it.as_str()).split([',', '\n']);
        for member in members.filter_map(|it| it.split_whitespace().next()).take(40) {
            let full = if name.is_empty() { member.to_owned() } else { format!("{name}.{member}") };
            out.push((base.clone(), full));
        }
        if !name.is_empty() {
            out.push((base, name.to_owned()));
        }
    }
    out
}

fn listeners(files: &[Code], needs: &mut Needs) {
    let mut out = Listeners::new(files, needs);
    for site in sites(files, &RUN) {
        run(&mut out, site.file, site.range.clone(), &site.groups);
    }
    for site in sites(files, &TUPLE) {
        let udp = files[site.file].slice(site.range.clone()).contains("UDP");
        let is_bind = files[site.file].slice(site.range.clone()).contains("bind");
        let certainty = if is_bind { Certainty::Perhaps } else { Certainty::Sure };
        let start = site.range.end - 1;
        if let Some(end) = files[site.file].closing(site.range.end) {
            out.add(site.file, start..end + 1, &Site { host: None, udp, certainty });
        }
    }
    for site in sites(files, &TORNADO) {
        if let Some(first) = files[site.file].arguments(site.range.end).unwrap_or_default().first() {
            out.add(site.file, first.clone(), &Site { certainty: Certainty::Perhaps, ..Site::default() });
        }
    }
    for site in sites(files, &SERVER) {
        server(&mut out, site.file, site.range.end, &site.groups);
    }
}

/// `app.run(host="0.0.0.0", port=5000)`, `uvicorn.run(app, port=8000)`.
fn run(out: &mut Listeners, file: usize, range: Range<usize>, groups: &[Option<Range<usize>>]) {
    let code = &out.files[file];
    let [Some(receiver), Some(method)] = groups else { return };
    let (receiver, method) = (code.slice(receiver.clone()), code.slice(method.clone()));
    let arguments = code.arguments(range.end).unwrap_or_default();
    let port = out.named(file, &arguments, "port").or_else(|| out.named(file, &arguments, "server_port"));
    // Flask takes host and port by position too: `app.run("0.0.0.0", 5000)`.
    let is_app = method == "run" && ["app", "application", "server", "self.app"].contains(&receiver);
    let by_position = |at: usize| {
        let argument = arguments.get(at).filter(|_| is_app)?;
        (!code.slice(argument.clone()).contains(['=', '*'])).then(|| argument.clone())
    };
    // Gradio has a name of its own for it.
    let named = out.named(file, &arguments, "host").or_else(|| out.named(file, &arguments, "server_name"));
    let given = named.or_else(|| by_position(0));
    let host = given.clone().and_then(|it| out.values.host(file, it));
    if let Some(port) = port {
        out.add(file, port, &Site { host, ..Site::default() });
        return;
    }
    if let Some(port) = by_position(1) {
        out.add(file, port, &Site { host, certainty: Certainty::Perhaps, ..Site::default() });
        return;
    }
    let spread = arguments.iter().any(|it| code.slice(it.clone()).starts_with('*'));
    let uses = |name: &str| code.text.contains(name);
    let default = match (receiver, method) {
        ("uvicorn", "run" | "Config") => Some(8000),
        ("web", "run_app") => Some(8080),
        _ if is_app && uses("Flask(") => Some(5000),
        _ if is_app && uses("Sanic(") => Some(8000),
        _ if is_app && uses("Quart(") => Some(5000),
        (_, "launch") if uses("gradio") => Some(7860),
        _ => None,
    };
    match default {
        Some(_) if spread => out.needs.unresolved_listeners += 1,
        Some(port) => {
            out.framework(file, range, port, None);
            let last = out.needs.listeners.last_mut().filter(|_| port != 8080);
            // All but aiohttp bind to the loopback address unless told otherwise.
            if let Some(last) = last {
                last.host = if given.is_some() { host } else { Some("127.0.0.1".to_owned()) };
            }
        }
        None => {}
    }
}

/// Servers that take host and port by position or by name.
fn server(out: &mut Listeners, file: usize, start: usize, groups: &[Option<Range<usize>>]) {
    let code = &out.files[file];
    let Some(name) = groups[0].clone().map(|it| code.slice(it)) else { return };
    let arguments = code.arguments(start).unwrap_or_default();
    let position = |at: usize| arguments.get(at).filter(|it| !code.slice((*it).clone()).contains('=')).cloned();
    let named = out.named(file, &arguments, "port");
    let (host, port) = match name {
        "make_server" | "run_simple" => (position(0), named.or_else(|| position(1))),
        "start_server" | "create_server" => (position(1), named.or_else(|| position(2))),
        "start_http_server" | "add_insecure_port" | "add_secure_port" => (None, named.or_else(|| position(0))),
        _ => (None, named),
    };
    let host = out.named(file, &arguments, "host").or(host).and_then(|it| out.values.host(file, it));
    let certainty = if name == "serve" { Certainty::Perhaps } else { Certainty::Sure };
    match port {
        Some(port) => out.add(file, port, &Site { host, udp: false, certainty }),
        None if name == "serve" && code.text.contains("from waitress") => {
            out.framework(file, groups[0].clone().unwrap_or_default(), 8080, None);
        }
        None => {}
    }
}

/// Streamlit's settings.
fn configuration(project: &Project, needs: &mut Needs) {
    if let Some(source) = project.file(".streamlit/config.toml")
        && let Some(range) = number_after(source.text(), r"(?m)^\s*(?:server\.)?port\s*=\s*(\d+)")
        && let Some((port, _)) = address(&source.text()[range.clone()])
    {
        needs.listeners.push(Listener {
            port,
            host: None,
            udp: false,
            variable: Some("STREAMLIT_SERVER_PORT".to_owned()),
            trust: Trust::Configuration,
            place: tls::place_of(source, range),
        });
    }
}

/// What gunicorn's configuration binds, and whether all of it could be read.
pub fn gunicorn_listens(source: &Source) -> (Vec<Listener>, bool) {
    let files = [Code::new("gunicorn.conf.py", source, &code::PYTHON)];
    let mut needs = Needs::default();
    let mut out = Listeners::new(&files, &mut needs);
    for site in sites(&files, &BIND) {
        let expression = files[0].expression(site.range.end);
        let expression = files[0].trim(expression);
        // A list of addresses.
        if files[0].slice(expression.clone()).starts_with('[') {
            for part in files[0].arguments(expression.start + 1).unwrap_or_default() {
                out.add(0, part, &Site::default());
            }
        } else if !files[0].slice(expression.clone()).contains("unix:") {
            out.add(0, expression, &Site::default());
        }
    }
    needs.listeners.iter_mut().for_each(|it| it.trust = Trust::Configuration);
    (needs.listeners, needs.unresolved_listeners == 0)
}
