//! The script that the container starts has Windows line ends: its interpreter is looked for under a
//! name that ends in a carriage return.
//!
//! Silent where a RUN takes the carriage returns out.

use crate::facts::commands::Arg;
use crate::model::path;
use crate::model::start::StartScript;
use crate::rules::{Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "script-crlf", check };

fn check(input: &Input) -> Vec<Finding> {
    let Some(start) = input.model.start(input.model.target) else { return Vec::new() };
    if input.model.invocations.iter().any(|it| mends_line_ends(&it.argv)) {
        return Vec::new();
    }
    start.scripts.iter().filter_map(|script| finding(input, script)).collect()
}

fn finding(input: &Input, script: &StartScript) -> Option<Finding> {
    let first = script.text.split('\n').next()?;
    let breaks = first.ends_with('\r') && (first.starts_with("#!") || !script.by_kernel);
    if !breaks {
        return None;
    }
    let finding = Finding::new(script.span?, format!("the lines of `{}` end in CR LF", script.path));
    Some(match script.source(input.model) {
        Some(place) => finding.label(place, "this line ends in CR LF"),
        None => finding,
    })
}

fn mends_line_ends(argv: &[Arg]) -> bool {
    let text = |arg: &Arg| match arg {
        Arg::Known(text) | Arg::Glob(text) => text.clone(),
        Arg::Unknown => String::new(),
    };
    let name = argv.first().map(text).unwrap_or_default();
    match path::file_name(&name) {
        "dos2unix" | "fromdos" => true,
        "sed" | "tr" | "perl" => {
            argv.iter().map(text).any(|it| it.contains("\\r") || it.contains("\\015") || it.contains('\r'))
        }
        _ => false,
    }
}
