//! `COPY --from=stage` of a path that the stage does not have.
//!
//! Silent where anything that the model does not understand could have written the path, unless the
//! stage holds a file of nearly the same name that the Dockerfile itself put there, or the path holds a name that
//! no text of the project knows.

use crate::model::built::Built;
use crate::model::copy::{Copy, CopyFrom, Source, SourceState};
use crate::model::files::{Look, StageId};
use crate::model::{names, path};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits, evidence};

pub(super) const RULE: Rule = Rule { id: "copy-from-path-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let copies = input.model.copies.iter().filter(|copy| needed[copy.stage]);
    copies.flat_map(|copy| copy.sources.iter().filter_map(|source| finding(input, copy, source))).collect()
}

fn finding(input: &Input, copy: &Copy, source: &Source) -> Option<Finding> {
    let CopyFrom::Stage(stage) = copy.from else { return None };
    let name = stage_name(input, stage);
    let (path, look, message) = match &source.state {
        SourceState::Stage { path, look } => (path.clone(), look.clone(), format!("nothing puts `{path}` into {name}")),
        // A pattern without a match is an accident where it is alone and its folder is not there.
        SourceState::StageGlob { pattern, matches, .. } if matches.is_empty() && copy.sources.len() == 1 => {
            let folder = folder_of_pattern(pattern)?;
            let look = input.model.look(stage, folder);
            (folder.to_owned(), look, format!("`{pattern}` matches nothing: nothing puts `{folder}` into {name}"))
        }
        _ => return None,
    };
    if let Some(built) = input.model.built_elsewhere(stage, &path).filter(|_| matches!(look, Look::Unknown(_))) {
        return Some(elsewhere(input, source, message, built, &path));
    }
    if let Some(built) = input.model.other_framework(stage, &path).filter(|_| !look.is_present()) {
        return Some(elsewhere(input, source, message, &built, &path));
    }
    let mut twin = input.model.twin(stage, &path);
    let mut help = None;
    let confidence = match look {
        Look::Present(_) => return None,
        Look::Absent => evidence::absence(input.model, stage),
        Look::Unknown(_) if evidence::is_slip(input.model, stage, &path, twin.as_ref()) => Confidence::Likely,
        Look::Unknown(_) => {
            if let Some(slip) = input.model.slip(stage, &path, copy.destination.path.as_deref()) {
                twin = Some(slip);
            } else if let Some(folder) = input.model.unheard_of_root(stage, &path) {
                help = Some(format!("no instruction, script or manifest of the project names a folder `{folder}`"));
            } else if is_renamed_by_a_letter(&path, copy) {
                return Some(renamed(source, &path, copy));
            } else {
                return None;
            }
            Confidence::Likely
        }
    };
    let mut finding = Finding::new(source.span, message).confidence(confidence);
    if let Some(help) = help {
        finding = finding.help(help);
    }
    if let Some(twin) = twin {
        finding = finding.help(format!("copy `{}`", twin.path)).fixes(instead(input, source, &path, &twin.path));
        if let Some(index) = twin.instruction {
            let place = input.model.place(input.model.instruction(index).span);
            finding = finding.label(place, format!("`{}` is made here", twin.path));
        }
    }
    if let Some(from) = input.model.stages[stage].from {
        finding = finding.label(input.model.place(input.model.instruction(from).span), format!("{name} starts here"));
    }
    Some(finding)
}

