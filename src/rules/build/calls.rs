//! Calls of package managers in RUN: what several rules of this folder ask.

use crate::facts::commands::{Arg, takes_value};
use crate::facts::packages::Manager;
use crate::model::Model;
use crate::model::files::{StageId, What};
use crate::model::run::Invocation;
use crate::model::stage::Base;
use crate::syntax::ast::Kind;
use crate::syntax::image::ImageRef;
use crate::syntax::shell::{Failure, Reach};

/// A command that surely runs, and that fails the build if it fails.
pub(super) fn must_work(invocation: &Invocation) -> bool {
    invocation.reach == Reach::Always && invocation.failure == Failure::EndsScript
}

pub(super) fn known(arg: &Arg) -> Option<&str> {
    match arg {
        Arg::Known(text) => Some(text),
        Arg::Glob(_) | Arg::Unknown => None,
    }
}

/// The program of a command without its folder; `None` where it is not known.
pub(super) fn name(invocation: &Invocation) -> Option<&str> {
    let name = known(invocation.argv.first()?)?;
    Some(name.rsplit('/').next().unwrap_or(name))
}

/// What a package manager is asked to do.
pub(super) struct Call<'a> {
    /// `apt`, `apk`, `yum`, ...
    pub(super) family: &'static str,
    pub(super) verb: &'a str,
    /// Words after the verb that are no options; those with unknown parts are left out.
    pub(super) operands: Vec<&'a str>,
    /// All literal words that begin with `-`.
    pub(super) options: Vec<&'a str>,
    /// Whether each word is known.
    pub(super) complete: bool,
}

/// The call that a command is, if it is one.
pub(super) fn call(invocation: &Invocation) -> Option<Call<'_>> {
    let (family, manager) = match name(invocation)? {
        "apt-get" | "apt" | "aptitude" => ("apt", Manager::Apt),
        "apk" => ("apk", Manager::Apk),
        "yum" | "dnf" | "microdnf" => ("yum", Manager::Dnf),
        _ => return None,
    };
    let mut call = Call { family, verb: "", operands: Vec::new(), options: Vec::new(), complete: true };
    let mut words = invocation.argv[1..].iter();
    while let Some(word) = words.next() {
        let Some(text) = known(word) else {
            call.complete = false;
            continue;
        };
        if text.starts_with('-') {
            call.options.push(text);
            if takes_value(manager, text) {
                call.options.extend(words.next().and_then(known));
            }
        } else if call.verb.is_empty() {
            call.verb = text;
        } else {
            call.operands.push(text);
        }
    }
    Some(call)
}

/// The image that a stage stands on in the end, with the stage of that FROM.
pub(super) fn root_image(model: &Model, stage: StageId) -> Option<(&ImageRef, StageId)> {
    let root = model.chain(stage).last()?;
    match &root.base {
        Base::Image { reference, .. } => Some((reference, root.id)),
        _ => None,
    }
}

/// The name of an official image of Docker Hub.
pub(super) fn official(image: &ImageRef) -> Option<&str> {
    image.canonical.strip_prefix("docker.io/library/").or(image.canonical.strip_prefix("docker.io/stackbrew/"))
}

/// Where the package manager looks at the time of a command, as far as the steps before say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sources {
    /// Where the image says.
    OfImage,
    /// There too, and elsewhere: a step adds a source, or is not understood.
    Added,
    /// Not known: a step may have written the distribution's own sources anew.
    Unknown,
}

/// What the steps before `invocation` say of the sources of packages.
pub(super) fn sources(model: &Model, invocation: &Invocation) -> Sources {
    const OWN: [&str; 9] = [
        "deb.debian.org",
        "archive.debian.org",
        "ftp.debian.org",
        "http.debian.net",
        "old-releases",
        "archive.ubuntu.com",
        "snapshot.",
        "mirror",
        "alpinelinux.org/alpine/v",
    ];
    const ADDED: [&str; 9] = [
        "sources.list",
        "/etc/apt",
        "add-apt-repository",
        "apt-add-repository",
        "yum.repos.d",
        "/etc/apk",
        "config-manager",
        "dpkg -i",
        "dpkg --install",
    ];
    let stages: Vec<StageId> = model.chain(invocation.stage).map(|stage| stage.id).collect();
    let mut found = if is_opened(model, &stages, invocation) { Sources::Added } else { Sources::OfImage };
    let instructions = stages.iter().flat_map(|id| model.stages[*id].instructions.clone());
    for index in instructions.filter(|index| *index <= invocation.instruction) {
        let instruction = model.instruction(index);
        let text = model.written(instruction.span);
        let holds = |signs: &[&str]| signs.iter().any(|sign| text.contains(sign));
        let said = match &instruction.kind {
            Kind::Run(run) if run.mounts.iter().any(|mount| mount.kind() == "bind") => Sources::Unknown,
            Kind::Run(_) if holds(&OWN) || text.contains("sed ") && text.contains("sources.list.d") => Sources::Unknown,
            Kind::Copy(_) | Kind::Add(_) if holds(&ADDED) => Sources::Unknown,
            Kind::Run(_) if holds(&ADDED) => Sources::Added,
            _ => Sources::OfImage,
        };
        found = found.max(said);
    }
    found
}

/// Whether a step before `invocation` is not understood, or copies over the whole file system.
pub(super) fn is_opaque_before(model: &Model, invocation: &Invocation) -> bool {
    let stages: Vec<StageId> = model.chain(invocation.stage).map(|stage| stage.id).collect();
    is_opened(model, &stages, invocation)
}

/// Whether the RUN of `invocation` sees files of another place for its time.
pub(super) fn has_bind_mount(model: &Model, invocation: &Invocation) -> bool {
    match &model.instruction(invocation.instruction).kind {
        Kind::Run(run) => run.mounts.iter().any(|mount| mount.kind() == "bind"),
        _ => false,
    }
}

/// Whether a step before `invocation` may have written anything anywhere, or below `/etc`.
fn is_opened(model: &Model, stages: &[StageId], invocation: &Invocation) -> bool {
    stages.iter().any(|id| {
        let changes = &model.stages[*id].changes;
        let until = if *id == invocation.stage { invocation.changes.min(changes.len()) } else { changes.len() };
        changes[..until].iter().any(|change| match &change.what {
            What::Open { path, .. } => matches!(path.as_str(), "/" | "/etc"),
            What::Tree { path, .. } => matches!(path.as_str(), "/" | "/etc"),
            _ => false,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{self, Options};
    use crate::source::Source;
    use crate::syntax;

    #[test]
    fn values_of_options_are_no_packages() {
        for line in [
            "dnf install -y -x vim --releasever 9 git",
            "apk add -t build --repositories-file /r git",
            "apt-get -o A=b install -t stable git",
        ] {
            let source = Source::new("Dockerfile", format!("FROM a\nRUN {line}\n"));
            let model = model::build(source.clone(), syntax::parse(&source), None, &Options::default());
            assert_eq!(call(&model.invocations[0]).map(|it| it.operands), Some(vec!["git"]), "{line}");
        }
    }
}
