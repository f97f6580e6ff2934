//! Packages that a command installs without saying which version: what the rules of each package manager share.
//!
//! One finding a command, at the first of its packages; a loop is one command. Silent where a file, a lock or an
//! option says which versions. Only `possible` where a variable that is not known may hold them, or where something
//! that other tools do not heed keeps what is installed the same: a snapshot of the archive, a folder of wheels.

use crate::model::Model;
use crate::model::files::Look;
use crate::model::path;
use crate::model::run::{Invocation, Word};
use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Finding};
use crate::syntax::ast::Kind;

use super::managers::Manager;
use super::words::Pin;

/// Packages that the message names, and places that are shown.
const NAMED: usize = 3;

/// A package without a version.
struct Package<'a> {
    word: &'a Word,
    pin: Pin,
    /// Whether it surely names no version.
    is_sure: bool,
}

/// A command and what it installs in any version.
struct Install<'a> {
    invocation: &'a Invocation,
    manager: &'static Manager,
    packages: Vec<Package<'a>>,
}

/// The findings about commands of these managers.
pub(super) fn findings(model: &Model, managers: &'static [Manager]) -> Vec<Finding> {
    let mut installs: Vec<Install> = Vec::new();
    for install in commands::all(model).into_iter().filter_map(|it| install(model, managers, it)) {
        match installs.last_mut().filter(|last| is_same_command(last.invocation, install.invocation)) {
            Some(last) => last.packages.extend(install.packages),
            None => installs.push(install),
        }
    }
    installs.iter().filter_map(|it| finding(model, it)).collect()
}

/// A loop meets one command several times.
fn is_same_command(one: &Invocation, other: &Invocation) -> bool {
    one.instruction == other.instruction && one.span == other.span
}

fn install<'a>(model: &Model, managers: &'static [Manager], invocation: &'a Invocation) -> Option<Install<'a>> {
    let words = call(invocation)?;
    let (manager, operands) = managers.iter().find_map(|manager| Some((manager, operands(manager, &words)?)))?;
    let arguments = Arguments::new(words.rest);
    let has = |option: &&str| match option.strip_prefix('-') {
        Some(option) => arguments.has(&[option.trim_start_matches('-')]),
        None => arguments.words().iter().any(|word| word.text == **option),
    };
    if manager.settled_by.iter().any(&has) {
        return None;
    }
    let is_held = manager.held_by.iter().any(has) || is_held(model, manager, invocation);
    let package = |word: &'a Word| {
        let pin = (manager.pin)(&word.text, is_declared(model, invocation, &word.text));
        // An unknown end may hold the version.
        let is_open = word.text.contains("${") && word.text.ends_with('}');
        let is_own = manager.project.is_some() && is_copied(model, invocation, &word.text);
        let is_sure = !is_held && !is_open && !is_own && pin != Pin::Elsewhere;
        (pin != Pin::Fixed && !word.text.is_empty()).then_some(Package { word, pin, is_sure })
    };
    let is_followed = |at: usize| operands.get(at + 1).is_some_and(|next| (manager.is_version)(&next.text));
    let alone = operands.iter().enumerate().filter(|(at, _)| !is_followed(*at));
    let packages: Vec<Package> = alone.filter_map(|(_, word)| package(word)).collect();
    Some(Install { invocation, manager, packages }).filter(|it| !it.packages.is_empty())
}

/// A command as managers know it.
struct Words<'a> {
    program: &'a str,
    rest: &'a [Word],
}

/// The program without the version in its name; `python3 -m pip` is `pip`.
fn call(invocation: &Invocation) -> Option<Words<'_>> {
    let is_version = |it: char| it.is_ascii_digit() || matches!(it, '.' | '-');
    let program = commands::program(invocation)?.trim_end_matches(is_version);
    let rest = invocation.words.get(1..).unwrap_or_default();
    if !matches!(program, "python" | "pypy") {
        return Some(Words { program, rest });
    }
    let module = rest.iter().position(|word| word.text == "-m")? + 1;
    Some(Words { program: &rest.get(module)?.text, rest: &rest[module + 1..] })
}

/// The words behind the manager's verbs that are no options; `None`: it is another command.
fn operands<'a>(manager: &Manager, words: &Words<'a>) -> Option<Vec<&'a Word>> {
    let valued: Vec<&str> = manager.valued.split(' ').collect();
    // What stands behind the `--` of `gem` is for what it builds.
    let end = words.rest.iter().position(|word| word.text == "--" && words.program == "gem");
    let operands = Arguments::new(&words.rest[..end.unwrap_or(words.rest.len())]).operands(&valued);
    let verbs = manager.heads.iter().filter_map(|head| head.strip_prefix(words.program)?.strip_prefix(' '));
    let begins =
        |verbs: &str| verbs.split(' ').enumerate().all(|(at, verb)| operands.get(at).is_some_and(|it| it.text == verb));
    let verbs = verbs.filter(|verbs| begins(verbs)).map(|verbs| verbs.split(' ').count()).next()?;
    Some(operands.into_iter().skip(verbs).take(manager.count).collect())
}

