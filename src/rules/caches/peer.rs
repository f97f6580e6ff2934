//! Whether hadolint reports the step: it compares words of commands, and knows neither folders nor variables.

use crate::model::Model;
use crate::model::run::{Invocation, Origin};
use crate::model::stage::Base;
use crate::rules::commands::{self, Arguments};

use super::table::{Cache, Peer};

/// What pip's switch must begin with to count as set.
const TRUE: [&str; 10] = ["1", "true", "True", "TRUE", "on", "On", "ON", "yes", "Yes", "YES"];

pub(super) fn reports(model: &Model, group: &[&Invocation], cache: &Cache) -> bool {
    let Some(peer) = &cache.peer else { return false };
    let Some(first) = group.first() else { return false };
    let plain: Vec<&Invocation> = group.iter().copied().filter(|it| commands::is_plain(model, it)).collect();
    let holds = |it: &Invocation, words: &[&str]| it.words[1..].iter().any(|word| words.contains(&word.text.as_str()));
    let is_filled = |it: &&Invocation| {
        let option = cache.option.map(|it| it.trim_start_matches('-'));
        let is_off = option.is_some_and(|option| Arguments::of(it).has(&[option]));
        super::behind_program(cache, it).is_some() && holds(it, peer.fills) && !is_off
    };
    let is_cleared = |it: &&Invocation| {
        let own = super::behind_program(cache, it).is_some();
        let named = |program: &str| if program.is_empty() { own } else { it.words[0].text == program };
        peer.clears.iter().any(|(program, words)| named(program) && holds(it, words))
    };
    let Some(filled) = plain.iter().position(is_filled) else { return false };
    let is_clean = match plain.iter().position(is_cleared) {
        Some(cleared) => !peer.ordered || filled < cleared,
        None => false,
    };
    let is_kept = !peer.only_kept || first.origin == Origin::Onbuild || is_kept(model, first.stage);
    !is_clean && is_kept && !is_mounted(model, first, peer) && !is_switched_off(model, first, cache)
}

/// The last stage, and those that another one is built upon.
fn is_kept(model: &Model, stage: usize) -> bool {
    let is_base = model.stages.iter().any(|it| matches!(it.base, Base::Stage(parent) if parent == stage));
    is_base || stage + 1 == model.stages.len()
}

fn is_mounted(model: &Model, step: &Invocation, peer: &Peer) -> bool {
    let mounts = || super::mounts(model.instruction(step.instruction)).filter_map(|it| it.target());
    let has = |part: &&str| mounts().any(|target| target.as_str().contains(part));
    peer.mounts.iter().any(|group| group.iter().all(has))
}

/// By a variable of the stage, or by one that stands in the text of the step.
fn is_switched_off(model: &Model, step: &Invocation, cache: &Cache) -> bool {
    let instruction = model.instruction(step.instruction);
    let text = model.source.slice(instruction.span);
    cache.variables.iter().any(|name| {
        let env = &model.stages[step.stage].before(step.instruction).env;
        let set = env.get(*name).and_then(|it| it.value.known()).is_some_and(|it| TRUE.contains(&it));
        let written = text.split_once(&format!("{name}=")).map(|(_, value)| value);
        set || written.is_some_and(|value| TRUE.iter().any(|it| value.starts_with(it)))
    })
}
