//! The project has a lock file, and the install runs without it: other versions are installed than those that were
//! tested, and a changed lock file does not make the step run again.
//!
//! Silent where the file may be there. An install that fails without it is `lock-file-missing`.

use crate::cache::locks::{self, Sent};
use crate::context::Node;
use crate::model::Model;
use crate::model::copy::{CopyFrom, Source, SourceState};
use crate::model::run::Invocation;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, evidence};

pub(super) const RULE: Rule = Rule { id: "lock-file-left-out", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let needed = model.needed();
    let mut findings = Vec::new();
    for install in model.invocations.iter().filter(|it| needed[it.stage]) {
        let Some(unlocked) = locks::unlocked(model, install).filter(|it| !it.needed) else { continue };
        let Some((path, sent)) = unlocked.in_context else { continue };
        let message = format!("this installs without `{path}`, which is not copied into this stage");
        let help = match sent {
            Sent::Yes => format!("copy `{path}` with the manifest, above this step"),
            Sent::Ignored => format!("let `{path}` through in the ignore file, and copy it with the manifest"),
        };
        let confidence = evidence::absence(model, install.stage);
        let finding = Finding::new(install.span, message).confidence(confidence).help(help);
        findings.push(match fix(model, install, &path).filter(|_| sent == Sent::Yes) {
            Some(fix) => finding.fix(fix),
            None => finding,
        });
    }
    findings
}

/// The lock file behind the manifest that lies beside it, in the COPY that takes that.
fn fix(model: &Model, install: &Invocation, lock: &str) -> Option<Fix> {
    let (folder, name) = lock.rsplit_once('/').unwrap_or(("", lock));
    let is_beside = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder) == folder;
    let brings = |source: &&Source| match &source.state {
        SourceState::Context { path, node: Node::File { .. } } => is_beside(path) && is_manifest(path),
        SourceState::Glob { matches, .. } => matches.iter().any(|path| is_beside(path) && is_manifest(path)),
        _ => false,
    };
    let copies = model.copies.iter().filter(|copy| {
        let is_above = copy.stage == install.stage && copy.instruction < install.instruction;
        is_above && matches!(copy.from, CopyFrom::Context) && copy.destination.is_folder && !copy.parents
    });
    let source = copies.flat_map(|copy| &copy.sources).find(brings)?;
    let written = model.source.slice(source.span);
    let (text, quote) = match written.strip_prefix('"') {
        Some(rest) => (rest, "\""),
        None => (written, ""),
    };
    if text.contains(['$', '\'']) {
        return None;
    }
    let prefix = text.rsplit_once('/').map_or("", |(folder, _)| folder);
    let slash = if prefix.is_empty() { "" } else { "/" };
    let comma = if quote.is_empty() { "" } else { "," };
    let edit = Edit::insert(source.span.end, format!("{comma} {quote}{prefix}{slash}{name}{quote}"));
    Some(Fix::new(format!("copy `{lock}` too"), Safety::Unsafe, vec![edit]))
}

fn is_manifest(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "package.json" | "pyproject.toml" | "Pipfile" | "Gemfile" | "composer.json" | "Cargo.toml")
}
