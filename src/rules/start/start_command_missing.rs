//! CMD or ENTRYPOINT names a program or script that the image does not have.
//!
//! Silent on what the base image itself starts, on modules for a WebAssembly runtime, on images without files
//! of their own, on paths below a volume of a container that runs the image, and on paths that something unread could
//! have written, unless the Dockerfile put a file of nearly the same name beside it.

use crate::model::built::Built;
use crate::model::files::{EntryKind, Look, What};
use crate::model::path;
use crate::model::start::{Needed, Role};
use crate::rules::runs;
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits, evidence};
use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "start-command-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let Some(start) = input.model.start(input.model.target) else { return Vec::new() };
    // An image without files of its own is a base for others, which bring the program.
    if evidence::is_base_for_others(input.model) {
        return Vec::new();
    }
    if input.model.chain(input.model.target).all(|stage| stage.changes.iter().all(|it| is_of_no_file(&it.what))) {
        return Vec::new();
    }
    let lent = |needed: &Needed| runs::all(input).iter().any(|it| it.may_be_mounted(needed));
    start.needed.iter().filter_map(|needed| finding(input, needed).filter(|_| !lent(needed))).collect()
}

/// A WORKDIR makes a folder and no file, and a new account brings no more than its line and its home.
fn is_of_no_file(what: &What) -> bool {
    match what {
        What::Add { path, entry } => {
            entry.kind == EntryKind::Folder || matches!(path.as_str(), "/etc/passwd" | "/etc/group")
        }
        What::Open { path, .. } => path.starts_with("/home/"),
        What::Owner { .. } | What::Executable { .. } | What::WorldWritable { .. } => true,
        _ => false,
    }
}

fn finding(input: &Input, needed: &Needed) -> Option<Finding> {
    let (span, stage) = (needed.span?, input.model.target);
    if needed.name.ends_with(".wasm") || needed.look.is_present() {
        return None;
    }
    // Where `PATH` is not known, a slip in the name of a program that everybody knows can still be told.
    let assumed = format!("/usr/bin/{}", needed.name);
    let tried = match needed.tried.first() {
        Some(tried) => tried,
        None if !needed.name.contains('/') => &assumed,
        None => return None,
    };
    if needed.role == Role::Script
        && let Some((built, made)) = input.model.other_assembly(stage, tried).filter(|_| !needed.look.is_present())
    {
        return Some(other_assembly(input, span, tried, built, made));
    }
    let twins = needed.tried.iter().chain([tried]).find_map(|path| input.model.twin(stage, path));
    // A bare name is looked for in `PATH`: a file of that name elsewhere tells nothing.
    let mut twins = twins.filter(|twin| twin.misspelt || needed.name.contains('/') && needed.role != Role::Module);
    let confidence = match &needed.look {
        Look::Present(_) => return None,
        Look::Absent => evidence::absence(input.model, stage),
        Look::Unknown(_) if evidence::is_slip(input.model, stage, tried, twins.as_ref()) => Confidence::Likely,
        Look::Unknown(_) if !needed.name.contains('/') && needed.role == Role::Program => {
            return not_required(input, needed, span);
        }
        Look::Unknown(_) if needed.name.contains('/') => {
            twins = Some(input.model.misplaced(stage, tried)?);
            Confidence::Likely
        }
        Look::Unknown(_) => return None,
    };
    let message = match (needed.role, needed.name.contains('/')) {
        (Role::Module, _) => format!("the Python module `{}` is not in the final image: no `{tried}`", needed.name),
        (Role::Program, false) => format!("`{}` is in no folder of `PATH` in the final image", needed.name),
        _ => format!("`{tried}` is not in the final image"),
    };
    let mut finding = Finding::new(span, message).confidence(confidence);
    if let Some(place) = needed.via.as_ref().and_then(|via| via.place(input.model)) {
        finding = finding.label(place, "this line starts it");
    }
    if let Some(twin) = twins {
        finding = finding.help(format!("start `{}`", twin.path)).fixes(instead(input, needed, &twin.path));
        if let Some(index) = twin.instruction {
            let place = input.model.place(input.model.instruction(index).span);
            finding = finding.label(place, format!("this puts `{}` there", twin.path));
        }
    }
    Some(finding)
}

/// Writes where the file really is: by its path, or by its name where that is looked for in the same folder.
fn instead(input: &Input, needed: &Needed, real: &str) -> Option<Fix> {
    if needed.via.is_some() || needed.role == Role::Module {
        return None;
    }
    let found = input.model.look(input.model.target, real);
    if found.found().is_some_and(|it| it.entry.kind == EntryKind::Folder) {
        return None;
    }
    let tried = needed.tried.first().map_or("", |it| path::parent(it));
    let name = needed.name.as_str();
    let text = match name.rsplit_once('/') {
        // A bare name is found in `PATH`, where the real one stands beside it.
        None => path::file_name(real).to_owned(),
        Some((folder, _)) if !name.starts_with('/') && path::parent(real) == tried => {
            format!("{folder}/{}", path::file_name(real))
        }
        Some(_) => real.to_owned(),
    };
    let edit = edits::instead(&input.model.source, needed.span?, name, &text)?;
    Some(Fix::new(format!("start `{text}`"), Safety::Unsafe, vec![edit]))
}

/// A server of Python that no list of requirements names.
fn not_required(input: &Input, needed: &Needed, span: Span) -> Option<Finding> {
    let model = input.model;
    let start = model.start(model.target)?;
    // A script may install what it starts.
    if start.scripts.iter().any(|script| script.text.contains("install") || script.text.contains("sync")) {
        return None;
    }
    let list = model.lacks_requirement(model.target, &needed.name)?;
    let message = format!("no step installs `{}`: `{}` does not have it", needed.name, path::file_name(&list));
    let help = format!("add `{}` to `{}`", needed.name, path::file_name(&list));
    Some(Finding::new(span, message).confidence(Confidence::Likely).help(help))
}

/// The project's assembly has another name than the one that `dotnet` is to start.
fn other_assembly(input: &Input, span: Span, tried: &str, built: &Built, made: &str) -> Finding {
    let model = input.model;
    let started = path::file_name(tried);
    let message = match format!("{made}.dll").eq_ignore_ascii_case(started) {
        true => format!("`{tried}` is not in the final image: the assembly is `{made}.dll`, and letter case counts"),
        false => format!("`{tried}` is not in the final image: the project's assembly is `{made}.dll`"),
    };
    let place = model.place(model.instruction(built.instruction).span);
    let mut finding = Finding::new(span, message).confidence(Confidence::Likely);
    finding = finding.label(place, format!("`{}` makes `{made}.dll`", built.by));
    if let Some(place) = built.said.as_ref().and_then(|said| model.place_of(built.stage, said)) {
        finding = finding.label(place, "it says so here");
    }
    let real = path::child(path::parent(tried), &format!("{made}.dll"));
    let edit = edits::instead(&model.source, span, started, &format!("{made}.dll"));
    let fix = edit.map(|it| Fix::new(format!("start `{real}`"), Safety::Unsafe, vec![it]));
    finding.help(format!("start `{real}`")).fixes(fix)
}
