//! Files that every account may change, or programs that run as their owner whoever starts them.
//!
//! Silent on folders with the sticky bit, on `/tmp` and its like, and in stages that do not ship.

use crate::context::Node;
use crate::model::Model;
use crate::model::copy::SourceState;
use crate::model::files::{EntryKind, Look};
use crate::model::run::{Invocation, Origin, Word};
use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, is_root};
use crate::source::Span;
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "permissions-too-open", check };

/// Where everybody may write by design.
const SHARED: [&str; 6] = ["/tmp", "/var/tmp", "/dev/shm", "/var/lock", "/run/lock", "/var/mail"];
/// Where programs and settings are.
const SYSTEM: [&str; 9] = ["/etc", "/usr", "/bin", "/sbin", "/lib", "/opt", "/root", "/boot", "/lib64"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// Everybody may write.
    Written,
    /// Set user id.
    Raised,
}

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let commands = commands::of(model, &["chmod", "install", "mkdir"]).into_iter();
    let runs = commands.filter(|it| it.origin != Origin::Substitution && commands::ships(model, it.stage));
    let mut findings: Vec<Finding> = runs.filter_map(|it| of_command(input, it)).collect();
    for copy in model.copies.iter().filter(|it| commands::ships(model, it.stage)) {
        let instruction = model.instruction(copy.instruction);
        let is_transfer = matches!(instruction.kind, Kind::Copy(_) | Kind::Add(_));
        let Some(mode) = instruction.flag_value("chmod").filter(|_| is_transfer) else { continue };
        let place = copy.destination.path.as_deref().unwrap_or_default();
        let found = open(mode.as_str()).and_then(|it| finding(input, it, mode.span, &[place]));
        let is_file =
            copy.sources.iter().all(|it| matches!(&it.state, SourceState::Context { node: Node::File { .. }, .. }));
        let fix = closed(mode.as_str()).filter(|_| is_file).and_then(|it| fix(model, mode.span, mode.as_str(), &it));
        findings.extend(found.map(|it| with(it, fix)));
    }
    findings
}

fn of_command(input: &Input, invocation: &Invocation) -> Option<Finding> {
    let words = Arguments::of(invocation).words();
    let (mode, span, rest): (&str, Span, &[Word]) = match commands::program(invocation)? {
        "chmod" => {
            let at = words.iter().position(|word| !is_option(&word.text))?;
            (&words[at].text, words[at].span, words.get(at + 1..)?)
        }
        _ => {
            let at = words.iter().position(|word| matches!(word.text.as_str(), "-m" | "--mode"))?;
            (&words.get(at + 1)?.text, words[at + 1].span, words.get(at + 2..)?)
        }
    };
    let paths: Vec<&str> = rest.iter().map(|word| word.text.as_str()).filter(|it| !it.starts_with('-')).collect();
    let finding = finding(input, open(mode)?, span, &paths)?;
    let is_plain = words.iter().take_while(|word| word.span != span).all(|word| !word.text.contains('R'));
    let are_files = is_plain && rest.iter().all(|word| is_file(input.model, invocation, &word.text));
    let fix = closed(mode).filter(|_| are_files).and_then(|it| fix(input.model, span, mode, &it));
    Some(with(finding, fix))
}

fn with(finding: Finding, fix: Option<Fix>) -> Finding {
    match fix {
        Some(fix) => finding.fix(fix),
        None => finding,
    }
}

/// Whether a word of a command names a file, no folder, of the stage.
fn is_file(model: &Model, invocation: &Invocation, word: &str) -> bool {
    let Some(folder) = invocation.folder.as_deref().filter(|_| !word.contains(['$', '*', '?', '[', '~'])) else {
        return false;
    };
    let at = crate::model::path::join(folder, word);
    let look = model.look_at(invocation.stage, invocation.changes, &at);
    matches!(look, Look::Present(found) if found.entry.kind == EntryKind::File)
}

