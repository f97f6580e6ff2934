//! Rust: the package of the entry, `Rocket.toml`, `Cargo.toml`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::context::path::{join, parent, within};
use crate::source::Source;

use super::bind::address;
use super::code::{self, Code};
use super::configuration::number_after;
use super::listen::{Certainty, Listeners, Site, sites};
use super::pattern::regex;
use super::project::Project;
use super::tls;
use super::{Listener, Needs, Recent, Trust};

static BIND: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:\b(TcpListener|UdpSocket|Server|axum_server|TcpServer)::(?:bind|bind_rustls|http|new)|\.(?:bind|bind_auto_h2c|bind_rustls(?:_\w+)?|bind_openssl))\(",
    )
});
static METHOD: LazyLock<Regex> = LazyLock::new(|| regex(r"\.(run|serve|try_bind|bind_ephemeral|listen)\("));
static PROCESS: LazyLock<Regex> = LazyLock::new(|| regex(r"\bprocess::(?:Command\b|\{[^}]*\bCommand\b)"));
static TESTS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"#\[(?:cfg\((?:test|any\(test\b[^\]]*|all\(test\b[^\]]*)\)|(?:\w+::)*test(?:\([^\]]*\))?)\]\s*(?:#\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?(?:mod|fn)\s+\w+[^{};]*\{",
    )
});
static NAME: LazyLock<Regex> = LazyLock::new(|| regex(r#"(?m)^\s*name\s*=\s*"([\w-]+)""#));
static DEPENDENCY: LazyLock<Regex> = LazyLock::new(|| regex(r#"(?m)^\s*"?([a-z][\w-]*)"?\s*(?:=|\.workspace)"#));
static ROOTS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"(?m)^\s*(?:webpki-roots\s*[=.]|(?:reqwest|ureq|hyper-rustls|tokio-tungstenite|sqlx|lettre)\s*=.*"[\w-]*(?:webpki-roots|webpki-tokio1)[\w-]*").*$"#,
    )
});

const SERVICES: &[(&str, &str)] = &[
    ("aws-sdk-*", "AWS"),
    ("aws-config", "AWS"),
    ("rusoto_*", "AWS"),
    ("rust-s3", "S3"),
    ("google-cloud-*", "Google Cloud"),
    ("azure_*", "Azure"),
    ("async-stripe", "Stripe"),
    ("sentry", "Sentry"),
    ("serenity", "Discord"),
    ("twilight-http", "Discord"),
    ("teloxide", "Telegram"),
    ("octocrab", "GitHub"),
    ("async-openai", "OpenAI"),
];

/// Packages that link to a library of the system.
const NATIVE: &[&str] = &[
    "openssl",
    "openssl-sys",
    "native-tls",
    "libpq-sys",
    "pq-sys",
    "rdkafka-sys",
    "libsqlite3-sys",
    "mysqlclient-sys",
    "zmq-sys",
    "libgit2-sys",
    "libssh2-sys",
    "curl-sys",
    "libz-sys",
    "ffmpeg-sys-next",
    "gstreamer-sys",
    "opencv",
];

pub(super) fn read(project: &Project, needs: &mut Needs) {
    let package = package(project);
    let packages = reached(project, &package);
    let mut files: Vec<Code> = project.codes(&["rs"], &code::RUST);
    let nearest = |path: &str| {
        let mut folder = parent(path);
        while !folder.is_empty() && !project.files.contains_key(&join(folder, "Cargo.toml")) {
            folder = parent(folder);
        }
        folder.to_owned()
    };
    files.retain(|it| packages.contains(&nearest(&it.path)));
    without_other_programs(project, &package, &mut files);
    for code in &mut files {
        let found: Vec<_> = TESTS.find_iter(&code.text).map(|it| it.range()).collect();
        for range in found.into_iter().rev() {
            if let Some(end) = code.closing(range.end) {
                code.blank(range.start..end + 1);
            }
        }
    }
    listeners(&files, needs);
    tls::literals(&files, needs, &tls::RUST);
    for package in &packages {
        manifests(project, package, needs);
    }
    rocket(project, &files, needs);
    recent(project, &files, needs);
}

/// What makes the linker ask for functions that glibc added late: `std::process` takes `pidfd_spawnp` (2.39) where the
/// build has it, and C++ code reads numbers by functions of 2.38.
fn recent(project: &Project, files: &[Code], needs: &mut Needs) {
    if let Some(site) = sites(files, &PROCESS).into_iter().next() {
        let place = files[site.file].place(site.range);
        let why = "it starts processes, which Rust does by functions of glibc 2.39 where the build has them".to_owned();
        needs.recent.push(Recent { since: (2, 39), why, place });
    }
    let Some(source) = project.file("Cargo.lock") else { return };
    for name in LOCKED.captures_iter(source.text()).filter_map(|it| it.get(1)) {
        if ["librocksdb-sys", "rdkafka-sys", "duckdb-sys"].contains(&name.as_str()) {
            let why = format!("the C code of `{}` reads numbers by functions of glibc 2.38", name.as_str());
            needs.recent.push(Recent { since: (2, 38), why, place: tls::place_of(source, name.range()) });
        }
    }
}

/// The package and those of the workspace that it depends on, directly or not: folders.
fn reached(project: &Project, package: &str) -> BTreeSet<String> {
    let all = project.files.iter().filter(|(path, _)| path.ends_with("Cargo.toml"));
    let named: Vec<(String, &str)> = all
        .filter_map(|(path, source)| {
            Some((
                NAME.captures(source.text())?[1].replace('_', "-"),
                path.strip_suffix("Cargo.toml")?.trim_end_matches('/'),
            ))
        })
        .collect();
    let mut seen = BTreeSet::from([package.to_owned()]);
    let mut open = vec![package.to_owned()];
    while let Some(folder) = open.pop() {
        let Some(source) = project.files.get(&join(&folder, "Cargo.toml")) else { continue };
        for name in DEPENDENCY.captures_iter(source.text()).map(|it| it[1].replace('_', "-")) {
            let member = named.iter().find(|(it, _)| *it == name).map(|(_, folder)| (*folder).to_owned());
            if let Some(member) = member.filter(|it| seen.insert(it.clone())) {
                open.push(member);
            }
        }
    }
    seen
}

/// Leaves out the main files of the package's other programs.
fn without_other_programs(project: &Project, package: &str, files: &mut Vec<Code>) {
    let Some(entry) = project.program.entry.as_deref().filter(|it| it.ends_with(".rs")) else { return };
    let bins = join(package, "src/bin");
    let main = join(package, "src/main.rs");
    let of_entry = |path: &str| path == entry || within(path, parent(entry)) && entry.ends_with("/main.rs");
    files.retain(|it| of_entry(&it.path) || !(within(&it.path, &bins) || it.path == main));
}

/// The folder of the package that the entry belongs to: the nearest above it that has a manifest.
fn package(project: &Project) -> String {
    let root = project.program.root.clone();
    let Some(entry) = project.program.entry.as_deref() else { return root };
    let mut folder = if entry.ends_with(".rs") { parent(entry) } else { entry };
    loop {
        if project.files.contains_key(&join(folder, "Cargo.toml")) {
            return folder.to_owned();
        }
        if folder.is_empty() || folder == root {
            return root;
        }
        folder = parent(folder);
    }
}

fn listeners(files: &[Code], needs: &mut Needs) {
    let mut out = Listeners::new(files, needs);
    for site in sites(files, &BIND) {
        let code = &files[site.file];
        let arguments = code.arguments(site.range.end).unwrap_or_default();
        let Some(first) = arguments.first() else { continue };
        let typed = site.groups[0].clone().map(|it| code.slice(it));
        // `.bind(value)` is also how queries take their parameters: an address has a text, a tuple or a call.
        let plain = !code.slice(first.clone()).contains(['"', '(', ':']);
        if typed.is_none() && plain && code.text.contains("sql") {
            continue;
        }
        let certainty = if typed.is_some() { Certainty::Sure } else { Certainty::Perhaps };
        let certainty = if typed == Some("UdpSocket") { Certainty::Perhaps } else { certainty };
        out.add(site.file, first.clone(), &Site { host: None, udp: typed == Some("UdpSocket"), certainty });
    }
    for site in sites(files, &METHOD) {
        let code = &files[site.file];
        let uses = ["warp::", "tonic::", "tide::", "poem::", "salvo::"].iter().any(|it| code.text.contains(it));
        let arguments = code.arguments(site.range.end).unwrap_or_default();
        if let Some(first) = arguments.first().filter(|_| uses) {
            out.add(site.file, first.clone(), &Site { certainty: Certainty::Perhaps, ..Site::default() });
        }
    }
}

fn manifests(project: &Project, package: &str, needs: &mut Needs) {
    let own = project.files.get(&join(package, "Cargo.toml"));
    if let Some(source) = own {
        tls::manifest(source, &DEPENDENCY, SERVICES, needs);
        if let Some(found) = ROOTS.find(source.text()) {
            needs.embedded_roots.get_or_insert_with(|| tls::place_of(source, found.range()));
        }
    }
    for (source, pattern, names) in own.map(|it| (it, &*DEPENDENCY, NATIVE)).into_iter().chain(
        // The lock file names optional packages that are not built; of these two it is a good sign.
        project.file("Cargo.lock").map(|it| (it, &*LOCKED, &["openssl-sys", "native-tls"][..])),
    ) {
        for found in pattern.captures_iter(source.text()) {
            let Some(name) = found.get(1).filter(|it| names.contains(&it.as_str())) else { continue };
            let line = source.text()[name.end()..].lines().next().unwrap_or_default();
            if !line.contains("optional = true") && !line.contains("vendored") {
                needs.native.get_or_insert_with(|| tls::place_of(source, name.range()));
            }
        }
    }
    if let Some(source) = project.file("Cargo.lock") {
        locked_roots(source, needs);
    }
}

/// Mozilla's roots are linked in, and nothing that reads the system's.
fn locked_roots(source: &Source, needs: &mut Needs) {
    const SYSTEM: &[&str] = &["openssl-sys", "native-tls", "rustls-native-certs", "rustls-platform-verifier"];
    let names: Vec<_> = LOCKED.captures_iter(source.text()).filter_map(|it| it.get(1)).collect();
    if names.iter().any(|it| SYSTEM.contains(&it.as_str())) {
        return;
    }
    if let Some(name) = names.iter().find(|it| it.as_str() == "webpki-roots") {
        needs.embedded_roots.get_or_insert_with(|| tls::place_of(source, name.range()));
    }
}

static LOCKED: LazyLock<Regex> = LazyLock::new(|| regex(r#"(?m)^name = "([\w-]+)""#));

/// Rocket reads `Rocket.toml` in its working directory, and serves on 8000 by default.
fn rocket(project: &Project, files: &[Code], needs: &mut Needs) {
    let launches = |it: &&Code| {
        it.text.contains("rocket::build") || it.text.contains("rocket::ignite") || it.text.contains("#[launch]")
    };
    if files.iter().any(|it| it.text.contains("rocket::custom")) {
        needs.unresolved_listeners += 1;
        return;
    }
    let Some(launch) = files.iter().find(launches) else { return };
    let configured = project.file("Rocket.toml").and_then(|source| {
        let range = number_after(source.text(), r"(?m)^\s*port\s*=\s*(\d+)")?;
        let (port, _) = address(&source.text()[range.clone()])?;
        let host =
            number_after(source.text(), r#"(?m)^\s*address\s*=\s*"([^"]+)""#).map(|it| source.text()[it].to_owned());
        Some((port, host, Trust::Configuration, tls::place_of(source, range)))
    });
    let shown = ["rocket", "#[launch]"].iter().find_map(|it| launch.text.find(it).map(|at| at..at + it.len()));
    let Some(shown) = shown else { return };
    let default = (8000, None, Trust::Framework, launch.place(shown));
    let (port, host, trust, place) = configured.unwrap_or(default);
    needs.listeners.push(Listener { port, host, udp: false, variable: Some("ROCKET_PORT".to_owned()), trust, place });
}
