//! A RUN that surely ends the build: `exit 1` or `false` on a way that the script always takes.
//!
//! Silent on a last stage of several that does nothing else first: it guards against a build without `--target`.

use crate::rules::{Finding, Input, Rule};

use super::calls;

pub(super) const RULE: Rule = Rule { id: "run-always-fails", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let invocations = input.model.invocations.iter().filter(|it| needed[it.stage] && calls::must_work(it));
    let failing = invocations.filter(|invocation| match invocation.argv.as_slice() {
        [name] => calls::known(name) == Some("false"),
        [name, code] => {
            let number = calls::known(code).and_then(|code| code.parse::<i64>().ok());
            calls::known(name) == Some("exit") && number.is_some_and(|number| number % 256 != 0)
        }
        _ => false,
    });
    let guards = |invocation: &&crate::model::run::Invocation| {
        let first = input.model.invocations.iter().find(|it| it.stage == invocation.stage);
        input.model.stages.len() > 1
            && invocation.stage + 1 == input.model.stages.len()
            && first.is_some_and(|first| first.instruction == invocation.instruction)
    };
    let failing = failing.filter(|invocation| !guards(invocation));
    let finding = |invocation: &crate::model::run::Invocation| {
        let text = input.model.source.slice(invocation.span);
        Finding::new(invocation.span, format!("`{text}` ends the build here, whatever happens before"))
    };
    failing.map(finding).collect()
}
