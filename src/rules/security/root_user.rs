//! The final image runs as root.
//!
//! Silent on images that start nothing, on Windows, where the entry point changes to another user itself
//! (`gosu`, `su-exec`, official databases), where a manifest sets the user, and where the base is not known.

use crate::model::files::What;
use crate::model::stage::{Command, Stage, State};
use crate::rules::{Confidence, Finding, Input, Rule, is_root};

pub(super) const RULE: Rule = Rule { id: "root-user", check };

fn check(input: &Input) -> Vec<Finding> {
    finding(input).into_iter().collect()
}

fn finding(input: &Input) -> Option<Finding> {
    let model = input.model;
    let (stage, state) = (model.final_stage()?, model.image()?);
    let user = state.user.value.known()?;
    if !is_root(user) || stage.windows || starts_nothing(input, state) || becomes_another(input, state) {
        return None;
    }
    let finding = match state.user.instruction {
        Some(index) => {
            let written = if user.is_empty() { "an empty user" } else { "`USER`" };
            Finding::new(model.instruction(index).span, format!("{written} makes the container run as root"))
        }
        None => {
            let name = model.chain(stage.id).last()?;
            let base = name.from.map(|from| model.instruction(from).span)?;
            let finding = Finding::new(model.final_from()?, "the container runs as root: no `USER` is set");
            let label = if base == model.instruction(stage.from?).span { None } else { Some(base) };
            match label {
                Some(base) => finding.label(model.place(base), "this base runs as root"),
                None => finding,
            }
        }
    };
    let finding = unused_account(input, stage, finding);
    Some(finding.confidence(Confidence::Certain))
}

/// Nothing runs: the stage only carries files out.
fn starts_nothing(input: &Input, state: &State) -> bool {
    let unset = state.entrypoint.is_unset() && state.cmd.is_unset();
    unset && input.model.is_from_scratch(input.model.target)
}

fn becomes_another(input: &Input, state: &State) -> bool {
    let model = input.model;
    let facts = model.chain(model.target).last().and_then(Stage::facts);
    let inherited = matches!(state.entrypoint, Command::Base(_));
    if inherited && facts.is_some_and(|facts| facts.drops_privileges()) {
        return true;
    }
    let containers = input.workloads.iter().flat_map(|workload| &workload.containers);
    let set = containers.into_iter().any(|container| {
        container.security.run_as_user.as_ref().is_some_and(|id| id.value != 0)
            || container.security.run_as_non_root.as_ref().is_some_and(|it| it.value)
    });
    set || !input.start_keeps_user()
}

/// An account that the stage makes and never uses is likely the one that was meant.
fn unused_account(input: &Input, stage: &Stage, finding: Finding) -> Finding {
    let accounts = &stage.end().accounts;
    let made = accounts.iter().find_map(|(name, account)| account.instruction.map(|index| (name, account.id, index)));
    match made {
        Some((name, id, index)) => {
            let place = input.model.place(input.model.instruction(index).span);
            let wanted = id.map_or_else(|| name.clone(), |id| id.to_string());
            finding
                .label(place, format!("`{name}` is created here, and no `USER` names it"))
                .help(format!("write `USER {wanted}`"))
        }
        None => finding.help(help(stage)),
    }
}

fn help(stage: &Stage) -> String {
    let facts = stage.facts();
    let installs = stage.changes.iter().any(|change| matches!(change.what, What::Packages(_)));
    let account = facts.and_then(|facts| facts.accounts.iter().find(|(name, id)| own_account(name, **id)));
    match (account, facts.and_then(|facts| facts.package_manager.as_deref())) {
        (Some((name, _)), _) => format!("the base has the user `{name}`: write `USER {name}` before the start command"),
        (None, Some("apk")) => {
            "write `RUN adduser -D -u 10001 app` and `USER 10001` before the start command".to_owned()
        }
        (None, Some("apt" | "dnf" | "microdnf" | "yum")) => {
            "write `RUN useradd --uid 10001 app` and `USER 10001` before the start command".to_owned()
        }
        _ if installs => "create a user and name it with `USER` before the start command".to_owned(),
        _ => "write `USER 65532:65532` before the start command".to_owned(),
    }
}

/// Accounts that an image makes for its program, not those of the distribution.
fn own_account(name: &str, id: Option<u32>) -> bool {
    matches!(name, "node" | "app" | "nonroot" | "bun" | "deno") || id.is_some_and(|id| (1000..60000).contains(&id))
}
