//! Java, Kotlin, Scala: Spring's, Quarkus' and Micronaut's configuration, and servers made by hand.

use std::sync::LazyLock;

use regex::Regex;

use crate::source::{Source, Span};
use crate::yaml::{self, Node};

use super::bind::address;
use super::code::{self, Code};
use super::configuration::number_after;
use super::listen::{Certainty, Listeners, Site, sites};
use super::pattern::regex;
use super::project::Project;
use super::tls;
use super::{Listener, Needs, Place, Trust};

static PROPERTY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?m)^[ \t]*(server\.port|quarkus\.http\.port|micronaut\.server\.port|server\.address|quarkus\.http\.host)[ \t]*[=:][ \t]*(\S+)[ \t\r]*$",
    )
});
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| regex(r"^\$\{([\w.]+)(?::(-?\d+))?\}$"));
static SERVER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\b(?:new\s+)?(?:ServerSocket|HttpServer\.create|HttpsServer\.create|(?:Netty|Grpc)?ServerBuilder\.forPort|ServerBuilder\.forPort|DatagramSocket)\(",
    )
});
static EMBEDDED: LazyLock<Regex> = LazyLock::new(|| regex(r"\bembeddedServer\("));
static METHOD: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:\b(?:Spark\.)?port|\.start|\.listen|\bnew\s+Server|\.port|\.setPort)\("));
static DEPENDENCY: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"(?:<artifactId>\s*|["'][\w.-]+:)([\w.-]+)(?:\s*</artifactId>|[:"'])"#));

const SERVICES: &[(&str, &str)] = &[
    ("aws-java-sdk*", "AWS"),
    ("spring-cloud-aws*", "AWS"),
    ("google-cloud-*", "Google Cloud"),
    ("firebase-admin", "Firebase"),
    ("azure-*", "Azure"),
    ("stripe-java", "Stripe"),
    ("sentry", "Sentry"),
    ("sentry-spring-boot*", "Sentry"),
    ("twilio", "Twilio"),
    ("sendgrid-java", "SendGrid"),
    ("openai-java", "OpenAI"),
    ("slack-api-client", "Slack"),
];

pub(super) fn read(project: &Project, needs: &mut Needs) {
    let files = project.codes(&["java", "kt", "scala", "groovy"], &code::JVM);
    configuration(project, needs);
    let configured = !needs.listeners.is_empty() || needs.unresolved_listeners > 0;
    listeners(&files, needs);
    tls::literals(&files, needs, &tls::JVM);
    let manifests = ["pom.xml", "build.gradle", "build.gradle.kts"].into_iter().flat_map(|name| project.named(name));
    for (_, source) in manifests {
        tls::manifest(source, &DEPENDENCY, SERVICES, needs);
        // With a configuration server the port may come from there.
        if source.text().contains("spring-cloud-starter-config") || source.text().contains("spring-cloud-config-client")
        {
            needs.unresolved_listeners += 1;
            continue;
        }
        if !configured && let Some(at) = web_starter(source.text()) {
            needs.listeners.push(Listener {
                port: 8080,
                host: None,
                udp: false,
                variable: Some("SERVER_PORT".to_owned()),
                trust: Trust::Framework,
                place: tls::place_of(source, at),
            });
        }
    }
}

/// Where a manifest asks for a framework that serves on 8080 by default.
fn web_starter(text: &str) -> Option<std::ops::Range<usize>> {
    let names = [
        "spring-boot-starter-webflux",
        "spring-boot-starter-web",
        "spring-boot-starter-webmvc",
        "micronaut-http-server-netty",
    ];
    let ends = |at: usize| text[at..].starts_with(['<', '"', '\'', ':']);
    names.iter().find_map(|name| {
        let mut all = text.match_indices(name).map(|(at, _)| at..at + name.len());
        all.find(|range| ends(range.end))
    })
}

fn configuration(project: &Project, needs: &mut Needs) {
    for (path, source) in &project.files {
        let name = path.rsplit('/').next().unwrap_or(path);
        let in_tests = path.contains("/test/") || path.starts_with("test/");
        if in_tests || !name.starts_with("application") {
            continue;
        }
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let before = needs.listeners.len();
        match extension {
            "properties" => properties(source, needs),
            "yml" | "yaml" => settings(source, needs),
            "conf" => ktor(source, needs),
            _ => {}
        }
        // `application-prod.yml` counts only where that profile is on, which is not known here.
        if stem != "application" {
            needs.unresolved_listeners += needs.listeners.drain(before..).count();
        }
    }
}

