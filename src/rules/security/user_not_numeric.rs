//! A USER by name: what does not read the image's `/etc/passwd` cannot tell whether it is root.
//!
//! Silent on numbers and on words that hold an ARG of the file. On Windows, which has no numbers for users, and for
//! root itself, of which another rule speaks, no more than possible.

use crate::rules::{Confidence, Finding, Input, Rule, is_root};
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
                let finding = finding(word, &arguments);
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
