//! What the container starts stands where its user may not go: in the home of root, or behind a mode that is the
//! owner's alone.
//!
//! The user is that of the manifest, else that of the image. Silent where owner, mode or place are not known, and on
//! Red Hat's images, which let the group of root into its home.

use crate::evidence::Place;
use crate::facts::commands::Arg;
use crate::model::files::{Found, Origin};
use crate::model::path;
use crate::model::stage::{Stage, State};
use crate::model::start::{Needed, Role, Start};
use crate::rules::runs::{self, Runs};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits, is_root};
use crate::syntax::shell::Reach;

pub(super) const RULE: Rule = Rule { id: "start-command-closed-to-user", check };

fn check(input: &Input) -> Vec<Finding> {
    let mut findings: Vec<Finding> = own(input).into_iter().collect();
    findings.extend(runs::all(input).iter().filter_map(|runs| deployed(input, runs)));
    findings
}

/// With the image's own user and start command.
fn own(input: &Input) -> Option<Finding> {
    let (stage, state) = (input.model.final_stage()?, input.model.image()?);
    let user = state.user.value.known()?;
    let start = input.model.start(stage.id).filter(|start| !start.drops_privileges)?;
    let (needed, why) = closed(input, stage, state, user, &start)?;
    let finding = Finding::new(needed.span?, why.message(user, needed)).confidence(Confidence::Likely);
    let user = input.model.place(input.model.instruction(state.user.instruction?).span);
    let finding = why.label(finding).label(user, "the user is set here").help(why.help(needed));
    Some(finding.fixes(why.fix(needed)))
}

/// With the user that a manifest sets.
fn deployed(input: &Input, runs: &Runs) -> Option<Finding> {
    let security = &runs.container.security;
    let set = security.run_as_user.as_ref().map(|it| (it.value.to_string(), &it.place));
    let (user, place) = set.or_else(|| security.user.as_ref().map(|it| (it.value.clone(), &it.place)))?;
    let start = runs.start(input)?;
    let (needed, why) = closed(input, runs.stage, runs.state(), &user, &start)?;
    if runs.may_be_mounted(needed) {
        return None;
    }
    let finding = Finding::new(place.span, why.message(&user, needed)).in_file(place.source.clone());
    let finding = why.label(finding.confidence(runs.confidence(Confidence::Likely)));
    let at = needed.span.map(|span| input.model.place(span));
    let at = at.or_else(|| Some(runs.word(needed.given?)?.place.clone()));
    let finding = match at {
        Some(at) => finding.label(at, "this is started"),
        None => finding,
    };
    Some(finding.help(why.help(needed)))
}

/// Why a file is closed.
enum Why {
    HomeOfRoot,
    Mode(String, Place),
}

/// The first file of the start that `user` may not use.
fn closed<'a>(input: &Input, stage: &Stage, state: &State, user: &str, start: &'a Start) -> Option<(&'a Needed, Why)> {
    if is_root(user) {
        return None;
    }
    let facts = input.model.chain(stage.id).last().and_then(Stage::facts)?;
    let is_red_hat = matches!(facts.os.as_deref(), Some("rhel" | "rocky" | "almalinux" | "fedora" | "ol" | "amzn"));
    let name = user.split(':').next().unwrap_or_default();
    for needed in &start.needed {
        let Some(found) = needed.look.found() else { continue };
        if path::below(&found.path, "/root").is_some()
            && !is_red_hat
            && facts.os.is_some()
            && !changes_root(input, stage)
        {
            return Some((needed, Why::HomeOfRoot));
        }
        let owner = found.entry.owner.as_deref().and_then(|owner| owner.split(':').next());
        let is_own = owner.is_none_or(|owner| owner == name || id(state, owner) == name || owner == "*");
        if !is_own && let Some((mode, place)) = own_mode(input, found, needed.role) {
            return Some((needed, Why::Mode(mode, place)));
        }
    }
    None
}

