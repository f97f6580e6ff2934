//! A program or archive comes over plain HTTP, and nothing says whether it is what its author made.
//!
//! Silent where the RUN compares a checksum or signature, and for the machine itself. Only `possible` where the RUN
//! does not unpack, run or install what came.

use crate::model::Model;
use crate::model::files::Look;
use crate::model::run::Invocation;
use crate::model::run::Word;
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, command_edits, commands};
use crate::source::Span;
use crate::syntax::ast::{Kind, TransferSource};
use crate::syntax::shell::Link;

use super::downloads;

pub(super) const RULE: Rule = Rule { id: "unencrypted-download", check };

/// Commands that run, install or unpack what they are given.
const USES: [&str; 22] = [
    "tar",
    "unzip",
    "gunzip",
    "bunzip2",
    "unxz",
    "sh",
    "bash",
    "python",
    "python3",
    "perl",
    "java",
    "chmod",
    "dpkg",
    "rpm",
    "make",
    "configure",
    "mv",
    "cp",
    "install",
    "apt-key",
    "apt-get",
    "yum",
];
/// Ends of names that a later step surely unpacks or runs.
const ENDS: [&str; 12] =
    [".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip", ".sh", ".deb", ".rpm", ".jar", ".war", ".whl", ".apk"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings: Vec<Finding> = Vec::new();
    let mut places = std::collections::BTreeSet::new();
    for invocation in commands::of(model, &["curl", "wget", "aria2c"]) {
        if downloads::is_checked(model, invocation) {
            continue;
        }
        for url in downloads::urls(invocation) {
            let is_plain = url.text.starts_with("http://") || url.text.starts_with("ftp://");
            if is_plain && !downloads::is_local(&url.text) && places.insert((url.span.start, url.span.end)) {
                let confidence =
                    if is_used(model, invocation, &url.text) { Confidence::Likely } else { Confidence::Possible };
                let finding = Finding::new(url.span, MESSAGE).confidence(confidence);
                findings.push(match of_command(model, invocation, url) {
                    Some(fix) => finding.fix(fix),
                    None => finding,
                });
            }
        }
    }
    for instruction in &model.dockerfile.instructions {
        let Kind::Add(transfer) = &instruction.kind else { continue };
        let sources = transfer.sources.iter().filter_map(|source| match source {
            TransferSource::Path(word) if word.as_str().starts_with("http://") => Some(word),
            _ => None,
        });
        if instruction.flag("checksum").is_none() {
            let is_program = |text: &str| ENDS.iter().any(|end| text.ends_with(end));
            findings.extend(sources.map(|word| {
                let sure = if is_program(word.as_str()) { Confidence::Likely } else { Confidence::Possible };
                let finding = Finding::new(word.span, MESSAGE).confidence(sure);
                match encrypted(word.as_str(), word.span).filter(|_| model.source.slice(word.span) == word.as_str()) {
                    Some(fix) => finding.fix(fix),
                    None => finding,
                }
            }));
        }
    }
    findings
}

/// Servers of programs and archives that answer by `https` with the same paths.
const SPEAK_HTTPS: [&str; 35] = [
    "apt.llvm.org",
    "apt.postgresql.org",
    "archive.apache.org",
    "bitbucket.org",
    "cdn.mysql.com",
    "codeload.github.com",
    "curl.se",
    "dev.mysql.com",
    "dl.google.com",
    "dlcdn.apache.org",
    "download.opensuse.org",
    "download.redis.io",
    "downloads.apache.org",
    "downloads.lightbend.com",
    "downloads.sourceforge.net",
    "downloads.typesafe.com",
    "ftp.gnu.org",
    "github.com",
    "gitlab.com",
    "launchpad.net",
    "nginx.org",
    "nodejs.org",
    "packages.microsoft.com",
    "pecl.php.net",
    "prdownloads.sourceforge.net",
    "raw.githubusercontent.com",
    "repo.continuum.io",
    "repo.maven.apache.org",
    "repo1.maven.org",
    "rubygems.org",
    "services.gradle.org",
    "storage.googleapis.com",
    "www.openssl.org",
    "www.python.org",
    "zlib.net",
];

const MESSAGE: &str = "this comes unencrypted, and nothing checks that it is what its author made";

/// Nothing is offered to a stage that surely has no certificates to compare with.
fn of_command(model: &Model, invocation: &Invocation, url: &Word) -> Option<Fix> {
    let has_none = matches!(model.ca_bundle(invocation.stage), Look::Absent);
    let is_plain = command_edits::is_literal(model, url) && !has_none;
    encrypted(&url.text, url.span).filter(|_| is_plain)
}

/// `https` where the server is known to speak it.
fn encrypted(url: &str, span: Span) -> Option<Fix> {
    let host = url.strip_prefix("http://")?.split('/').next()?;
    let span = Span { start: span.start, end: span.start + "http".len() as u32 };
    let title = "fetch it by `https`".to_owned();
    SPEAK_HTTPS.contains(&host).then(|| Fix::new(title, Safety::Unsafe, vec![Edit::replace(span, "https")]))
}

fn is_used(model: &Model, invocation: &Invocation, url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let behind = |it: &&Invocation| it.span.start >= invocation.span.end;
    let next = commands::beside(model, invocation).filter(behind).min_by_key(|it| it.span.start);
    let is_use = |it: &Invocation| commands::program(it).is_some_and(|name| USES.contains(&name));
    let piped = next.is_some_and(|it| it.link == Link::Pipe && is_use(it));
    let file = downloads::file(invocation);
    let used = file.is_some_and(|file| downloads::use_of(model, invocation, &file).into_iter().any(is_use));
    piped || used || ENDS.iter().any(|end| path.ends_with(end))
}
