//! Ruby: puma's configuration and servers in the sources.

use std::sync::LazyLock;

use regex::Regex;

use super::code::{self, Code};
use super::listen::{Certainty, Listeners, Site, sites};
use super::pattern::regex;
use super::project::Project;
use super::tls;
use super::{Listener, Needs, Trust};

static PORT: LazyLock<Regex> = LazyLock::new(|| regex(r"(?m)^[ \t]*port[ \t(]\s*"));
static BIND: LazyLock<Regex> = LazyLock::new(|| regex(r"(?m)^[ \t]*bind[ \t(]\s*"));
/// `bind "tcp://0.0.0.0:#{ENV.fetch("PORT") { "8000" }}"`: a string inside a string.
static INSERTED: LazyLock<Regex> = LazyLock::new(|| {
    regex(r#"(?m)^[ \t]*bind[ (]+"tcp://([^:#"]+):#\{ENV\.fetch\(["'](\w+)["']\)?\s*[,{]\s*["']?(\d+)"#)
});
static SET: LazyLock<Regex> = LazyLock::new(|| regex(r"\bset\s*\(?\s*:port\s*,\s*"));
static OPTION: LazyLock<Regex> = LazyLock::new(|| regex(r"(?::Port\s*=>|\bPort:)\s*"));
static SERVER: LazyLock<Regex> = LazyLock::new(|| regex(r"\bTCPServer\.(?:new|open)\(?\s*"));
static GEM: LazyLock<Regex> = LazyLock::new(|| regex(r#"(?m)^\s*gem\s+["']([\w-]+)["']"#));

const SERVICES: &[(&str, &str)] = &[
    ("aws-sdk*", "AWS"),
    ("google-cloud-*", "Google Cloud"),
    ("azure-*", "Azure"),
    ("stripe", "Stripe"),
    ("sentry-*", "Sentry"),
    ("twilio-ruby", "Twilio"),
    ("octokit", "GitHub"),
    ("ruby-openai", "OpenAI"),
    ("slack-ruby-client", "Slack"),
    ("newrelic_rpm", "New Relic"),
];

pub(super) fn read(project: &Project, needs: &mut Needs) {
    puma(project, needs);
    let files = project.codes(&["rb", "ru"], &code::RUBY);
    let mut out = Listeners::new(&files, needs);
    for site in sites(&files, &SET).into_iter().chain(sites(&files, &OPTION)) {
        let expression = files[site.file].expression(site.range.end);
        out.add(site.file, expression, &Site { certainty: Certainty::Perhaps, ..Site::default() });
    }
    for site in sites(&files, &SERVER) {
        let code = &files[site.file];
        let arguments = code.arguments(site.range.end).unwrap_or_default();
        let host = (arguments.len() > 1).then(|| out.values.host(site.file, arguments[0].clone())).flatten();
        if let Some(port) = arguments.last() {
            out.add(site.file, port.clone(), &Site { host, udp: false, certainty: Certainty::Perhaps });
        }
    }
    tls::literals(&files, needs, &tls::RUBY);
    if let Some(source) = project.file("Gemfile") {
        tls::manifest(source, &GEM, SERVICES, needs);
    }
}

/// `config/puma.rb`, and `puma.rb` beside the `Gemfile`.
fn puma(project: &Project, needs: &mut Needs) {
    let Some(source) = project.file("config/puma.rb").or_else(|| project.file("puma.rb")) else { return };
    let files = [Code::new("puma.rb", source, &code::RUBY)];
    if let Some(found) = INSERTED.captures(&files[0].text)
        && let (Some(host), Some(name), Some(number)) = (found.get(1), found.get(2), found.get(3))
        && let Ok(port) = number.as_str().parse()
    {
        let (host, variable) = (Some(host.as_str().to_owned()), Some(name.as_str().to_owned()));
        let place = files[0].place(number.range());
        needs.listeners.push(Listener { port, host, udp: false, variable, trust: Trust::Configuration, place });
        return;
    }
    let mut out = Listeners::new(&files, needs);
    let before = out.needs.listeners.len();
    for site in sites(&files, &BIND).into_iter().chain(sites(&files, &PORT)) {
        let expression = files[0].expression(site.range.end);
        let perhaps = files[0].slice(expression.clone()).contains("unix:");
        let certainty = if perhaps { Certainty::Perhaps } else { Certainty::Sure };
        out.add(0, expression, &Site { certainty, ..Site::default() });
    }
    out.needs.listeners[before..].iter_mut().for_each(|it| it.trust = Trust::Configuration);
}
