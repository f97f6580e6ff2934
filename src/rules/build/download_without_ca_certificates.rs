//! `RUN` downloads over HTTPS in a stage without CA certificates: `--no-install-recommends` left them out.
//!
//! Debian's and Ubuntu's curl, wget and git only recommend `ca-certificates`. Silent where the check is switched off,
//! where the address is not known, and where the certificates may come from anywhere.

use crate::model::Model;
use crate::model::files::What;
use crate::model::run::Invocation;
use crate::rules::{Finding, Fix, Input, Rule, Safety, bring};

use super::calls;

pub(super) const RULE: Rule = Rule { id: "download-without-ca-certificates", check };

/// Flags that switch the check off, or name certificates.
const UNCHECKED: [&str; 8] =
    ["--insecure", "--no-check-certificate", "--cacert", "--capath", "--ca-certificate", "--ca-directory", "-c", "-k"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let needed = model.needed();
    let mut told: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    for invocation in model.invocations.iter().filter(|it| needed[it.stage]) {
        if !told.contains(&invocation.stage)
            && let Some(finding) = finding(model, invocation)
        {
            told.push(invocation.stage);
            found.push(finding);
        }
    }
    found
}

fn finding(model: &Model, invocation: &Invocation) -> Option<Finding> {
    let tool = calls::name(invocation).filter(|name| matches!(*name, "curl" | "wget" | "git"))?;
    let words: Vec<&str> = invocation.argv.iter().filter_map(calls::known).collect();
    let address = words.iter().find(|word| word.starts_with("https://"))?;
    let is_unchecked = |word: &&str| {
        let joined = tool == "curl" && word.starts_with('-') && !word.starts_with("--") && word.contains('k');
        joined || UNCHECKED.iter().any(|flag| *word == *flag || word.starts_with(&format!("{flag}=")))
    };
    if !calls::must_work(invocation) || words.iter().any(is_unchecked) || !model.ca_bundle(invocation.stage).is_absent()
    {
        return None;
    }
    // Only what a step of the build surely installed speaks for a tool that is there, and so for this failure.
    let stages: Vec<usize> = model.chain(invocation.stage).map(|it| it.id).collect();
    let installs = model.invocations.iter().filter(|it| stages.contains(&it.stage)).find(|it| {
        calls::call(it).is_some_and(|call| matches!(call.verb, "install") && call.operands.contains(&tool))
    })?;
    // A package that the table does not know may depend on them.
    let mut packages = model.chain(invocation.stage).flat_map(|stage| &stage.changes).filter_map(|it| match &it.what {
        What::Packages(packages) => Some(packages),
        _ => None,
    });
    if !packages.all(|it| it.complete && it.all_known) {
        return None;
    }
    let message = format!("`{tool}` cannot check `{address}`: the stage has no CA certificates");
    let finding = Finding::new(invocation.span, message);
    let finding = finding.label(model.place(installs.span), format!("this installs `{tool}` without them"));
    let edit = bring::beside(model, installs, "ca-certificates");
    let fix = edit.map(|it| Fix::new("install `ca-certificates` too", Safety::Unsafe, vec![it]));
    Some(finding.help("install `ca-certificates` too").fixes(fix))
}
