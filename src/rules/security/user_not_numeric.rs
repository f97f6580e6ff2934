//! A USER by name: what does not read the image's `/etc/passwd` cannot tell whether it is root.
//!
//! Silent on numbers and on words that hold an ARG of the file. On Windows, which has no numbers for users, and for
//! root itself, of which another rule speaks, no more than possible.

use crate::model::stage::{Stage, State};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, is_root};
use crate::source::Span;
use crate::syntax::ast::{Kind, Word};

pub(super) const RULE: Rule = Rule { id: "user-not-numeric", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut arguments: Vec<&str> = Vec::new();
    let mut findings = Vec::new();
    for (index, instruction) in model.dockerfile.instructions.iter().enumerate() {
        match &instruction.kind {
            Kind::Arg(declared) => arguments.extend(declared.iter().map(|it| it.name.as_str())),
            Kind::User(word) => {
                let stage = model.stages.iter().find(|it| it.instructions.contains(&index));
                let is_last =
                    stage.is_some_and(|stage| stage.id == model.target && stage.end().user.instruction == Some(index));
                let is_windows = stage.is_some_and(|stage| stage.windows);
                let finding = finding(word, &arguments).map(|it| match fix(input, stage, index, word) {
                    Some(fix) => it.fix(fix),
                    None => it,
                });
                findings.extend(finding.map(|it| match is_last && !is_windows && !is_root(word.as_str()) {
                    true => it,
                    false => it.confidence(Confidence::Possible),
                }));
            }
            _ => {}
        }
    }
    findings
}

fn finding(word: &Word, arguments: &[&str]) -> Option<Finding> {
    let text = word.as_str();
    let name = text.split(':').next().unwrap_or_default();
    if name.chars().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let holds = |argument: &&str| text.contains(&format!("${argument}")) || text.contains(&format!("${{{argument}}}"));
    if arguments.iter().any(holds) {
        return None;
    }
    let message = format!("`{name}` is a name: Kubernetes cannot tell that it is not root");
    Some(Finding::new(word.span, message))
}

/// The number of the same account, where it is known.
fn fix(input: &Input, stage: Option<&Stage>, index: usize, word: &Word) -> Option<Fix> {
    let stage = stage?;
    let name = word.as_str().split(':').next().unwrap_or_default();
    let id = number(input, stage, stage.before(index), name)?;
    let span = Span { start: word.span.start, end: word.span.start + name.len() as u32 };
    let is_plain = input.model.source.slice(span) == name && !name.is_empty();
    let title = format!("write the number of `{name}`");
    is_plain.then(|| Fix::new(title, Safety::Unsafe, vec![Edit::replace(span, id.to_string())]))
}

fn number(input: &Input, stage: &Stage, state: &State, name: &str) -> Option<u32> {
    if let Some(account) = state.accounts.get(name) {
        return account.id;
    }
    let facts = input.model.chain(stage.id).last()?.facts()?;
    facts.accounts.get(name).copied().flatten()
}
