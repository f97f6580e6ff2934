//! The script that the container starts names an interpreter that the image lacks, or none at all.
//!
//! Silent on scripts whose text is not in the build context.

use crate::model::files::Look;
use crate::model::path;
use crate::model::start::StartScript;
use crate::rules::{Finding, Input, Rule, evidence};

pub(super) const RULE: Rule = Rule { id: "script-interpreter-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let Some(start) = input.model.start(input.model.target) else { return Vec::new() };
    start.scripts.iter().filter(|script| script.by_kernel).filter_map(|script| finding(input, script)).collect()
}

fn finding(input: &Input, script: &StartScript) -> Option<Finding> {
    let model = input.model;
    let line = script.text.lines().next()?.strip_prefix("#!")?;
    let mut words = line.split_whitespace();
    let interpreter = words.next()?;
    let (wanted, look) = if path::file_name(interpreter) == "env" {
        let name = words.find(|word| !word.starts_with('-') && !word.contains('='))?;
        let (_, look) = model.find_program(model.target, model.image()?, None, name);
        (name, look)
    } else {
        (interpreter, model.look_for_tool(model.target, model.final_stage()?.changes.len(), interpreter))
    };
    if !matches!(look, Look::Absent) {
        return None;
    }
    let message = format!("`{}` starts with `#!{line}`, and the final image has no `{wanted}`", script.path);
    let finding = Finding::new(script.span?, message).confidence(evidence::absence(model, model.target));
    let shell = matches!(path::file_name(wanted), "bash" | "zsh" | "ksh");
    let help = match shell && model.look(model.target, "/bin/sh").is_present() {
        true => format!("install `{}`, or write the script for `#!/bin/sh`", path::file_name(wanted)),
        false => format!("install `{}` in the final image", path::file_name(wanted)),
    };
    let finding = finding.help(help);
    Some(match script.source(model) {
        Some(place) => finding.label(place, "the interpreter is named here"),
        None => finding,
    })
}
