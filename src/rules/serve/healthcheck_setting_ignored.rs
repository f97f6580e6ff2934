//! A flag of `HEALTHCHECK` that changes nothing: zero stands for the default.

use crate::model::Model;
use crate::rules::{Finding, Fix, Input, Rule, Safety, edits};
use crate::syntax::ast::{Flag, Healthcheck, Instruction, Kind};

pub(super) const RULE: Rule = Rule { id: "healthcheck-setting-ignored", check };

fn check(input: &Input) -> Vec<Finding> {
    input.model.instructions().flat_map(|(_, _, it)| findings(input.model, it)).collect()
}

fn findings(model: &Model, instruction: &Instruction) -> Vec<Finding> {
    let flags = instruction.flags.iter();
    match &instruction.kind {
        Kind::Healthcheck(Healthcheck::None) => {
            let finding = |it: &Flag| Finding::new(it.span, format!("`--{}` has no effect on `NONE`", it.name));
            flags.map(|it| finding(it).fix(without(model, it))).collect()
        }
        Kind::Healthcheck(Healthcheck::Cmd(_)) => {
            flags.filter_map(|it| Some(finding(it, instruction)?.fix(without(model, it)))).collect()
        }
        _ => Vec::new(),
    }
}

fn without(model: &Model, flag: &Flag) -> Fix {
    // Alone it changes nothing either, but it is written into the image.
    let safety = if flag.name == "start-interval" && !is_zero(flag) { Safety::Unsafe } else { Safety::Safe };
    Fix::new(format!("take `--{}` away", flag.name), safety, vec![edits::without_flag(model, flag)])
}

fn finding(flag: &Flag, instruction: &Instruction) -> Option<Finding> {
    let default = match flag.name.as_str() {
        "interval" | "timeout" => "30s",
        "retries" => "3",
        "start-interval" => "5s",
        _ => return None,
    };
    if is_zero(flag) {
        let message = format!("zero stands for the default of `--{}`, which is {default}", flag.name);
        return Some(Finding::new(flag.span, message));
    }
    let has_period = instruction.flag("start-period").is_some_and(|it| !is_zero(it));
    (flag.name == "start-interval" && !has_period).then(|| {
        Finding::new(flag.span, "`--start-interval` counts during `--start-period` only, which is not set")
            .help("add `--start-period` with the time that the program takes to start")
    })
}

/// `0`, `0s`, `0m0s`.
fn is_zero(flag: &Flag) -> bool {
    let Some(value) = &flag.value else { return false };
    value.as_str().contains('0') && !value.as_str().contains(|it: char| ('1'..='9').contains(&it))
}
