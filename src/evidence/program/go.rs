//! Go: the main package and those packages of its module that it imports.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::context::path::{join, parent};

use super::Needs;
use super::code::{self, Code};
use super::listen::{Certainty, Listeners, Site, sites};
use super::pattern::regex;
use super::project::Project;
use super::tls;

static SERVE: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(\w+)\.(?:ListenAndServe|ListenAndServeTLS)\("));
static SERVER: LazyLock<Regex> = LazyLock::new(|| regex(r"\bhttp\.Server\s*\{"));
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| regex(r"\b\w+\.Addr\s*=\s*"));
static LISTEN: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"\b(?:net|tls|reuseport|lc|listenConfig|config)\.(Listen|ListenPacket)\("#));
static METHOD: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\b\w+(?:\.\w+)*\.(Run|RunTLS|Start|StartTLS|StartServer|Listen|ListenTLS)\("));
/// The flags of Prometheus' exporters, with their default.
static EXPORTER: LazyLock<Regex> = LazyLock::new(|| regex(r"\bAddFlags\(\s*[\w.]+\s*,\s*"));
static NAMED_AS_ADDRESS: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)port|addr|listen"));
static MODULE: LazyLock<Regex> = LazyLock::new(|| regex(r#"(?m)^module\s+"?([^\s"]+)"#));
static IMPORTS: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"(?ms)^import\s*(?:\(([^)]*)\)|(?:[\w.]+\s+)?"([^"\n]+)")"#));
static IMPORT: LazyLock<Regex> = LazyLock::new(|| regex(r#""([^"\n]+)""#));
static IGNORED: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?m)^//\s*(?:go:build|\+build)\s+(?:ignore|tools|integration|e2e|windows|plan9)\s*$"));

/// Frameworks whose `Run`, `Start` or `Listen` starts a server.
const FRAMEWORKS: &[&str] = &[
    "github.com/gin-gonic/gin",
    "github.com/labstack/echo",
    "github.com/gofiber/fiber",
    "github.com/kataras/iris",
    "github.com/beego/beego",
    "github.com/astaxie/beego",
    "github.com/valyala/fasthttp",
    "github.com/go-martini/martini",
    "github.com/cloudwego/hertz",
    "goframe",
    "github.com/gogf/gf",
];

const ROOTS: &[&str] = &[
    "golang.org/x/crypto/x509roots/fallback",
    "github.com/breml/rootcerts",
    "github.com/gwatts/rootcerts",
    "github.com/certifi/gocertifi",
];

/// Packages that do not build, or do not work, without cgo.
const CGO: &[&str] = &[
    "github.com/mattn/go-sqlite3",
    "github.com/confluentinc/confluent-kafka-go",
    "github.com/DataDog/zstd",
    "github.com/valyala/gozstd",
    "github.com/mattn/go-oci8",
    "github.com/godror/godror",
    "github.com/h2non/bimg",
    "github.com/davidbyttow/govips",
    "github.com/tecbot/gorocksdb",
    "github.com/linxGnu/grocksdb",
    "github.com/libgit2/git2go",
    "github.com/google/gopacket/pcap",
    "github.com/gopacket/gopacket/pcap",
    "github.com/pebbe/zmq4",
    "github.com/marcboeker/go-duckdb",
    "gocv.io/x/gocv",
    "github.com/gographics/imagick",
];

/// Packages that call a public service over TLS.
const SERVICES: &[(&str, &str)] = &[
    ("github.com/aws/aws-sdk-go", "AWS"),
    ("cloud.google.com/go", "Google Cloud"),
    ("google.golang.org/api", "Google's APIs"),
    ("firebase.google.com/go", "Firebase"),
    ("github.com/Azure/azure-sdk-for-go", "Azure"),
    ("github.com/Azure/azure-storage-blob-go", "Azure"),
    ("github.com/stripe/stripe-go", "Stripe"),
    ("github.com/getsentry/sentry-go", "Sentry"),
    ("github.com/slack-go/slack", "Slack"),
    ("github.com/bwmarrin/discordgo", "Discord"),
    ("github.com/go-telegram-bot-api/telegram-bot-api", "Telegram"),
    ("gopkg.in/telebot", "Telegram"),
    ("gopkg.in/tucnak/telebot", "Telegram"),
    ("github.com/go-telegram/bot", "Telegram"),
    ("github.com/google/go-github", "GitHub"),
    ("github.com/shurcooL/githubv4", "GitHub"),
    ("github.com/xanzy/go-gitlab", "GitLab"),
    ("github.com/sashabaranov/go-openai", "OpenAI"),
    ("github.com/openai/openai-go", "OpenAI"),
    ("github.com/anthropics/anthropic-sdk-go", "Anthropic"),
    ("github.com/twilio/twilio-go", "Twilio"),
    ("github.com/sendgrid/sendgrid-go", "SendGrid"),
    ("github.com/mailgun/mailgun-go", "Mailgun"),
    ("github.com/cloudflare/cloudflare-go", "Cloudflare"),
    ("github.com/digitalocean/godo", "DigitalOcean"),
    ("github.com/hetznercloud/hcloud-go", "Hetzner"),
    ("github.com/linode/linodego", "Linode"),
    ("github.com/newrelic/go-agent", "New Relic"),
    ("github.com/rollbar/rollbar-go", "Rollbar"),
    ("github.com/bugsnag/bugsnag-go", "Bugsnag"),
    ("github.com/launchdarkly/go-server-sdk", "LaunchDarkly"),
    ("github.com/dghubble/go-twitter", "Twitter"),
    ("golang.org/x/oauth2/google", "Google's sign-in"),
    ("golang.org/x/oauth2/github", "GitHub's sign-in"),
    ("golang.org/x/crypto/acme", "a certificate authority"),
    ("github.com/caddyserver/certmagic", "a certificate authority"),
    ("github.com/go-acme/lego", "a certificate authority"),
    ("github.com/PagerDuty/go-pagerduty", "PagerDuty"),
    ("github.com/okta/okta-sdk-golang", "Okta"),
    ("github.com/auth0/go-auth0", "Auth0"),
];

pub(super) fn read(project: &Project, needs: &mut Needs) {
    let all: Vec<Code> = project.codes(&["go"], &code::GO);
    let all: Vec<Code> = all.into_iter().filter(|it| !IGNORED.is_match(it.source.text())).collect();
    let module = project.file("go.mod").and_then(|it| Some(MODULE.captures(it.text())?[1].to_owned()));
    let files = reached(project, all, module.as_deref());
    listeners(&files, needs);
    imports_of(&files, needs);
    tls::literals(&files, needs, &tls::GO);
}

/// The files of the main package and of the packages that it imports, directly or not.
fn reached(project: &Project, all: Vec<Code>, module: Option<&str>) -> Vec<Code> {
    let (Some(module), Some(entry)) = (module, project.program.entry.as_deref()) else { return all };
    let entry = if entry.ends_with(".go") { parent(entry) } else { entry };
    let mut seen = BTreeSet::from([entry.to_owned()]);
    let mut open = vec![entry.to_owned()];
    while let Some(folder) = open.pop() {
        for code in all.iter().filter(|it| parent(&it.path) == folder) {
            for import in imports(code) {
                let Some(rest) = import.strip_prefix(module) else { continue };
                let Some(rest) = rest.strip_prefix('/').or(rest.is_empty().then_some("")) else { continue };
                let package =
                    if rest.is_empty() { project.program.root.clone() } else { join(&project.program.root, rest) };
                if seen.insert(package.clone()) {
                    open.push(package);
                }
            }
        }
    }
    all.into_iter().filter(|it| seen.contains(parent(&it.path))).collect()
}

/// The paths that a file imports.
fn imports(code: &Code) -> Vec<String> {
    let mut out = Vec::new();
    for found in IMPORTS.captures_iter(&code.text) {
        let block = found.get(1).or(found.get(2)).map_or("", |it| it.as_str());
        match found.get(1) {
            Some(_) => out.extend(IMPORT.captures_iter(block).map(|it| it[1].to_owned())),
            None => out.push(block.to_owned()),
        }
    }
    out
}

fn listeners(files: &[Code], needs: &mut Needs) {
    let mut out = Listeners::new(files, needs);
    for site in sites(files, &SERVE) {
        let arguments = files[site.file].arguments(site.range.end).unwrap_or_default();
        // The method of a server takes its address from the server's fields.
        let is_function = arguments.len() == 2 || arguments.len() == 4;
        if is_function && files[site.file].slice(site.range.clone()).contains("http") {
            out.add(site.file, arguments[0].clone(), &Site::default());
        }
    }
    for site in sites(files, &SERVER) {
        let members = files[site.file].arguments(site.range.end).unwrap_or_default();
        if let Some(address) = out.named(site.file, &members, "Addr") {
            out.add(site.file, address, &Site::default());
        }
    }
    for site in sites(files, &ADDRESS) {
        let expression = files[site.file].expression(site.range.end);
        out.add(site.file, expression, &Site { certainty: Certainty::Perhaps, ..Site::default() });
    }
    for site in sites(files, &LISTEN) {
        let code = &files[site.file];
        let arguments = code.arguments(site.range.end).unwrap_or_default();
        let network = arguments.iter().position(|it| {
            code.whole_string(it.clone())
                .is_some_and(|it| ["tcp", "tcp4", "tcp6", "udp", "udp4"].contains(&code.slice(it)))
        });
        // A network that is a variable may be a socket of the file system as well: nothing is known then.
        if network.is_none() && arguments.len() == 2 && code.whole_string(arguments[0].clone()).is_none() {
            out.needs.unresolved_listeners += 1;
        }
        if let Some(at) = network.filter(|at| at + 1 < arguments.len()) {
            let udp = code.slice(arguments[at].clone()).contains("udp");
            out.add(site.file, arguments[at + 1].clone(), &Site { udp, ..Site::default() });
        }
    }
    for site in sites(files, &EXPORTER) {
        let expression = files[site.file].expression(site.range.end);
        out.add(site.file, expression, &Site { certainty: Certainty::Perhaps, ..Site::default() });
    }
    methods(&mut out);
}

/// `engine.Run(":8080")`, `e.Start(":1323")`, `app.Listen(":3000")`.
fn methods(out: &mut Listeners) {
    let files = out.files;
    let uses = |it: &Code| imports(it).iter().any(|import| FRAMEWORKS.iter().any(|name| import.starts_with(name)));
    let frameworks: Vec<&str> = files.iter().filter(|it| uses(it)).map(|it| parent(&it.path)).collect();
    let has_gin = files.iter().any(|it| imports(it).iter().any(|import| import == "github.com/gin-gonic/gin"));
    for site in sites(files, &METHOD) {
        let code = &files[site.file];
        if !frameworks.contains(&parent(&code.path)) {
            continue;
        }
        let arguments = code.arguments(site.range.end).unwrap_or_default();
        let method = site.groups[0].clone().map(|it| code.slice(it)).unwrap_or_default();
        let said = arguments.first().is_some_and(|it| NAMED_AS_ADDRESS.is_match(code.slice(it.clone())));
        let certainty = if said || method.starts_with("Listen") { Certainty::Sure } else { Certainty::Perhaps };
        let site_of = Site { certainty, ..Site::default() };
        match arguments.first() {
            Some(first) => {
                let first = first.clone();
                let options = code.slice(first.clone()).starts_with("iris.Addr(");
                let skip = if options { "iris.Addr(".len() } else { 0 };
                let end = first.end - usize::from(options);
                out.add(site.file, first.start + skip..end, &site_of);
            }
            // Gin's `Run` without an address takes `PORT`, else 8080.
            None if method == "Run" && has_gin && engine(code, &site.range) => {
                out.framework(site.file, site.range.clone(), 8080, Some("PORT"));
            }
            None => {}
        }
    }
}

/// Whether the receiver of a method call is a gin engine made in the same file.
fn engine(code: &Code, range: &std::ops::Range<usize>) -> bool {
    let call = code.slice(range.clone());
    let receiver = call.split('.').next().unwrap_or(call);
    let made = |maker: &str| {
        code.text.contains(&format!("{receiver} := gin.{maker}("))
            || code.text.contains(&format!("{receiver} = gin.{maker}("))
    };
    made("Default") || made("New")
}

/// Packages whose import brings `net` or `os/user`, which link the C library where cgo is on.
fn links_libc(path: &str) -> bool {
    const NAMES: [&str; 6] = ["net", "net/http", "net/smtp", "net/rpc", "net/mail", "os/user"];
    NAMES.contains(&path)
        || path.starts_with("net/http/")
        || path == "google.golang.org/grpc"
        || FRAMEWORKS.iter().any(|name| path.starts_with(name))
}

/// What the imports show: roots, cgo, services.
fn imports_of(files: &[Code], needs: &mut Needs) {
    for code in files {
        for found in IMPORTS.captures_iter(&code.text) {
            let Some(block) = found.get(1).or(found.get(2)) else { continue };
            let paths: Vec<_> = match found.get(1) {
                Some(_) => IMPORT
                    .captures_iter(block.as_str())
                    .filter_map(|it| it.get(1))
                    .map(|it| (it.as_str(), block.start() + it.start()))
                    .collect(),
                None => vec![(block.as_str(), block.start())],
            };
            for (path, start) in paths {
                let place = || code.place(start..start + path.len());
                let is = |name: &&str| {
                    path == *name || path.strip_prefix(*name).is_some_and(|rest| rest.starts_with(['/', '.', '-']))
                };
                if links_libc(path) {
                    needs.resolver.get_or_insert_with(place);
                }
                if ROOTS.iter().any(&is) {
                    needs.embedded_roots.get_or_insert_with(place);
                } else if path == "C" || CGO.iter().any(&is) {
                    needs.native.get_or_insert_with(place);
                } else if let Some((_, service)) = SERVICES.iter().find(|(name, _)| is(name)) {
                    tls::dependency(needs, path, service, place());
                }
            }
        }
    }
}