/// Whether something keeps what is installed the same from build to build.
fn is_held(model: &Model, manager: &Manager, invocation: &Invocation) -> bool {
    let state = model.stages[invocation.stage].before(invocation.instruction);
    let is_said = |text: &str| manager.held_after.iter().any(|it| text.contains(it));
    let mut above = model.chain(invocation.stage).flat_map(|stage| model.instructions_of(stage));
    let is_module = |file: &str| match invocation.folder.as_deref() {
        Some(folder) => {
            let file = format!("{folder}/{file}");
            !matches!(model.look_own(invocation.stage, &file), Look::Absent)
        }
        None => true,
    };
    manager.held_in.iter().any(|name| state.variable(name).is_some())
        || manager.project.is_some_and(is_module)
        || !manager.held_after.is_empty()
            && above.any(|(index, it)| index <= invocation.instruction && is_said(&model.written(it.span)))
}

/// Whether a package of Go is the project's own: its sources were copied to where Go without modules looks.
fn is_copied(model: &Model, invocation: &Invocation, package: &str) -> bool {
    let state = model.stages[invocation.stage].before(invocation.instruction);
    let at = path::join(state.env_value("GOPATH").unwrap_or("/go"), &format!("src/{package}"));
    let stages: Vec<_> = model.chain(invocation.stage).map(|it| it.id).collect();
    let mut above =
        model.copies.iter().filter(|it| it.instruction < invocation.instruction && stages.contains(&it.stage));
    let overlaps = |to: &str| path::below(&at, to).is_some() || path::below(to, &at).is_some();
    above.any(|it| it.destination.path.as_deref().is_none_or(overlaps))
}

/// Whether the variables of a word that are not known are set: by ENV or ARG of the stage, or by an ARG of the file.
fn is_declared(model: &Model, invocation: &Invocation, word: &str) -> bool {
    let state = model.stages[invocation.stage].before(invocation.instruction);
    let is_argument = |name: &str| {
        let mut above = model.dockerfile.instructions.iter().take(invocation.instruction);
        above.any(|it| matches!(&it.kind, Kind::Arg(all) if all.iter().any(|argument| argument.name.text.text == name)))
    };
    let names = word.split("${").skip(1).filter_map(|it| it.split('}').next());
    names.into_iter().all(|name| !name.is_empty() && (state.variable(name).is_some() || is_argument(name)))
}

fn finding(model: &Model, install: &Install) -> Option<Finding> {
    let some_sure = install.packages.iter().any(|it| it.is_sure);
    let mut packages: Vec<&Package> = Vec::new();
    for package in install.packages.iter().filter(|it| it.is_sure == some_sure) {
        if packages.iter().all(|it| it.word.text != package.word.text) {
            packages.push(package);
        }
    }
    let first = packages.first()?;
    let list = list(model, &packages);
    let (message, confidence) = match (some_sure, packages.len()) {
        (false, _) => (format!("{list} may name no version"), Confidence::Possible),
        (true, 1) => (format!("{list} comes in whatever version there is at build time"), Confidence::Certain),
        (true, _) => (format!("{list} come in whatever version there is at build time"), Confidence::Certain),
    };
    let mut finding = Finding::new(first.word.span, message).confidence(confidence);
    let mut shown = vec![first.word.span];
    for span in packages.iter().take(NAMED).map(|it| it.word.span) {
        if !shown.contains(&span) {
            shown.push(span);
            finding = finding.label(model.place(span), "no version either");
        }
    }
    // Other tools take any word that looks like a version for one.
    let all_move = install.packages.iter().all(|it| it.pin == Pin::Moving);
    finding = if all_move { finding.own() } else { finding.known_as(install.manager.names) };
    Some(match install.manager.form.and_then(|form| written(form, first)) {
        Some(word) => finding.help(format!("name a version, as in `{word}`, or install from a lock file")),
        None => finding,
    })
}

/// The first packages as a sentence has them.
fn list(model: &Model, packages: &[&Package]) -> String {
    let shown = |it: &&Package| match it.word.text.contains("${}") {
        true => format!("`{}`", model.written(it.word.span).lines().next().unwrap_or_default()),
        false => format!("`{}`", it.word.text),
    };
    let mut names: Vec<String> = packages.iter().take(NAMED).map(shown).collect();
    if packages.len() > NAMED {
        names.push(format!("{} more", packages.len() - NAMED));
    }
    let last = names.pop().unwrap_or_default();
    if names.is_empty() { last } else { format!("{} and {last}", names.join(", ")) }
}

/// The word of a package as it should be.
fn written(form: &str, package: &Package) -> Option<String> {
    let word = &package.word.text;
    if !package.is_sure || word.contains("://") || word.contains("${") {
        return None;
    }
    let scope = usize::from(word.starts_with('@'));
    let end = word[scope..].find('@').map_or(word.len(), |at| at + scope);
    Some(format!("{}{form}<version>", &word[..end]))
}
