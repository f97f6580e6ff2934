//! A tool of the base's release is too old for what it is to fetch: what is newest needs a newer one.
//!
//! Silent on pinned versions, and where a step that is not understood may have brought another tool.

use crate::facts::needs;
use crate::model::Model;
use crate::model::run::Invocation;
use crate::rules::{Finding, Input, Rule};

use super::calls::{self, Sources};

pub(super) const RULE: Rule = Rule { id: "tool-too-old", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let invocations = input.model.invocations.iter().filter(|it| needed[it.stage] && calls::must_work(it));
    invocations.filter_map(|it| gem(input.model, it).or_else(|| npm(input.model, it))).collect()
}

/// `gem install bundler` and `gem update --system` take the newest, which asks for a newer Ruby.
fn gem(model: &Model, invocation: &Invocation) -> Option<Finding> {
    let words: Vec<&str> = invocation.argv.iter().map(calls::known).collect::<Option<_>>()?;
    let pinned = words.iter().any(|word| {
        let option = word.split('=').next().unwrap_or_default();
        matches!(option, "-v" | "--version" | "--pre" | "--prerelease") || word.starts_with("-v")
    });
    let what = match words.as_slice() {
        ["gem", "install", rest @ ..] if !pinned && rest.contains(&"bundler") => "bundler",
        ["gem", "update", rest @ ..] if rest.contains(&"--system") && !rest.iter().any(|it| !it.starts_with('-')) => {
            "rubygems-update"
        }
        _ => return None,
    };
    let (version, index) = ruby(model, invocation)?;
    let limit = needs::newest(&version)?;
    let needs = limit.ruby;
    let message = format!("the newest `{what}` needs Ruby {needs} since {}, this is Ruby {version}", limit.day);
    let help = match what {
        "bundler" => format!("ask for one that fits: `gem install bundler -v {}`", limit.last_bundler),
        _ => format!("ask for one that fits: `gem update --system {}`", limit.last_rubygems),
    };
    let finding = Finding::new(invocation.span, message).help(help);
    Some(finding.label(model.place(model.instruction(index).span), format!("Ruby {version} comes from here")))
}

/// The version of Ruby that a stage has, and the instruction that brings it.
fn ruby(model: &Model, invocation: &Invocation) -> Option<(String, usize)> {
    if calls::is_opaque_before(model, invocation) {
        return None;
    }
    let (image, root) = calls::root_image(model, invocation.stage)?;
    let from = model.stages[root].from?;
    if calls::official(image) == Some("ruby") {
        let version = image.tag.as_deref()?.split('-').next()?;
        let numeric = version.starts_with(|it: char| it.is_ascii_digit()) && version.contains('.');
        return numeric.then(|| (version.to_owned(), from));
    }
    let release = model.release(invocation.stage)?;
    let version = needs::ruby_of(release)?;
    if calls::sources(model, invocation) != Sources::OfImage {
        return None;
    }
    let own = |it: &&Invocation| it.stage == invocation.stage && it.changes <= invocation.changes;
    let mut installs = model.invocations.iter().filter(own).filter_map(|it| Some((it, calls::call(it)?)));
    let brings = |call: &calls::Call| call.operands.iter().any(|it| matches!(*it, "ruby" | "ruby-full" | "ruby-dev"));
    let (install, _) = installs.find(|(_, call)| call.family == "apt" && brings(call))?;
    Some((version.to_owned(), install.instruction))
}

/// The `npm` of Ubuntu 14.04 does not know who signed the registry's certificate.
fn npm(model: &Model, invocation: &Invocation) -> Option<Finding> {
    let release = model.release(invocation.stage).filter(|it| (it.os, it.version) == ("ubuntu", "14.04"))?;
    let verb = invocation.argv.get(1).and_then(calls::known)?;
    if calls::name(invocation) != Some("npm") || !matches!(verb, "install" | "i") {
        return None;
    }
    if calls::sources(model, invocation) != Sources::OfImage || calls::is_opaque_before(model, invocation) {
        return None;
    }
    let before: Vec<&Invocation> = model
        .invocations
        .iter()
        .filter(|it| it.stage == invocation.stage && it.changes <= invocation.changes)
        .collect();
    let configured = before.iter().any(|it| {
        calls::name(it) == Some("npm") && it.argv.get(1).and_then(calls::known).is_some_and(|it| it.starts_with('c'))
    });
    let install = before
        .iter()
        .find(|it| calls::call(it).is_some_and(|call| call.family == "apt" && call.operands.contains(&"npm")))?;
    if configured {
        return None;
    }
    let message = "this `npm` refuses the registry's certificate since 2014-02-27: it is version 1.3.10";
    let finding =
        Finding::new(invocation.span, message).help("take Node.js from an image of `node`, or from NodeSource");
    let text = format!("the `npm` of {}", release.shown());
    Some(finding.label(model.place(model.instruction(install.instruction).span), text))
}
