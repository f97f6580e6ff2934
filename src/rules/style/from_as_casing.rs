//! `FROM ... as` and `from ... AS`: one line in two letter cases.
//!
//! Silent on a keyword in mixed case, which is a matter of the keyword.

use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, froms};

pub(super) const RULE: Rule = Rule { id: "from-as-casing", check };

fn check(input: &Input) -> Vec<Finding> {
    let source = &input.model.source;
    let mut findings = Vec::new();
    for (instruction, from) in froms::all(input.model) {
        let Some(span) = from.as_keyword else { continue };
        let (keyword, written) = (source.slice(instruction.keyword), source.slice(span));
        let wanted = match keyword {
            _ if keyword == keyword.to_lowercase() => written.to_lowercase(),
            _ if keyword == keyword.to_uppercase() => written.to_uppercase(),
            _ => continue,
        };
        if written == wanted {
            continue;
        }
        let edit = Edit::replace(span, wanted.as_str());
        let finding = Finding::new(span, format!("`{keyword}` and `{written}` are in different letter case"));
        let finding = finding.help(format!("write `{wanted}`"));
        findings.push(finding.fix(Fix::new(format!("write `{wanted}`"), Safety::Safe, vec![edit])));
    }
    findings
}
