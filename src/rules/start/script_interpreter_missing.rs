//! The script that the container starts names an interpreter that the image lacks, or none at all.
//!
//! Silent on scripts whose text is not in the build context.

use crate::model::files::Look;
use crate::model::path;
use crate::model::start::StartScript;
use crate::rules::bring::{self, When};
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, evidence};
use crate::shellcheck::may_need_bash;
use crate::source::Span;

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
    let plain = shell.then(|| for_plain_shell(input, script)).flatten();
    let finding = finding.help(help).fixes(plain).fixes(installed(input, path::file_name(wanted)));
    Some(match script.source(model) {
        Some(place) => finding.label(place, "the interpreter is named here"),
        None => finding,
    })
}

/// `#!/bin/sh` in the script, where nothing in it needs Bash.
fn for_plain_shell(input: &Input, script: &StartScript) -> Option<Fix> {
    let (model, source) = (input.model, script.source(input.model)?.source);
    let first = script.text.lines().next()?;
    let rest = script.text.get(first.len()..)?;
    let options: Vec<&str> = first.split_whitespace().skip(1).filter(|it| it.starts_with('-')).collect();
    let has_sh = model.look(model.target, "/bin/sh").is_present();
    if script.name.is_none() || !has_sh || !options.is_empty() || may_need_bash(rest) || rest.contains('\r') {
        return None;
    }
    let edit = Edit::replace(Span::new(0..first.len()), "#!/bin/sh");
    let is_there = source.text().starts_with(first);
    let title = format!("write `{}` for `#!/bin/sh`", path::file_name(&script.path));
    is_there.then(|| Fix::new(title, Safety::Unsafe, vec![edit]).in_file(source))
}

fn installed(input: &Input, program: &str) -> Option<Fix> {
    let package = bring::package_of(input.model, input.model.target, program)?;
    let edit = bring::package(input.model, When::AtStart(input.model.target), package)?;
    Some(Fix::new(format!("install `{package}`"), Safety::Unsafe, vec![edit]))
}
