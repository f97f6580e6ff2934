//! A RUN step works in the network of the machine that builds, or without the walls around it.

use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, command_edits};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "build-reaches-host", check };

const FLAGS: [(&str, &str, &str, &str); 2] = [
    ("network", "host", "this step sees every service of the machine that builds, those of `localhost` too", "S6431"),
    ("security", "insecure", "this step has the rights of root on the machine that builds", "S6502"),
];

fn check(input: &Input) -> Vec<Finding> {
    let mut findings = Vec::new();
    for instruction in &input.model.dockerfile.instructions {
        if !matches!(instruction.kind, Kind::Run(_)) {
            continue;
        }
        for (name, value, message, alias) in FLAGS {
            let flag = instruction.flag(name).filter(|it| it.value.as_ref().is_some_and(|word| word.as_str() == value));
            findings.extend(flag.map(|it| {
                let finding = Finding::new(it.span, message).known_as(&[alias]);
                // Whoever asks for rights that the builder must be told to give has a step that needs them.
                let edit = command_edits::without_part(input.model, it.span).filter(|_| name == "network");
                let title = format!("leave `--{name}={value}` out");
                match edit {
                    Some(edit) => finding.fix(Fix::new(title, Safety::Unsafe, vec![edit])),
                    None => finding,
                }
            }));
        }
    }
    findings.into_iter().map(|it| it.confidence(Confidence::Certain)).collect()
}