fn id(state: &State, owner: &str) -> String {
    let id = state.accounts.get(owner).and_then(|account| account.id);
    id.map_or_else(|| owner.to_owned(), |id| id.to_string())
}

/// Whether a step changes the mode or the owner of `/root` itself.
fn changes_root(input: &Input, stage: &Stage) -> bool {
    let ids: Vec<usize> = input.model.chain(stage.id).map(|stage| stage.id).collect();
    let names = |arg: &Arg, wanted: &[&str]| matches!(arg, Arg::Known(text) if wanted.contains(&path::file_name(text)));
    input.model.invocations.iter().filter(|it| ids.contains(&it.stage)).any(|it| {
        it.argv.first().is_some_and(|name| names(name, &["chmod", "chown", "setfacl", "usermod", "chgrp"]))
            && it
                .argv
                .iter()
                .any(|arg| matches!(arg, Arg::Known(text) if text.trim_end_matches('/') == "/root" || text == "root"))
    })
}

/// The mode that leaves nothing to group and others, and where it is given: by `--chmod`, or by the last `chmod`.
fn own_mode(input: &Input, found: &Found, role: Role) -> Option<(String, Place)> {
    let model = input.model;
    let origin: &Origin = found.trail.first()?;
    let later = model.invocations_in(origin.stage).iter().filter(|it| it.instruction > origin.instruction);
    let mut changes = later.filter(|it| matches!(it.argv.first(), Some(Arg::Known(name)) if name == "chmod"));
    let instruction = model.instruction(origin.instruction);
    if let Some(change) = changes.next() {
        let [_, Arg::Known(mode), Arg::Known(at)] = change.argv.as_slice() else { return None };
        let only = changes.next().is_none() && change.reach == Reach::Always && *at == found.path;
        return (only && is_closed(mode, role)).then(|| (mode.clone(), model.place(change.span)));
    }
    let flag = instruction.flag_value("chmod")?;
    is_closed(flag.as_str(), role).then(|| (flag.as_str().to_owned(), model.place(flag.span)))
}

/// Whether a mode in octal lets neither group nor others do what the role needs.
fn is_closed(mode: &str, role: Role) -> bool {
    let digits: Option<Vec<u32>> = mode.chars().map(|digit| digit.to_digit(8)).collect();
    let Some([.., group, others]) = digits.as_deref().filter(|it| it.len() == 3 || it.len() == 4) else { return false };
    let needed = if role == Role::Program { 1 } else { 4 };
    (group | others) & needed == 0
}

impl Why {
    fn message(&self, user: &str, needed: &Needed) -> String {
        let at = needed.look.found().map_or(needed.name.as_str(), |found| found.path.as_str());
        match self {
            Why::HomeOfRoot => format!("`{at}` stands in the home of root, which `{user}` may not enter"),
            Why::Mode(mode, _) => format!("`{at}` has the mode {mode}, and `{user}` is not its owner"),
        }
    }

    /// The mode that lets all use the file.
    fn fix(&self, needed: &Needed) -> Option<Fix> {
        let Why::Mode(mode, place) = self else { return None };
        let open = if needed.role == Role::Program { "755" } else { "644" };
        let edit = edits::instead(&place.source, place.span, mode, open)?;
        Some(Fix::new(format!("write the mode {open}"), Safety::Unsafe, vec![edit]))
    }

    fn label(&self, finding: Finding) -> Finding {
        match self {
            Why::HomeOfRoot => finding,
            Why::Mode(_, place) => finding.label(place.clone(), "the mode is set here"),
        }
    }

    fn help(&self, needed: &Needed) -> String {
        match self {
            Why::HomeOfRoot => "put it below a folder that all may enter, such as `/app`".to_owned(),
            Why::Mode(..) if needed.role == Role::Program => {
                "write the mode 755, or give the file to the user with `--chown`".to_owned()
            }
            Why::Mode(..) => "write the mode 644, or give the file to the user with `--chown`".to_owned(),
        }
    }
}
