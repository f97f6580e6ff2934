//! The final image runs as root.
//!
//! Silent on images that start nothing, on Windows, where the entry point changes to another user itself
//! (`gosu`, `su-exec`, official databases), where a manifest sets the user, and where the base is not known.

use crate::model::stage::{Stage, State};
use crate::rules::{Finding, Input, Rule};

use super::{elsewhere, non_root};

pub(super) const RULE: Rule = Rule { id: "root-user", check };

fn check(input: &Input) -> Vec<Finding> {
    finding(input).into_iter().collect()
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
            Finding::new(span, format!("{written} makes the container run as root"))
        }
        None => {
            let from = model.chain(stage.id).last()?.from?;
            let finding = Finding::new(span, "the container runs as root: no `USER` is set");
            match stage.from == Some(from) {
                true => finding,
                false => finding.label(model.place(model.instruction(from).span), "this base runs as root"),
            }
        }
    };
    let finding = unused_account(input, stage, state, finding);
    Some(match non_root::fix(input, stage, state) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
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
