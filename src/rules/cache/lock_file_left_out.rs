//! The project has a lock file, and the install runs without it: other versions are installed than those that were
//! tested, and a changed lock file does not make the step run again.
//!
//! Silent where the file may be there. An install that fails without it is `lock-file-missing`.

use crate::cache::locks::{self, Sent};
use crate::rules::{Finding, Input, Rule, evidence};

pub(super) const RULE: Rule = Rule { id: "lock-file-left-out", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let needed = model.needed();
    let mut findings = Vec::new();
    for install in model.invocations.iter().filter(|it| needed[it.stage]) {
        let Some(unlocked) = locks::unlocked(model, install).filter(|it| !it.needed) else { continue };
        let Some((path, sent)) = unlocked.in_context else { continue };
        let message = format!("this installs without `{path}`, which is not copied into this stage");
        let help = match sent {
            Sent::Yes => format!("copy `{path}` with the manifest, above this step"),
            Sent::Ignored => format!("let `{path}` through in the ignore file, and copy it with the manifest"),
        };
        let confidence = evidence::absence(model, install.stage);
        findings.push(Finding::new(install.span, message).confidence(confidence).help(help));
    }
    findings
}