fn properties(source: &Source, needs: &mut Needs) {
    let mut host = None;
    for found in PROPERTY.captures_iter(source.text()) {
        let Some(value) = found.get(2) else { continue };
        if found[1].ends_with(".address") || found[1].ends_with(".host") {
            host = Some(value.as_str().to_owned());
        } else {
            value_of(source, &found[1], value.as_str(), Span::new(value.range()), needs);
        }
    }
    if host.is_some() {
        let own = |it: &&mut Listener| it.place.source.path() == source.path();
        needs.listeners.iter_mut().filter(own).for_each(|it| it.host = host.clone());
    }
}

fn settings(source: &Source, needs: &mut Needs) {
    const KEYS: &[&[&str]] =
        &[&["server", "port"], &["micronaut", "server", "port"], &["quarkus", "http", "port"], &["server.port"]];
    let documents = yaml::documents_of(source);
    for (index, document) in documents.iter().enumerate() {
        let profiled =
            document.at(&["spring", "config", "activate"]).is_some() || document.at(&["spring", "profiles"]).is_some();
        for keys in KEYS {
            let Some((node, text)) = document.at(keys).and_then(|it| Some((it, it.text()?))) else { continue };
            if index > 0 && profiled {
                needs.unresolved_listeners += 1;
                continue;
            }
            value_of(source, &keys.join("."), text, node.span, needs);
        }
        let host = document.at(&["server", "address"]).and_then(Node::text);
        if let (Some(host), Some(last)) = (host, needs.listeners.last_mut()) {
            last.host = Some(host.to_owned());
        }
    }
}

/// `8080`, `${PORT:8080}`, `${PORT}`; 0 and -1 mean any port and none.
fn value_of(source: &Source, key: &str, text: &str, span: Span, needs: &mut Needs) {
    let relaxed = key.to_ascii_uppercase().replace(['.', '-'], "_");
    let (text, variable) = match PLACEHOLDER.captures(text) {
        Some(found) => (found.get(2).map_or("", |it| it.as_str()), found[1].to_owned()),
        // Any of these settings can be given as a variable of its own name.
        None => (text, relaxed),
    };
    let Some((port, _)) = address(text) else {
        needs.unresolved_listeners += usize::from(text != "-1");
        return;
    };
    let place = Place { source: source.clone(), span };
    needs.listeners.push(Listener {
        port,
        host: None,
        udp: false,
        variable: Some(variable),
        trust: Trust::Configuration,
        place,
    });
}

/// Ktor's `application.conf`: `port = 8080`, then maybe `port = ${?PORT}`.
fn ktor(source: &Source, needs: &mut Needs) {
    let text = source.text();
    let Some(range) = number_after(text, r"(?m)^\s*port\s*[=:]\s*(\d+)\s*$") else { return };
    let Some((port, _)) = address(&text[range.clone()]) else { return };
    let variable = number_after(text, r"(?m)^\s*port\s*[=:]\s*\$\{\?(\w+)\}").map(|it| text[it].to_owned());
    let place = tls::place_of(source, range);
    needs.listeners.push(Listener { port, host: None, udp: false, variable, trust: Trust::Configuration, place });
}

fn listeners(files: &[Code], needs: &mut Needs) {
    let mut out = Listeners::new(files, needs);
    for site in sites(files, &SERVER) {
        let code = &files[site.file];
        let arguments = code.arguments(site.range.end).unwrap_or_default();
        if let Some(first) = arguments.first() {
            let udp = code.slice(site.range.clone()).contains("Datagram");
            let certainty = if udp { Certainty::Perhaps } else { Certainty::Sure };
            out.add(site.file, first.clone(), &Site { host: None, udp, certainty });
        }
    }
    for site in sites(files, &EMBEDDED) {
        let arguments = files[site.file].arguments(site.range.end).unwrap_or_default();
        let port = out.named(site.file, &arguments, "port").or_else(|| arguments.get(1).cloned());
        let host = out.named(site.file, &arguments, "host").and_then(|it| out.values.host(site.file, it));
        if let Some(port) = port {
            out.add(site.file, port, &Site { host, ..Site::default() });
        }
    }
    // Names that many things have: only where the file uses a server's library.
    const LIBRARIES: &[&str] = &[
        "io.javalin",
        "spark.Spark",
        "spark.",
        "io.vertx",
        "org.eclipse.jetty",
        "io.undertow",
        "io.helidon",
        "org.http4k",
    ];
    for site in sites(files, &METHOD) {
        let code = &files[site.file];
        let imports = |name: &&str| {
            code.text.contains(&format!("import {name}")) || code.text.contains(&format!("import static {name}"))
        };
        if !LIBRARIES.iter().any(imports) {
            continue;
        }
        let arguments = code.arguments(site.range.end).unwrap_or_default();
        if let Some(first) = arguments.last().filter(|_| arguments.len() <= 2) {
            out.add(site.file, first.clone(), &Site { certainty: Certainty::Perhaps, ..Site::default() });
        }
    }
}
