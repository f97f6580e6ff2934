//! An image that runs as root by itself, and who else makes it run as another user.

use crate::evidence::Place;
use crate::model::path;
use crate::model::stage::{Command, Stage, State};
use crate::rules::{Input, is_root};
use crate::source::Span;

/// Commands that start a program as another user.
const DROPPERS: [&str; 10] =
    ["gosu", "su-exec", "setpriv", "runuser", "su", "doas", "s6-setuidgid", "setuidgid", "chroot", "chpst"];

/// Who sets another user than the image.
pub(super) enum Elsewhere {
    /// The entry point of a base image.
    Base,
    /// What the container starts, and where it does so, if that is known.
    Start(Option<Place>),
    /// `runAsUser`, `user:`.
    Manifest(String, Place),
}

/// The stage that is built and its end, where its user is root. Windows images and such that start nothing are
/// left out.
pub(super) fn rooted<'a>(input: &Input<'a>) -> Option<(&'a Stage, &'a State)> {
    let (stage, state) = (input.model.final_stage()?, input.model.image()?);
    let is_carrier =
        state.entrypoint.is_unset() && state.cmd.is_unset() && input.model.is_from_scratch(input.model.target);
    let user = state.user.value.known()?;
    (is_root(user) && !stage.windows && !is_carrier && !starts_no_process(input)).then_some((stage, state))
}

/// Whether what the image starts is nothing that an account of its own could run: a module of WebAssembly, or what
/// another machine installs.
fn starts_no_process(input: &Input) -> bool {
    let start = input.model.start(input.model.target);
    let program = start.as_ref().and_then(|start| start.argv.first()?.text.as_deref());
    program.is_some_and(|program| program.ends_with(".wasm") || program.ends_with(".apk"))
}

/// Where the user is set in the file, else the image that it starts from.
pub(super) fn span(input: &Input, state: &State) -> Option<Span> {
    match state.user.instruction {
        Some(index) => Some(input.model.instruction(index).span),
        None => input.model.final_from(),
    }
}

pub(super) fn find(input: &Input, state: &State) -> Option<Elsewhere> {
    let model = input.model;
    let facts = model.chain(model.target).last().and_then(Stage::facts);
    if matches!(state.entrypoint, Command::Base(_)) && facts.is_some_and(|facts| facts.drops_privileges()) {
        return Some(Elsewhere::Base);
    }
    let containers = input.workloads.iter().flat_map(|workload| &workload.containers);
    let mut set = containers.filter_map(|it| match (&it.security.run_as_user, &it.security.user) {
        (Some(id), _) => Some((id.value.to_string(), id.place.clone())),
        (None, user) => user.as_ref().map(|user| (user.value.clone(), user.place.clone())),
    });
    if let Some((user, place)) = set.find(|(user, _)| !is_root(user)) {
        return Some(Elsewhere::Manifest(user, place));
    }
    (!input.start_keeps_user()).then(|| Elsewhere::Start(dropped_at(input)))
}

/// The line of a start script that changes the user, else the word of the start command that does.
fn dropped_at(input: &Input) -> Option<Place> {
    let start = input.model.start(input.model.target)?;
    let drops = |text: &str| DROPPERS.contains(&path::file_name(text));
    for script in &start.scripts {
        let Some(source) = input.model.context.as_ref().zip(script.name.as_deref()).and_then(|(it, at)| it.read(at))
        else {
            continue;
        };
        let is_drop = |line: &&str| !line.trim_start().starts_with('#') && line.split_whitespace().any(drops);
        if let Some(at) = source.text().lines().position(|line| is_drop(&line)) {
            let span = source.line_span(at as u32 + 1);
            return Some(Place { source, span });
        }
    }
    let word = start.argv.iter().find(|word| word.text.as_deref().is_some_and(drops)).or(start.argv.first())?;
    Some(input.model.place(word.span?))
}
