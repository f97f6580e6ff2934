//! JavaScript and TypeScript: the file that is started and what it requires, `package.json`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::context::path::{clean, join, parent};
use crate::source::{Source, Span};

use super::Needs;
use super::code::{self, Code};
use super::listen::{Certainty, Listeners, Site, sites};
use super::pattern::regex;
use super::project::Project;
use super::tls;

static LISTEN: LazyLock<Regex> = LazyLock::new(|| regex(r"\.(?:listen|listenAsync|bindAsync)\("));
static SERVE: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:\b(Bun|Deno)\.serve|\bserve)\("));
static OPTIONS: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"\b(?:Hapi\.server|new\s+Hapi\.Server|new\s+(?:WebSocket\.|ws\.)?(?:WebSocketServer|Server))\(\s*\{")
});
static DEFAULT: LazyLock<Regex> = LazyLock::new(|| regex(r"\bexport\s+default\s*\{"));
static IMPORT: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"(?:\brequire\(|\bimport\(|\bfrom\s|\bimport\s)\s*["'](\.{1,2}/[^"'\n]*|\.{1,2})["']"#));
static DEPENDENCY: LazyLock<Regex> = LazyLock::new(|| regex(r#""((?:@[\w.-]+/)?[\w.-]+)"\s*:\s*"[~^\d*xvwlgn<>=]"#));
static PORT_WORDS: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)port|addr|config|env"));

const SERVICES: &[(&str, &str)] = &[
    ("aws-sdk", "AWS"),
    ("@aws-sdk/*", "AWS"),
    ("@google-cloud/*", "Google Cloud"),
    ("googleapis", "Google's APIs"),
    ("firebase-admin", "Firebase"),
    ("@azure/*", "Azure"),
    ("stripe", "Stripe"),
    ("@sentry/*", "Sentry"),
    ("@slack/*", "Slack"),
    ("discord.js", "Discord"),
    ("telegraf", "Telegram"),
    ("node-telegram-bot-api", "Telegram"),
    ("@octokit/*", "GitHub"),
    ("octokit", "GitHub"),
    ("openai", "OpenAI"),
    ("@anthropic-ai/sdk", "Anthropic"),
    ("twilio", "Twilio"),
    ("@sendgrid/*", "SendGrid"),
    ("mailgun.js", "Mailgun"),
    ("newrelic", "New Relic"),
    ("auth0", "Auth0"),
    ("passport-google-oauth20", "Google's sign-in"),
];

pub(super) fn read(project: &Project, needs: &mut Needs) {
    // The roots of Node, Deno and Bun are built in; whether the runtime is one of these the model knows.
    let all = project.codes(&["js", "ts", "mjs", "cjs", "mts", "cts", "jsx", "tsx"], &code::JAVASCRIPT);
    let files = reached(project, all);
    listeners(&files, needs);
    tls::literals(&files, needs, &tls::JAVASCRIPT);
    if let Some(manifest) = project.file("package.json") {
        tls::manifest(manifest, &DEPENDENCY, SERVICES, needs);
    }
}

/// The started file and what it requires by relative path. All files where the start is not a file
/// of the sources (a bundle, a framework).
fn reached(project: &Project, all: Vec<Code>) -> Vec<Code> {
    let Some(entry) = project.program.entry.as_deref() else { return all };
    let places = code::places(&all);
    let find = |path: &str| -> Option<usize> {
        let path = clean(path)?;
        let stem = path.strip_suffix(".js").unwrap_or(&path);
        let tries = ["", ".js", ".ts", ".mjs", ".cjs", ".tsx", ".jsx", "/index.js", "/index.ts", "/index.mjs"];
        tries.iter().find_map(|end| {
            let named = [format!("{path}{end}"), format!("{stem}{end}")];
            named.iter().filter_map(|path| places.get(path.as_str()).copied()).min()
        })
    };
    let Some(start) = find(entry) else { return all };
    let mut seen = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(index) = open.pop() {
        let code = &all[index];
        for found in IMPORT.captures_iter(&code.text) {
            let path = join(parent(&code.path), &found[1]);
            if let Some(next) = find(&path)
                && seen.insert(next)
            {
                open.push(next);
            }
        }
    }
    all.into_iter().enumerate().filter(|(index, _)| seen.contains(index)).map(|(_, code)| code).collect()
}

fn listeners(files: &[Code], needs: &mut Needs) {
    let mut out = Listeners::new(files, needs);
    for site in sites(files, &LISTEN) {
        let code = &files[site.file];
        let arguments = code.arguments(site.range.end).unwrap_or_default();
        let Some(first) = arguments.first() else { continue };
        let text = code.slice(first.clone());
        if text.starts_with('{') {
            let members = out.members(site.file, first.clone());
            options(&mut out, site.file, &members, Certainty::Sure);
            continue;
        }
        let second = arguments.get(1).and_then(|it| code.whole_string(it.clone())).map(|it| code.slice(it).to_owned());
        let certainty = if PORT_WORDS.is_match(text) { Certainty::Sure } else { Certainty::Perhaps };
        out.add(site.file, first.clone(), &Site { host: second, udp: false, certainty });
    }
    for site in sites(files, &SERVE) {
        let code = &files[site.file];
        let arguments = code.arguments(site.range.end).unwrap_or_default();
        for object in arguments.iter().filter(|it| code.slice((*it).clone()).starts_with('{')) {
            let members = out.members(site.file, object.clone());
            options(&mut out, site.file, &members, Certainty::Perhaps);
        }
        let runtime = site.groups[0].clone().map(|it| code.slice(it));
        let has_port = arguments.iter().any(|it| code.slice(it.clone()).contains("port"));
        match runtime {
            Some("Deno") if !has_port => out.framework(site.file, site.range.clone(), 8000, None),
            Some("Bun") if !has_port => out.framework(site.file, site.range.clone(), 3000, Some("PORT")),
            _ => {}
        }
    }
    for site in sites(files, &OPTIONS).into_iter().chain(sites(files, &DEFAULT)) {
        let members = files[site.file].arguments(site.range.end).unwrap_or_default();
        let object = files[site.file].slice(site.range.clone()).contains("default");
        // `export default { port, fetch }` is a server of Bun; without `fetch` it is any object.
        if !object || out.named(site.file, &members, "fetch").is_some() {
            options(&mut out, site.file, &members, Certainty::Perhaps);
        }
    }
}

/// `{ port: 3000, host: "0.0.0.0" }`.
fn options(out: &mut Listeners, file: usize, members: &[std::ops::Range<usize>], certainty: Certainty) {
    let Some(port) = out.named(file, members, "port") else { return };
    let host = out.named(file, members, "hostname").or_else(|| out.named(file, members, "host"));
    let host = host.and_then(|it| out.values.host(file, it));
    out.add(file, port, &Site { host, udp: false, certainty });
}

/// The text of a script of `package.json`, and its place in the file.
pub fn script_of(manifest: &Source, name: &str) -> Option<(String, Span)> {
    let json: Value = serde_json::from_str(manifest.text()).ok()?;
    let script = json.get("scripts")?.get(name)?.as_str()?;
    // Escapes shift the places: then the name of the script is pointed at.
    let scripts = manifest.text().find("\"scripts\"")?;
    let text = &manifest.text()[scripts..];
    let (key, value) = (format!("\"{name}\""), format!("\"{script}\""));
    let mut places = text.match_indices(&key).filter_map(|(at, _)| {
        let rest = text[at + key.len()..].trim_start().strip_prefix(':')?;
        Some((at, text.len() - rest.trim_start().len()))
    });
    let (at, behind) = places.next()?;
    let range =
        if text[behind..].starts_with(&value) { behind + 1..behind + value.len() - 1 } else { at..at + key.len() };
    Some((script.to_owned(), Span::new(scripts + range.start..scripts + range.end)))
}
