//! A cache mount of apt without `sharing=locked`: two stages that are built at the same time fight for apt's lock,
//! and one of them fails.
//!
//! Silent where no other step mounts the same folder, or where each of the two waits for the other's stage.

use crate::cache::installs;
use crate::cache::mounts::{self, CacheMount};
use crate::model::Model;
use crate::model::copy::CopyFrom;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};

pub(super) const RULE: Rule = Rule { id: "apt-cache-shared", check };

const FOLDERS: [&str; 3] = ["/var/cache/apt", "/var/lib/apt", "/var/lib/apt/lists"];

/// A mount of apt's folders, and the step that has it.
struct Apt<'a> {
    stage: usize,
    index: usize,
    mount: CacheMount<'a>,
}

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let found = mounts_of_apt(model);
    let id = |it: &Apt| it.mount.mount.get("id").map(|word| word.as_str().to_owned());
    let is_shared = |it: &&Apt| {
        let sharing = it.mount.mount.get("sharing").map_or("shared", |word| word.as_str());
        let beside = |other: &Apt| {
            let same = other.mount.target == it.mount.target && id(other) == id(it);
            same && other.index != it.index && !waits(model, it, other) && !waits(model, other, it)
        };
        sharing == "shared" && found.iter().any(beside)
    };
    let finding = |it: &Apt| {
        let message = format!("two stages share `{}` at the same time, and apt takes a lock on it", it.mount.target);
        let finding = Finding::new(it.mount.mount.span, message).help("add `sharing=locked` to the mount");
        match locked(model, it) {
            Some(edit) => finding.fix(Fix::new("add `sharing=locked`", Safety::Safe, vec![edit])),
            None => finding,
        }
    };
    found.iter().filter(is_shared).map(finding).collect()
}

fn locked(model: &Model, apt: &Apt) -> Option<Edit> {
    let mount = apt.mount.mount;
    let is_quoted = model.source.slice(mount.span).ends_with(['"', '\'']);
    match mount.get("sharing") {
        Some(sharing) => Some(Edit::replace(sharing.span, "locked")),
        None => (!is_quoted).then(|| Edit::insert(mount.span.end, ",sharing=locked")),
    }
}

fn mounts_of_apt(model: &Model) -> Vec<Apt<'_>> {
    let needed = model.needed();
    let mut found = Vec::new();
    for stage in model.stages.iter().filter(|stage| needed[stage.id]) {
        for (index, _) in model.instructions_of(stage) {
            let mounts = mounts::of_run(model, stage, index).into_iter();
            let mounts = mounts.filter(|it| FOLDERS.contains(&it.target.as_str()));
            found.extend(mounts.map(|mount| Apt { stage: stage.id, index, mount }));
        }
    }
    let runs_apt = |index| {
        let mut commands = model.invocations_of(index).iter();
        commands.any(|it| matches!(installs::program(it), "apt" | "apt-get"))
    };
    found.retain(|it| runs_apt(it.index));
    found
}

/// Whether `one` is built after `other`: below it, or above it something is taken from the other's stage.
fn waits(model: &Model, one: &Apt, other: &Apt) -> bool {
    let chain: Vec<usize> = model.chain(one.stage).map(|stage| stage.id).collect();
    let takes = |from: &CopyFrom| matches!(from, CopyFrom::Stage(it) if *it == other.stage);
    let mut above = model.copies.iter().filter(|it| chain.contains(&it.stage) && it.instruction < one.index);
    chain.contains(&other.stage) || above.any(|it| takes(&it.from))
}
