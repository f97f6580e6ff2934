//! .NET: `appsettings.json` and addresses that the code sets.

use std::sync::LazyLock;

use regex::Regex;

use super::bind::address;
use super::code;
use super::configuration::captured;
use super::listen::{Certainty, Listeners, Site, sites};
use super::pattern::regex;
use super::project::Project;
use super::tls;
use super::{Listener, Needs, Trust};

static URLS: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:\.UseUrls|\bapp\.Run|\.Urls\.Add)\("));
static LISTEN: LazyLock<Regex> = LazyLock::new(|| regex(r"\.(?:ListenAnyIP|ListenLocalhost|Listen)\("));
static PACKAGE: LazyLock<Regex> = LazyLock::new(|| regex(r#"(?i)<PackageReference\s+Include\s*=\s*"([\w.]+)""#));

const SERVICES: &[(&str, &str)] = &[
    ("AWSSDK.*", "AWS"),
    ("Azure.*", "Azure"),
    ("Microsoft.Azure.*", "Azure"),
    ("Microsoft.ApplicationInsights.*", "Azure"),
    ("Google.Cloud.*", "Google Cloud"),
    ("FirebaseAdmin", "Firebase"),
    ("Stripe.net", "Stripe"),
    ("Sentry*", "Sentry"),
    ("SendGrid", "SendGrid"),
    ("Twilio", "Twilio"),
    ("Octokit", "GitHub"),
    ("OpenAI", "OpenAI"),
    ("Telegram.Bot", "Telegram"),
    ("Discord.Net", "Discord"),
];

pub(super) fn read(project: &Project, needs: &mut Needs) {
    let files = project.codes(&["cs"], &code::CSHARP);
    let mut out = Listeners::new(&files, needs);
    for site in sites(&files, &URLS) {
        // Several addresses: `UseUrls("http://*:5000", "https://*:5001")`, or one text with `;`.
        for argument in files[site.file].arguments(site.range.end).unwrap_or_default() {
            out.add(site.file, argument, &Site { certainty: Certainty::Perhaps, ..Site::default() });
        }
    }
    for site in sites(&files, &LISTEN) {
        let code = &files[site.file];
        let arguments = code.arguments(site.range.end).unwrap_or_default();
        let call = code.slice(site.range.clone());
        let at = usize::from(call.contains(".Listen("));
        let host = match at {
            1 => arguments.first().and_then(|it| out.values.host(site.file, it.clone())),
            _ => call.contains("Localhost").then(|| "127.0.0.1".to_owned()),
        };
        if let Some(port) = arguments.get(at) {
            out.add(site.file, port.clone(), &Site { host, udp: false, certainty: Certainty::Perhaps });
        }
    }
    tls::literals(&files, needs, &tls::DOTNET);
    settings(project, needs);
    for (path, source) in &project.files {
        if path.ends_with(".csproj") {
            tls::manifest(source, &PACKAGE, SERVICES, needs);
        }
    }
}

/// `Kestrel:Endpoints:*:Url` and `Urls`. Kestrel's section wins over every variable.
fn settings(project: &Project, needs: &mut Needs) {
    for (_, source) in project.named("appsettings.json") {
        let text = source.text();
        let section = text.find("\"Kestrel\"").unwrap_or(text.len());
        let endpoints = captured(text, r#""Url"\s*:\s*"([^"]+)""#).into_iter().filter(|it| it.start > section);
        let urls = captured(text, r#"(?i)"urls"\s*:\s*"([^"]+)""#);
        for (range, variable) in
            endpoints.map(|it| (it, None)).chain(urls.into_iter().map(|it| (it, Some("ASPNETCORE_URLS"))))
        {
            for part in text[range.clone()].split(';') {
                let Some((port, host)) = address(part) else { continue };
                needs.listeners.push(Listener {
                    port,
                    host,
                    udp: false,
                    variable: variable.map(str::to_owned),
                    trust: Trust::Configuration,
                    place: tls::place_of(source, range.clone()),
                });
            }
        }
    }
}
