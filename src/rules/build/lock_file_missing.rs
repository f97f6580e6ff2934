//! An install that refuses to work without its lock file, in a stage that surely has none.
//!
//! Silent where the file may be there: from a step that is not understood, a bind mount, a folder above.

use crate::cache::installs;
use crate::cache::locks::{self, Sent, Unlocked};
use crate::model::copy::{Copy, CopyFrom, SourceState};
use crate::model::path;
use crate::model::run::Invocation;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, edits, evidence};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "lock-file-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let installs = input.model.invocations.iter().filter(|it| needed[it.stage]);
    let unlocked = installs.filter_map(|it| Some((it, locks::unlocked(input.model, it).filter(|it| it.needed)?)));
    unlocked.map(|(install, unlocked)| finding(input, install, &unlocked)).collect()
}

fn finding(input: &Input, install: &Invocation, unlocked: &Unlocked) -> Finding {
    let lock = unlocked.lock;
    let command = installs::program(install);
    let message = format!("this needs `{lock}`, which is not in this stage: `{command}` fails");
    let help = match &unlocked.in_context {
        Some((path, Sent::Yes)) => format!("copy `{path}` with the manifest, above this step"),
        Some((path, Sent::Ignored)) => {
            format!("let `{path}` through in the ignore file, and copy it with the manifest")
        }
        None => format!("commit a `{lock}`, or use an install that does without"),
    };
    let finding = Finding::new(install.span, message).confidence(evidence::absence(input.model, install.stage));
    let lock = unlocked.in_context.as_ref().filter(|(_, sent)| *sent == Sent::Yes);
    finding.help(help).fixes(lock.and_then(|(path, _)| copied(input, install, path)))
}

/// The lock file beside its manifest in the COPY that brings that one.
fn copied(input: &Input, install: &Invocation, lock: &str) -> Option<Fix> {
    let model = input.model;
    let folder = lock.rsplit_once('/').map_or("", |(folder, _)| folder);
    let brings = |copy: &&Copy| copy.stage == install.stage && copy.instruction < install.instruction;
    let copies = model.copies.iter().filter(brings).filter(|it| matches!(it.from, CopyFrom::Context) && !it.add);
    let (copy, source) = copies.filter(|it| !it.parents).find_map(|copy| {
        let is_manifest = |state: &SourceState| match state {
            SourceState::Context { path, .. } => {
                path::parent(path).trim_start_matches('/') == folder && path.contains('.')
            }
            _ => false,
        };
        copy.sources.iter().rev().find(|it| is_manifest(&it.state)).map(|it| (copy, it))
    })?;
    let instruction = model.instruction(copy.instruction);
    let Kind::Copy(transfer) = &instruction.kind else { return None };
    let title = format!("copy `{lock}` too");
    let before = if source.text.known()?.starts_with("./") { "./" } else { "" };
    let is_open = copy.destination.is_folder && !transfer.json && copy.exclude.is_empty();
    if is_open {
        let edit = Edit::insert(source.span.end, format!(" {before}{lock}"));
        return Some(Fix::new(title, Safety::Unsafe, vec![edit]));
    }
    // The manifest is copied under a name of its own.
    let to = copy.destination.path.as_deref().filter(|_| copy.sources.len() == 1 && !copy.destination.is_folder)?;
    let line = format!("COPY {before}{lock} {}/", path::parent(to).trim_end_matches('/'));
    Some(Fix::new(title, Safety::Unsafe, vec![edits::below(model, instruction, &[line])]))
}
