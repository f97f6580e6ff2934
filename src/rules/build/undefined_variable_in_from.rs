//! A FROM that names a variable which no ARG before the first FROM declares: it is always empty.

use crate::model::Undefined;
use crate::model::names;
use crate::rules::edits::{self, Gap};
use crate::rules::{Finding, Fix, Input, Rule, Safety};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "undefined-variable-in-from", check };

fn check(input: &Input) -> Vec<Finding> {
    input.model.undefined.iter().filter(|it| it.stage.is_none()).map(|it| finding(input, it)).collect()
}

fn finding(input: &Input, undefined: &Undefined) -> Finding {
    let name = &undefined.name;
    let finding = Finding::new(undefined.span, format!("no `ARG` before the first `FROM` declares `{name}`"));
    match names::nearest(name, undefined.known()) {
        Some(near) => {
            let edit = edits::instead(&input.model.source, undefined.span, name, near);
            let fix = edit.map(|it| Fix::new(format!("write `{near}`"), Safety::Unsafe, vec![it]));
            finding.help(format!("`{near}` is declared: use that, or declare `ARG {name}`")).fixes(fix)
        }
        None => finding.help(format!("write `ARG {name}=...` above the first `FROM`")).fixes(declared(input, name)),
    }
}

/// The default that a stage gives the variable, above the first FROM too, where all that do give it the same.
fn declared(input: &Input, name: &str) -> Option<Fix> {
    let model = input.model;
    let mut defaults: Vec<&str> = Vec::new();
    for (_, _, instruction) in model.instructions() {
        let Kind::Arg(arguments) = &instruction.kind else { continue };
        let own = arguments.iter().filter(|it| it.name.as_str() == name);
        defaults.extend(own.filter_map(|it| it.default.as_ref()).map(|it| it.as_str()));
    }
    defaults.dedup();
    let [default] = defaults.as_slice() else { return None };
    if default.is_empty() || default.contains(['$', '\n']) {
        return None;
    }
    let first = model.dockerfile.instructions.iter().find(|it| matches!(it.kind, Kind::From(_)))?;
    let edit = edits::above(model, first, &[format!("ARG {name}={default}")], Gap::None);
    Some(Fix::new(format!("declare `ARG {name}={default}` above the first `FROM`"), Safety::Unsafe, vec![edit]))
}
