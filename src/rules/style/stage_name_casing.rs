//! A stage name with capitals: it is compared without them.

use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, froms};

pub(super) const RULE: Rule = Rule { id: "stage-name-casing", check };

fn check(input: &Input) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, from) in froms::all(input.model) {
        let (Some(name), Some(word)) = (&from.name, &from.name_word) else { continue };
        if word.as_str() == name {
            continue;
        }
        let finding = Finding::new(word.span, format!("the stage `{}` is not in lower case", word.as_str()));
        let edit = Edit::replace(word.span, name.as_str());
        let finding = finding.help(format!("write `{name}`: the name is the same without regard to case"));
        findings.push(finding.fix(Fix::new(format!("write `{name}`"), Safety::Safe, vec![edit])));
    }
    findings
}
