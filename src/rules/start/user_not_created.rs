//! USER or `--chown` names an account that nothing creates.
//!
//! Silent on numbers, on bases that are not known, after commands that may make accounts (scripts,
//! packages that bring a service of that name), and where an account file was copied in.

use std::collections::HashMap;

use crate::model::files::What;
use crate::model::names;
use crate::model::stage::{Base, Stage, State};
use crate::rules::edits::{self, Gap};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, is_root};
use crate::source::Span;
use crate::syntax::ast::{Instruction, Kind};
use crate::syntax::expand::Value;

pub(super) const RULE: Rule = Rule { id: "user-not-created", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let stages = input.model.stages.iter().filter(|stage| needed[stage.id] && !stage.windows);
    stages.flat_map(|stage| in_stage(input, stage)).collect()
}

fn in_stage(input: &Input, stage: &Stage) -> Vec<Finding> {
    // One step for all that name the account.
    let mut firsts = HashMap::new();
    for (index, instruction) in input.model.instructions_of(stage) {
        if let Some((_, Value::Known(whole))) = named(stage, index, instruction) {
            let user = whole.split(':').next().unwrap_or_default();
            firsts.entry(user.to_owned()).or_insert(index);
        }
    }
    let instructions = input.model.instructions_of(stage);
    instructions.filter_map(|(index, instruction)| finding(input, stage, &firsts, index, instruction)).collect()
}

/// `firsts` are the instructions that name each account first.
fn finding(
    input: &Input,
    stage: &Stage,
    firsts: &HashMap<String, usize>,
    index: usize,
    instruction: &Instruction,
) -> Option<Finding> {
    let before = stage.before(index);
    let (span, value) = named(stage, index, instruction)?;
    let user = value.known()?.split(':').next().unwrap_or_default();
    let is_number = user.bytes().all(|byte| byte.is_ascii_digit());
    if is_number || matches!(user, "root" | "*") || before.accounts.contains_key(user) || before.accounts_open.is_some()
    {
        return None;
    }
    if packages_may_bring(input, stage, before, user) {
        return None;
    }
    let proven = input.model.is_from_scratch(stage.id);
    let confidence = if proven { Confidence::Certain } else { Confidence::Likely };
    let finding = Finding::new(span, format!("nothing in this image creates the user `{user}`")).confidence(confidence);
    // In an image from a base the account is best created; from scratch nothing can create it.
    let is_copy = proven && !matches!(instruction.kind, Kind::User(_));
    let meant = meant(input, before, span, user);
    let index = firsts.get(user).copied().unwrap_or(index);
    let made = if meant.is_some() { None } else { made(input, stage, index, user, value.known()?) };
    let numbered = (proven && !is_copy).then(|| numbered(input, span, value.known()?)).flatten();
    Some(finding.help(help(input, stage, user, is_copy)).fixes(meant).fixes(made).fixes(numbered))
}

/// The account of nearly that name that a step makes.
fn meant(input: &Input, before: &State, span: Span, user: &str) -> Option<Fix> {
    let made = before.accounts.iter().filter(|(_, account)| account.instruction.is_some());
    let near = names::nearest(user, made.map(|(name, _)| name.as_str()))?;
    let edit = edits::instead(&input.model.source, span, user, near)?;
    Some(Fix::new(format!("write `{near}`"), Safety::Unsafe, vec![edit]))
}

/// A step above that makes the account, in the words of the distribution.
fn made(input: &Input, stage: &Stage, index: usize, user: &str, whole: &str) -> Option<Fix> {
    let model = input.model;
    let facts = model.chain(stage.id).last()?.facts()?;
    let group = whole.split_once(':').map(|(_, group)| group).filter(|it| !it.bytes().all(|it| it.is_ascii_digit()));
    let is_name = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-' || it == '_';
    let is_plain = user.starts_with(|it: char| it.is_ascii_lowercase()) && user.chars().all(is_name) && user.len() < 32;
    let before = stage.before(index);
    // Made further down, it would be made twice; and nobody but root makes accounts.
    let is_later = stage.end().accounts.contains_key(user);
    if !is_plain || is_later || !is_root(before.user.value.known()?) || group.is_some_and(|it| it != user) {
        return None;
    }
    let command = match facts.package_manager.as_deref()? {
        "apk" => format!("adduser -D {user}"),
        "apt" => format!("useradd --create-home {user}"),
        _ => return None,
    };
    if facts.sh.as_deref().is_none_or(|it| it == "none") {
        return None;
    }
    let edit = edits::above(model, model.instruction(index), &[format!("RUN {command}")], Gap::None);
    Some(Fix::new(format!("create the account with `{command}`"), Safety::Unsafe, vec![edit]))
}

/// A number, where nothing can make an account.
fn numbered(input: &Input, span: Span, whole: &str) -> Option<Fix> {
    let is_literal = input.model.source.slice(span).trim_matches(['"', '\'']) == whole;
    let edit = Edit::replace(span, "65532:65532");
    is_literal.then(|| Fix::new("write `USER 65532:65532`", Safety::Unsafe, vec![edit]))
}

/// The user that an instruction names, and where.
fn named(stage: &Stage, index: usize, instruction: &Instruction) -> Option<(Span, Value)> {
    match &instruction.kind {
        Kind::User(word) => {
            let after = stage.states.get(index - stage.instructions.start)?;
            Some((word.span, after.user.value.clone()))
        }
        Kind::Copy(_) | Kind::Add(_) => {
            let flag = instruction.flag_value("chown")?;
            let plain = !flag.as_str().contains('$');
            plain.then(|| (flag.span, Value::Known(flag.as_str().to_owned())))
        }
        _ => None,
    }
}

/// Packages of services make their own account: `nginx`, `postgresql`.
fn packages_may_bring(input: &Input, stage: &Stage, before: &State, user: &str) -> bool {
    let own = stage.changes[..before.changes].iter();
    let inherited = input.model.chain(stage.id).skip(1).flat_map(|stage| &stage.changes);
    own.chain(inherited).any(|change| match &change.what {
        What::Packages(packages) => {
            let stem: String = user.chars().take(4).collect();
            !packages.complete || packages.names.iter().any(|name| name.contains(&stem) || user.contains(name.as_str()))
        }
        _ => false,
    })
}

fn help(input: &Input, stage: &Stage, user: &str, is_copy: bool) -> String {
    if is_copy {
        return "name its number, as in `--chown=1000:1000`: a name counts only where `/etc/passwd` has it by then"
            .to_owned();
    }
    let root = input.model.chain(stage.id).last();
    let manager = root.and_then(|stage| stage.facts()).and_then(|facts| facts.package_manager.as_deref());
    match (root.map(|stage| &stage.base), manager) {
        (Some(Base::Scratch), _) => "name a number: `USER 65532:65532`".to_owned(),
        (_, Some("apk")) => format!("create it above: `RUN adduser -D {user}`"),
        _ => format!("create it above: `RUN useradd --create-home {user}`"),
    }
}
