//! A base image: what the table knows of it. A stage: what it is made of and what came to be in it.

use crate::facts::Tri;
use crate::facts::base::{self, BaseFacts, Libc};
use crate::facts::releases;
use crate::model::Model;
use crate::model::files::StageId;
use crate::model::stage::{Base, Stage};
use crate::syntax::ast::Word;
use crate::syntax::image::{self, ImageRef};

use super::super::{code, image_name, stages, title};
use super::state;

/// What is known of the image that a stage starts from.
pub(super) fn image(stage: &Stage) -> Option<String> {
    match &stage.base {
        Base::Scratch => {
            Some("**scratch** is the empty image: no files, no shell, no certificates, user root.".to_owned())
        }
        Base::Stage(_) => None,
        Base::Unknown(why) => Some(format!("The base is not known: {why}.")),
        Base::Image { reference, facts: None } => Some(format!(
            "{} is not in Dockvet's table of base images, so that its files, user and settings are not known.",
            image_name(reference)
        )),
        Base::Image { reference, facts: Some(facts) } => Some(known(reference, facts)),
    }
}

/// An image that `--from` names.
pub(super) fn foreign(word: &Word) -> Option<String> {
    let reference = image::parse(word.as_str())?;
    match base::lookup(&reference) {
        Some(facts) => Some(known(&reference, &facts)),
        None => Some(format!(
            "{} is no stage of this file: another image, or a named context of the build.",
            image_name(&reference)
        )),
    }
}

fn known(reference: &ImageRef, facts: &BaseFacts) -> String {
    let mut lines = Vec::new();
    lines.extend(system(reference, facts).map(|it| format!("system: {it}")));
    lines.extend(facts.user.as_deref().map(|user| {
        let id = facts.accounts.get(user).copied().flatten().map(|id| format!(", id {id}")).unwrap_or_default();
        format!("user: {}{id}", code(if user.is_empty() { "root" } else { user }))
    }));
    let folder = facts.workdir.as_deref().filter(|it| !matches!(*it, "" | "/"));
    lines.extend(folder.map(|it| format!("working directory: {}", code(it))));
    lines.extend(shell(facts).map(|it| format!("shell: {it}")));
    for (what, start) in [("entry point", &facts.entrypoint), ("command", &facts.cmd)] {
        lines.extend(start.iter().flatten().map(|it| format!("{what}: {}", state::of_base(it))));
    }
    let ports: Vec<String> = facts.expose.iter().flatten().map(|it| code(it)).collect();
    if !ports.is_empty() {
        lines.push(format!("ports: {}", ports.join(", ")));
    }
    let manager = match facts.package_manager.as_deref() {
        Some("none") => Some("none".to_owned()),
        manager => manager.map(code),
    };
    lines.extend(manager.map(|it| format!("package manager: {it}")));
    let certificates = match facts.ca_bundle {
        Tri::Yes => "yes",
        Tri::No => "none",
        Tri::Unknown => "not known",
    };
    lines.push(format!("CA certificates: {certificates}"));
    if facts.has_onbuild {
        lines.push("runs ONBUILD instructions in the build that stands on it".to_owned());
    }
    let list: String = lines.iter().map(|line| format!("- {line}\n")).collect();
    let source = format!("_From Dockvet's table of base images, {}._", base::table_date());
    format!("**{}**\n\n{list}\n{source}", image_name(reference))
}

fn system(reference: &ImageRef, facts: &BaseFacts) -> Option<String> {
    let release = releases::of(reference).map(releases::Release::shown);
    let os = facts.os.as_deref().map(|os| match (&facts.os_version, &facts.codename) {
        (Some(version), Some(name)) => format!("{os} {version} ({name})"),
        (Some(version), None) => format!("{os} {version}"),
        (None, _) => os.to_owned(),
    });
    let libc = match facts.libc {
        Libc::Glibc => Some("glibc"),
        Libc::Musl => Some("musl"),
        Libc::None => Some("no dynamic linker"),
        Libc::Unknown => None,
    };
    let parts: Vec<String> =
        release.or(os).into_iter().chain(facts.variant.clone()).chain(libc.map(str::to_owned)).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn shell(facts: &BaseFacts) -> Option<String> {
    match facts.sh.as_deref()? {
        "none" => Some("none".to_owned()),
        sh => Some(format!("`/bin/sh`, which is {}", code(sh))),
    }
}

/// What a stage is: its base, who uses it, and its end state in short.
pub(super) fn stage(model: &Model, id: StageId) -> Option<String> {
    let stage = model.stages.get(id)?;
    let line = |index: usize| model.source.line(model.instruction(index).keyword.start);
    let from = stage.from.map(|it| format!(", line {}", line(it))).unwrap_or_default();
    let mut out = format!("**{}**{from}\n\n", title(stage));
    let base = match &stage.base {
        Base::Scratch => "`scratch`".to_owned(),
        Base::Stage(parent) => title(model.stages.get(*parent)?),
        Base::Image { reference, .. } => image_name(reference),
        Base::Unknown(why) => format!("not known: {why}"),
    };
    let user = state::user(model, stage, stage.end());
    let folder = stage.end().folder().map_or_else(|| "not known".to_owned(), code);
    out += &format!("- base: {base}\n- user at its end: {user}\n- working directory at its end: {folder}\n");
    let lines: Vec<String> =
        stages::uses(model).iter().filter(|it| it.stage == id).map(|it| line(it.instruction).to_string()).collect();
    if id == model.target {
        out += "- it is the stage that is built\n";
    } else if model.also_built.contains(&id) {
        out += "- another build makes it\n";
    }
    if !lines.is_empty() {
        out += &format!("- used on line {}\n", lines.join(", "));
    } else if id != model.target {
        out += "- no other stage uses it\n";
    }
    Some(out)
}