/// A build of known output writes it to another place.
fn elsewhere(input: &Input, source: &Source, message: String, built: &Built, wanted: &str) -> Finding {
    let place = input.model.place(input.model.instruction(built.instruction).span);
    let finding = Finding::new(source.span, message).confidence(Confidence::Likely);
    let archives = input.model.archives(built, wanted);
    let says_folder = |text: &str| built.path.contains(text.trim_start_matches("./").trim_end_matches('/'));
    let said = built.said.as_ref().filter(|said| archives.is_some() || says_folder(&said.text));
    let said = said.and_then(|said| input.model.place_of(built.stage, said));
    // What Cargo and .NET write where follows from the command line.
    let by_line = ["cargo", "dotnet", "cross"].iter().any(|tool| built.by.starts_with(tool));
    let by = if said.is_some() || by_line { "" } else { ", as is its default" };
    let standalone = built.by == "next build" && source.text.known().is_some_and(|it| it.contains("standalone"));
    let help = match standalone {
        true => "set `output: 'standalone'` in the configuration of Next.js".to_owned(),
        false => format!("copy from `{}`", built.path),
    };
    let place_of_fix = (!standalone && archives.is_none()).then_some(&built.path);
    let does = match archives {
        Some(start) => format!("`{}` gives its archives names that start with `{start}`", built.by),
        None => format!("`{}` writes to `{}`{by}", built.by, built.path),
    };
    let fix = place_of_fix.and_then(|it| instead(input, source, wanted, it));
    let finding = finding.help(help).label(place, does).fixes(fix);
    match said {
        Some(said) => finding.label(said, "it says so here"),
        None => finding,
    }
}

/// Writes `real` in place of the source's path; the words of a pattern that follow `wanted` stay.
fn instead(input: &Input, source: &Source, wanted: &str, real: &str) -> Option<Fix> {
    let written = source.text.known()?;
    let plain = written.trim_end_matches('/');
    let plain = plain.strip_suffix("/.").unwrap_or(plain);
    let (meant, found) = (path::file_name(wanted), path::file_name(real));
    let is_same = meant == found || names::is_slip(meant, found) || found.contains(meant) || meant.contains(found);
    // A file is no folder; and of two programs nobody knows which one was meant.
    let is_archive = [".jar", ".war", ".ear"].iter().any(|it| meant.ends_with(it) != found.ends_with(it));
    let is_program = wanted.contains("/release/") || wanted.contains("/debug/");
    let is_half = real.contains("/bin/") && wanted.ends_with("publish") && !real.ends_with("publish");
    if is_archive || is_program && !is_same || is_half {
        return None;
    }
    if written.contains(['*', '?', '[']) || path::clean(&format!("/{plain}")) != wanted {
        return None;
    }
    let real = if plain.starts_with('/') { real } else { real.trim_start_matches('/') };
    let edit = edits::instead(&input.model.source, source.span, plain, real)?;
    Some(Fix::new(format!("copy `{real}`"), Safety::Unsafe, vec![edit]))
}

/// The folders before the first `*`, `?` or `[`; `None` for a pattern in the root.
fn folder_of_pattern(pattern: &str) -> Option<&str> {
    let plain = &pattern[..pattern.find(['*', '?', '['])?];
    plain.rfind('/').map(|at| &plain[..at]).filter(|folder| !folder.is_empty())
}

/// The destination has the same name but for one letter: one of the two is a slip. Longer words, versions,
/// joining marks and letter case are how people rename on purpose.
fn is_renamed_by_a_letter(path: &str, copy: &Copy) -> bool {
    let Some(destination) = copy.destination.path.as_deref().filter(|_| !copy.destination.is_folder) else {
        return false;
    };
    let (from, to) = (path::file_name(path), path::file_name(destination));
    let letters = |name: &str| name.to_ascii_lowercase().replace(|letter: char| !letter.is_ascii_alphabetic(), "");
    let (from_letters, to_letters) = (letters(from), letters(to));
    // A letter more at the end is a word of its own: `server` becomes `servers`, `probe` becomes `prober`.
    let extended = from_letters.starts_with(&to_letters) || to_letters.starts_with(&from_letters);
    from.len() >= 5 && names::is_slip(from, to) && !extended
}

fn renamed(source: &Source, path: &str, copy: &Copy) -> Finding {
    let to = copy.destination.path.as_deref().map_or("", path::file_name);
    let message = format!("`{path}` becomes `{to}`: one of the two is misspelt");
    Finding::new(source.span, message).confidence(Confidence::Likely)
}

fn stage_name(input: &Input, stage: StageId) -> String {
    match &input.model.stages[stage].name {
        Some(name) => format!("stage `{name}`"),
        None => format!("stage {stage}"),
    }
}
