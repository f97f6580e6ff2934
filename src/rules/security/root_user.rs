//! The final image runs as root.
//!
//! Silent on images that start nothing, on Windows, where the entry point changes to another user itself
//! (`gosu`, `su-exec`, official databases), where a manifest sets the user, and where the base is not known.
//! An image that starts nothing of its own (a language, a distribution) is meant to be built upon: it is told mildly.
//! Only `possible` of the container of an editor: who works in it is the `remoteUser` of `devcontainer.json`; and where
//! a script is started that is not known to be in the image: it may give root up.

use crate::model::Model;
use crate::model::copy::{Source, SourceState};
use crate::model::files::Look;
use crate::model::stage::{Stage, State};
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::source::Span;
use crate::syntax::ast::{Instruction, Kind};

use super::{elsewhere, interactive, non_root};

pub(super) const RULE: Rule = Rule { id: "root-user", check };

/// The names of a finding about an image without any USER, which hadolint does not speak of.
const IMPLICIT: [&str; 6] = ["DS002", "DS-0002", "AVD-DS-0002", "CKV_DOCKER_3", "S6471", "CIS-DI-0001"];
/// The names of one about a USER that is root.
const EXPLICIT: [&str; 6] = ["DS002", "DS-0002", "AVD-DS-0002", "CKV_DOCKER_8", "S6471", "CIS-DI-0001"];

fn check(input: &Input) -> Vec<Finding> {
    let found = finding(input);
    let is_said = |span: Span| found.as_ref().is_some_and(|finding| finding.span == span);
    let written: Vec<Finding> = last_users(input.model).filter(|it| !is_said(it.span)).collect();
    found.into_iter().chain(written).collect()
}

/// Stages that end with a literal root, which hadolint wants of no stage: of others than the last, or where what is
/// started gives root up, no more than possible.
fn last_users(model: &Model) -> impl Iterator<Item = Finding> {
    let last = model.stages.iter().filter_map(|stage| {
        let index = stage.end().user.instruction.filter(|index| stage.instructions.contains(index))?;
        stage.from.map(|_| model.instruction(index))
    });
    last.filter(|instruction| is_literal_root(instruction)).map(|instruction| {
        let finding = Finding::new(instruction.span, "the stage ends as root");
        finding.known_as(&["DL3002"]).confidence(Confidence::Possible)
    })
}

/// As hadolint reads it, to the letter.
fn is_literal_root(instruction: &Instruction) -> bool {
    let Kind::User(word) = &instruction.kind else { return false };
    let user = word.as_str();
    matches!(user, "root" | "0") || user.starts_with("root:") || user.starts_with("0:")
}

fn finding(input: &Input) -> Option<Finding> {
    let model = input.model;
    let (stage, state) = elsewhere::rooted(input)?;
    if elsewhere::find(input, state).is_some() {
        return None;
    }
    let span = elsewhere::span(input, state)?;
    let finding = match state.user.instruction {
        Some(_) => {
            let is_empty = state.user.value.known().is_some_and(str::is_empty);
            let written = if is_empty { "an empty user" } else { "`USER`" };
            let code = state.user.instruction.filter(|index| is_literal_root(model.instruction(*index)));
            let names: Vec<&'static str> = EXPLICIT.into_iter().chain(code.map(|_| "DL3002")).collect();
            Finding::new(span, format!("{written} makes the container run as root")).known_as(&names)
        }
        None => {
            let from = model.chain(stage.id).last()?.from?;
            let finding = Finding::new(span, "the container runs as root: no `USER` is set").known_as(&IMPLICIT);
            match stage.from == Some(from) {
                true => finding,
                false => finding.label(model.place(model.instruction(from).span), "this base runs as root"),
            }
        }
    };
    if interactive::starts_nothing(input, state) {
        let message = format!("{}; an image built upon this one may change that", finding.message);
        let finding = Finding { message, ..finding }.info();
        return Some(finding.help("set `USER` in the images that are built upon this one, below what needs root"));
    }
    let finding = unused_account(input, stage, state, finding);
    let is_of_editor = model.source.path().components().any(|it| it.as_os_str() == ".devcontainer");
    let finding =
        if is_of_editor || starts_unread_script(model) { finding.confidence(Confidence::Possible) } else { finding };
    Some(match non_root::fix(input, stage, state) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

/// Whether what is started is, by its name, a script of which nobody knows where it comes from. What a COPY does not
/// find is another mistake.
fn starts_unread_script(model: &Model) -> bool {
    let is_lost = |source: &Source| matches!(source.state, SourceState::Missing { .. } | SourceState::Ignored { .. });
    let mut sources = model.copies.iter().flat_map(|copy| &copy.sources);
    if sources.any(is_lost) {
        return false;
    }
    let is_script = |name: &str| name.ends_with(".sh") || name.contains("entrypoint");
    let start = model.start(model.target);
    start.is_some_and(|start| start.needed.iter().any(|it| is_script(&it.name) && matches!(it.look, Look::Unknown(_))))
}

/// An account that the stage makes and never uses is likely the one that was meant.
fn unused_account(input: &Input, stage: &Stage, state: &State, finding: Finding) -> Finding {
    let mut accounts = state.accounts.iter();
    let made = accounts.find_map(|(name, account)| account.instruction.map(|index| (name, account.id, index)));
    match made {
        Some((name, id, index)) => {
            let place = input.model.place(input.model.instruction(index).span);
            let wanted = id.map_or_else(|| name.clone(), |id| id.to_string());
            finding
                .label(place, format!("`{name}` is created here, and no `USER` names it"))
                .help(format!("write `USER {wanted}`"))
        }
        None => finding.help(help(input, stage)),
    }
}

fn help(input: &Input, stage: &Stage) -> String {
    let facts = input.model.chain(stage.id).last().and_then(Stage::facts);
    let own = facts.and_then(|facts| facts.accounts.iter().find(|(name, id)| non_root::is_for_programs(name, **id)));
    match (own, facts.and_then(|facts| facts.package_manager.as_deref())) {
        (Some((name, _)), _) => format!("the base has the user `{name}`: write `USER {name}` before the start command"),
        (None, Some("apk")) => {
            "write `RUN adduser -D -u 10001 app` and `USER 10001` before the start command".to_owned()
        }
        (None, Some("apt" | "dnf" | "microdnf" | "yum")) => {
            "write `RUN useradd --uid 10001 app` and `USER 10001` before the start command".to_owned()
        }
        _ if facts.is_some_and(|facts| facts.sh.as_deref() == Some("none")) => {
            "write `USER 65532:65532` before the start command".to_owned()
        }
        _ => "create a user and name it with `USER` before the start command".to_owned(),
    }
}
