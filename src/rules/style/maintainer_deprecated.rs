//! MAINTAINER, which the label `org.opencontainers.image.authors` took the place of.

use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};
use crate::syntax::ast::{Instruction, Kind, Word};

pub(super) const RULE: Rule = Rule { id: "maintainer-deprecated", check };

fn check(input: &Input) -> Vec<Finding> {
    let instructions = input.model.dockerfile.instructions.iter();
    let deprecated = instructions.filter_map(|instruction| match &instruction.kind {
        Kind::Maintainer(who) => Some(finding(instruction, who)),
        _ => None,
    });
    deprecated.collect()
}

fn finding(instruction: &Instruction, who: &Word) -> Finding {
    let finding = Finding::new(instruction.keyword, "`MAINTAINER` is deprecated");
    let name = who.as_str().trim_matches('"');
    // What a shell or Docker reads in a quoted value would change the text.
    if name.is_empty() || name.contains(['"', '$', '\\', '`', '\n']) {
        return finding;
    }
    let label = format!("LABEL org.opencontainers.image.authors=\"{name}\"");
    let edit = Edit::replace(instruction.span, label.as_str());
    finding.help(format!("write `{label}`")).fix(Fix::new("write a label", Safety::Unsafe, vec![edit]))
}
