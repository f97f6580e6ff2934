//! A RUN that surely ends the build: `exit 1` or `false` on a way that the script always takes.

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
    let finding = |invocation: &crate::model::run::Invocation| {
        let text = input.model.source.slice(invocation.span);
        Finding::new(invocation.span, format!("`{text}` ends the build here, whatever happens before"))
    };
    failing.map(finding).collect()
}
