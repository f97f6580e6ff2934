//! An install that refuses to work without its lock file, in a stage that surely has none.
//!
//! Silent where the file may be there: from a step that is not understood, a bind mount, a folder above.

use crate::cache::installs;
use crate::cache::locks::{self, Sent, Unlocked};
use crate::model::run::Invocation;
use crate::rules::{Finding, Input, Rule, evidence};

pub(super) const RULE: Rule = Rule { id: "lock-file-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let installs = input.model.invocations.iter().filter(|it| needed[it.stage]);
    let unlocked = installs.filter_map(|it| Some((it, locks::unlocked(input.model, it).filter(|it| it.needed)?)));
    unlocked.map(|(install, unlocked)| finding(input, install, &unlocked)).collect()
}

fn finding(input: &Input, install: &Invocation, unlocked: &Unlocked) -> Finding {
    let lock = unlocked.lock;
    let command = installs::program(install);
    let message = format!("this needs `{lock}`, which is not in this stage: `{command}` fails");
    let help = match &unlocked.in_context {
        Some((path, Sent::Yes)) => format!("copy `{path}` with the manifest, above this step"),
        Some((path, Sent::Ignored)) => {
            format!("let `{path}` through in the ignore file, and copy it with the manifest")
        }
        None => format!("commit a `{lock}`, or use an install that does without"),
    };
    Finding::new(install.span, message).confidence(evidence::absence(input.model, install.stage)).help(help)
}
