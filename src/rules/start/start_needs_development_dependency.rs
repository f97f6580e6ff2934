//! The start script runs a program of a development dependency, and the install step leaves these out.
//!
//! Silent where the lock file says that another dependency brings the package, where the program is installed
//! globally, and where it is not sure which step installs what the image holds.

use crate::model::start::OmittedTool;
use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "start-needs-development-dependency", check };

fn check(input: &Input) -> Vec<Finding> {
    let Some(start) = input.model.start(input.model.target) else { return Vec::new() };
    start.omitted_tools.iter().filter_map(|tool| finding(input, tool)).collect()
}

fn finding(input: &Input, tool: &OmittedTool) -> Option<Finding> {
    let OmittedTool { program, package, script, .. } = tool;
    let message = format!("the script `{script}` runs `{program}`, a development dependency that is not installed");
    let install = input.model.place(input.model.instruction(tool.instruction).span);
    let finding = Finding::new(tool.span?, message).confidence(Confidence::Likely);
    let finding = match tool.via.place(input.model) {
        Some(place) => finding.label(place, format!("this runs `{program}`")),
        None => finding,
    };
    let finding = finding.label(install, "this leaves development dependencies out");
    Some(finding.help(format!("move `{package}` to `dependencies`, or start what it runs without it")))
}
