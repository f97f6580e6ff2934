//! A package manager is asked for the packages of a release that has left the mirrors.
//!
//! Silent where a step before may have pointed it elsewhere, and on images that are not Docker's own: theirs may
//! look at other mirrors.

use crate::facts::releases::Release;
use crate::model::Model;
use crate::model::run::Invocation;
use crate::rules::{Finding, Fix, Input, Rule, Safety, edits, is_root};

use super::calls::{self, Sources};

pub(super) const RULE: Rule = Rule { id: "base-release-gone", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let mut told = Vec::new();
    let mut findings = Vec::new();
    for invocation in input.model.invocations.iter().filter(|it| needed[it.stage]) {
        // One finding for all stages that stand on the same FROM.
        let Some((_, root)) = calls::root_image(input.model, invocation.stage) else { continue };
        if told.contains(&root) {
            continue;
        }
        if let Some(finding) = finding(input, invocation) {
            told.push(root);
            findings.push(finding);
        }
    }
    findings
}

fn finding(input: &Input, invocation: &Invocation) -> Option<Finding> {
    let model = input.model;
    let (image, root) = calls::root_image(model, invocation.stage)?;
    let release = model.release(invocation.stage)?;
    let gone = release.gone.as_ref()?;
    let call = calls::call(invocation).filter(|_| calls::must_work(invocation))?;
    let asks = match call.family {
        "apt" => matches!(call.verb, "update") || call.verb == "install" && asked_before(input, invocation),
        "yum" => matches!(call.verb, "install" | "update" | "upgrade" | "makecache" | "groupinstall"),
        _ => false,
    };
    if !asks || (call.family == "yum") != (release.os == "centos") {
        return None;
    }
    // A source that is added does not take away those that fail; a step that is not understood may.
    if calls::sources(model, invocation) == Sources::Unknown || calls::is_opaque_before(model, invocation) {
        return None;
    }
    // The `java` images of version 8 ask for jessie's backports, too, which went earlier than the rest.
    let tag = image.tag.as_deref().unwrap_or_default();
    let java = image.canonical.ends_with("library/java") && !tag.contains(['6', '7']);
    let day = if java && release.codename == "jessie" { "2019-03-24" } else { gone.day };
    let program = calls::name(invocation)?;
    let what = format!("`{program} {}` fails: {}", call.verb, release.shown());
    let message = match gone.by_end_of_life {
        true => format!("{what} left `{}` after its end of life on {day}", gone.from),
        false => format!("{what} is gone from `{}` since {day}", gone.from),
    };
    let help = format!("build on a newer release, or let the sources name `{}` first", gone.to);
    let finding = Finding::new(invocation.span, message).help(help).fixes(archived(model, root, release));
    let from = model.stages[root].from?;
    Some(finding.label(model.place(model.instruction(from).span), format!("the base is {}", release.shown())))
}

/// Whether lists were asked for before in a way that hides the failure: `apt-get update; apt-get install`.
fn asked_before(input: &Input, invocation: &Invocation) -> bool {
    let of_stage = input.model.invocations_in(invocation.stage);
    let before = of_stage.iter().take_while(|it| !std::ptr::eq(*it, invocation));
    before.filter_map(calls::call).any(|call| call.verb == "update")
}

/// A step below FROM that lets the sources name the archive, for releases whose keys are still good there.
fn archived(model: &Model, root: usize, release: &Release) -> Option<Fix> {
    let stage = model.stages.get(root)?;
    let from = stage.from?;
    // Another value of a variable may be another release.
    let is_open = model.source.slice(model.instruction(from).span).contains('$');
    if is_open || !is_root(stage.before(from).user.value.known()?) {
        return None;
    }
    let command = match (release.os, release.version) {
        ("debian", "10") => {
            "sed -i -e 's|deb.debian.org|archive.debian.org|' -e 's|security.debian.org|archive.debian.org|' \
             -e '/buster-updates/d' /etc/apt/sources.list"
        }
        // From 23.10 on the sources stand in a file of another form.
        ("ubuntu", version) if version < "23.10" => {
            "sed -i -e 's/archive.ubuntu.com/old-releases.ubuntu.com/' \
             -e 's/security.ubuntu.com/old-releases.ubuntu.com/' /etc/apt/sources.list"
        }
        ("centos", "7" | "8") => {
            "sed -i -e 's/^mirrorlist=/#mirrorlist=/' \
             -e 's|^#.*baseurl=http://mirror.centos.org|baseurl=http://vault.centos.org|' /etc/yum.repos.d/CentOS-*"
        }
        _ => return None,
    };
    let to = release.gone.as_ref()?.to;
    let edit = edits::below(model, model.instruction(from), &[format!("RUN {command}")]);
    Some(Fix::new(format!("let the sources name `{to}`"), Safety::Unsafe, vec![edit]))
}
