//! A FROM that names a variable which no ARG before the first FROM declares: it is always empty.

use crate::model::Undefined;
use crate::model::names;
use crate::rules::{Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "undefined-variable-in-from", check };

fn check(input: &Input) -> Vec<Finding> {
    input.model.undefined.iter().filter(|it| it.stage.is_none()).map(finding).collect()
}

fn finding(undefined: &Undefined) -> Finding {
    let name = &undefined.name;
    let finding = Finding::new(undefined.span, format!("no `ARG` before the first `FROM` declares `{name}`"));
    match names::nearest(name, undefined.known.iter().map(String::as_str)) {
        Some(near) => finding.help(format!("`{near}` is declared: use that, or declare `ARG {name}`")),
        None => finding.help(format!("write `ARG {name}=...` above the first `FROM`")),
    }
}
