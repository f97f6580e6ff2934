//! `ADD` of something remote that moves (a branch, `latest`) above an install: the builder asks for it anew in each
//! build, and what stands below runs again whenever it has changed.
//!
//! Silent with a checksum, with an address that looks fixed, and where nothing below installs.

use crate::cache::early;
use crate::cache::installs;
use crate::model::Model;
use crate::model::copy::{Copy, SourceState};
use crate::model::run::Invocation;
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, edits};
use crate::source::Span;
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "moving-download-early", check };

/// Parts of an address that stand for whatever is newest.
const MOVING: [&str; 7] = ["/latest/", "/master/", "/main/", "/HEAD/", "/nightly/", "/refs/heads/", "/develop/"];

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let adds = input.model.copies.iter().filter(|copy| copy.add && needed[copy.stage]);
    adds.filter_map(|copy| finding(input, copy)).collect()
}

fn finding(input: &Input, copy: &Copy) -> Option<Finding> {
    let model = input.model;
    let (span, address) = copy.sources.iter().find_map(moving)?;
    if model.instruction(copy.instruction).flag("checksum").is_some() {
        return None;
    }
    let mut below = model.invocations_in(copy.stage).iter().filter(|it| it.instruction > copy.instruction);
    let install = below.find(|it| installs::install(it).is_some() && !installs::compiles(it))?;
    let message = format!("`{address}` moves, and makes the steps below run again whenever it does");
    let finding = Finding::new(span, message).confidence(Confidence::Likely);
    let help = "move it below the install, or name a release or commit, with `--checksum`";
    let finding = finding.label(model.place(install.span), "this runs again with it").help(help);
    Some(match fix(model, copy) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

/// The instruction below the last install, where nothing before that may need what it brings.
fn fix(model: &Model, copy: &Copy) -> Option<Fix> {
    let is_install = |it: &&Invocation| installs::install(it).is_some() && !installs::compiles(it);
    let below = model.invocations_in(copy.stage).iter().filter(|it| it.instruction > copy.instruction);
    let last = below.filter(is_install).map(|it| it.instruction).next_back()?;
    let to = copy.destination.path.as_deref()?;
    let is_fixed = model.source.slice(copy.destination.span).starts_with('/');
    let is_apart = (copy.instruction + 1..=last).all(|at| match &model.instruction(at).kind {
        Kind::Run(_) => model.invocations_of(at).iter().all(|it| early::is_apart(it, to)),
        Kind::Workdir(_) => is_fixed,
        Kind::Label(_) | Kind::Expose(_) | Kind::User(_) | Kind::Cmd(_) | Kind::Entrypoint(_) => true,
        _ => false,
    });
    let instruction = model.instruction(copy.instruction);
    if !is_apart || copy.sources.len() > 1 || !instruction.heredocs.is_empty() {
        return None;
    }
    let block = edits::block(model, instruction);
    let end = model.source.line_span(model.source.line(model.instruction(last).span.end)).end;
    let text = edits::line_end(&model.source).to_owned() + model.source.slice(block).trim_end_matches(['\r', '\n']);
    let edits = vec![edits::without_block(model, instruction), Edit::insert(end, text)];
    Some(Fix::new("fetch it below the installs", Safety::Unsafe, edits))
}

fn moving(source: &crate::model::copy::Source) -> Option<(Span, &str)> {
    if !matches!(source.state, SourceState::Remote) {
        return None;
    }
    let address = source.text.known()?;
    let is_repository = address.split('#').next().is_some_and(|it| it.ends_with(".git"));
    let branch = address.split_once('#').map(|(_, it)| it.split(':').next().unwrap_or_default());
    let moves = match is_repository {
        true => matches!(branch, None | Some("" | "main" | "master" | "develop" | "HEAD")),
        false => MOVING.iter().any(|part| address.contains(part)),
    };
    moves.then_some((source.span, address))
}