/// The mode of a program that its owner alone may change. A folder, or data, is open because another account writes
/// to it: what would be right there is another owner.
fn closed(mode: &str) -> Option<String> {
    match mode {
        "777" | "0777" => Some(mode.replace("777", "755")),
        "a+rwx" | "ugo+rwx" => Some(mode.replace("rwx", "rx")),
        _ => None,
    }
}

fn fix(model: &Model, span: Span, written: &str, wanted: &str) -> Option<Fix> {
    let is_plain = model.source.slice(span) == written;
    let title = format!("write `{wanted}`: its owner alone changes it");
    is_plain.then(|| Fix::new(title, Safety::Unsafe, vec![Edit::replace(span, wanted)]))
}

/// `-R`, `-fv`; not `-x`, which takes a right away.
fn is_option(text: &str) -> bool {
    text.starts_with("--") || text.starts_with('-') && !text.contains(['r', 'w', 'x', 's', 't', 'X'])
}

fn finding(input: &Input, open: Open, span: Span, paths: &[&str]) -> Option<Finding> {
    let below = |roots: &[&str], path: &str| roots.iter().any(|root| crate::model::path::below(path, root).is_some());
    if open == Open::Raised {
        let message = "whoever starts this program has the rights of its owner";
        let is_known =
            paths.iter().all(|path| ["ping", "sudo", "su", "bwrap", "fusermount"].contains(&path_name(path)));
        let finding = Finding::new(span, message).confidence(Confidence::Likely);
        return Some(if is_known { finding.info() } else { finding });
    }
    if paths.iter().all(|path| below(&SHARED, path)) {
        return None;
    }
    let user = input.model.image().and_then(|state| state.user.value.known().map(str::to_owned));
    let is_kept_from_root = user.is_some_and(|user| !is_root(&user));
    let is_program = |path: &&str| {
        path.trim_end_matches('/').is_empty() || below(&SYSTEM, path) || path.ends_with(".sh") || path.ends_with(".py")
    };
    let finding = Finding::new(span, "every account in the container may change this");
    // Root may change everything anyway.
    let finding = finding.confidence(if is_kept_from_root { Confidence::Likely } else { Confidence::Possible });
    Some(if paths.iter().any(is_program) { finding } else { finding.info() })
}

fn path_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What a mode opens, in digits or letters.
fn open(mode: &str) -> Option<Open> {
    if !mode.is_empty() && mode.bytes().all(|byte| (b'0'..=b'7').contains(&byte)) {
        let bits = u32::from_str_radix(mode, 8).ok()?;
        return match (bits & 0o4000 != 0, bits & 0o002 != 0, bits & 0o1000 != 0) {
            (true, ..) => Some(Open::Raised),
            (_, true, false) => Some(Open::Written),
            _ => None,
        };
    }
    let mut found = None;
    for clause in mode.split(',') {
        let at = clause.find(['+', '=', '-'])?;
        let (who, rights) = (&clause[..at], &clause[at + 1..]);
        if clause.as_bytes()[at] == b'-' {
            continue;
        }
        if rights.contains('t') {
            return None;
        }
        if rights.contains('s') && (who.is_empty() || who.contains(['u', 'a'])) {
            return Some(Open::Raised);
        }
        if rights.contains('w') && who.contains(['o', 'a']) {
            found = Some(Open::Written);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_say_what_they_open() {
        for mode in ["777", "0777", "666", "o+w", "a+rwx", "ugo+rwX", "u+x,o=rw"] {
            assert!(open(mode) == Some(Open::Written), "{mode}");
        }
        for mode in ["4755", "u+s", "+s", "6755"] {
            assert!(open(mode) == Some(Open::Raised), "{mode}");
        }
        for mode in ["755", "1777", "2775", "g+w", "+x", "a+rwxt", "o-w", "g=u", "+w", "${MODE}", ""] {
            assert!(open(mode).is_none(), "{mode}");
        }
    }
}
