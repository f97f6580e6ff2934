//! An install that has its lock file, and may resolve anew all the same: `npm install` where `npm ci` is meant.
//!
//! Silent where the lock file is not surely in the stage, and where an option, a variable or a configuration file
//! makes the install keep to it.

use crate::cache::installs::{self, Install};
use crate::model::files::Look;
use crate::model::path;
use crate::model::run::{Invocation, Word};
use crate::rules::commands::Arguments;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};

pub(super) const RULE: Rule = Rule { id: "lock-file-not-enforced", check };

/// An install that does not keep to its lock file of its own accord.
struct Lax {
    program: &'static str,
    verbs: &'static [&'static str],
    locks: &'static [&'static str],
    /// Options and variables that make it keep to the file, or that are for something else.
    enforced_by: &'static [&'static str],
    enforced_in: &'static [&'static str],
    instead: Instead,
    names: &'static [&'static str],
}

enum Instead {
    Verb(&'static str),
    Option(&'static str),
}

const ALL: [Lax; 5] = [
    Lax {
        program: "npm",
        verbs: &["install", "i"],
        locks: &["package-lock.json", "npm-shrinkwrap.json"],
        enforced_by: &["package-lock-only", "dry-run", "global", "g"],
        enforced_in: &[],
        instead: Instead::Verb("ci"),
        names: &["DF031"],
    },
    Lax {
        program: "yarn",
        verbs: &["install"],
        locks: &["yarn.lock"],
        enforced_by: &["frozen-lockfile", "immutable", "pure-lockfile", "mode"],
        enforced_in: &["CI", "YARN_ENABLE_IMMUTABLE_INSTALLS"],
        instead: Instead::Option("--frozen-lockfile"),
        names: &[],
    },
    Lax {
        program: "pnpm",
        verbs: &["install", "i"],
        locks: &["pnpm-lock.yaml"],
        enforced_by: &["frozen-lockfile", "lockfile-only", "fix-lockfile", "global", "g"],
        enforced_in: &["CI", "npm_config_frozen_lockfile", "NPM_CONFIG_FROZEN_LOCKFILE"],
        instead: Instead::Option("--frozen-lockfile"),
        names: &[],
    },
    Lax {
        program: "uv",
        verbs: &["sync"],
        locks: &["uv.lock"],
        enforced_by: &["locked", "frozen"],
        enforced_in: &["UV_LOCKED", "UV_FROZEN"],
        instead: Instead::Option("--locked"),
        names: &[],
    },
    Lax {
        program: "pipenv",
        verbs: &["install"],
        locks: &["Pipfile.lock"],
        enforced_by: &["deploy", "ignore-pipfile", "skip-lock"],
        enforced_in: &["PIPENV_IGNORE_PIPFILE"],
        instead: Instead::Option("--deploy"),
        names: &[],
    },
];

/// Files of the project that can say it, and how they do.
const SETTINGS: [&str; 5] = [".npmrc", ".yarnrc", ".yarnrc.yml", "pnpm-workspace.yaml", "pyproject.toml"];
const ENFORCING: [&str; 4] = ["frozen-lockfile", "frozenLockfile", "enableImmutableInstalls", "frozen = true"];

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let installs = input.model.invocations.iter().filter(|it| needed[it.stage]);
    installs.filter_map(|it| finding(input, it)).collect()
}

fn finding(input: &Input, install: &Invocation) -> Option<Finding> {
    let model = input.model;
    let lax = ALL.iter().find(|it| it.program == installs::program(install))?;
    let arguments = Arguments::of(install);
    let verb = arguments.words().first().filter(|word| lax.verbs.contains(&word.text.as_str()))?;
    let is_project = installs::install(install).is_some_and(|it| it != Install::System);
    if !is_project || arguments.has(lax.enforced_by) || is_assigned(install, lax) {
        return None;
    }
    let folder = installs::folder(install)?;
    let state = model.stages[install.stage].before(install.instruction);
    let text = |name: &&str| model.text_at(install.stage, state.changes, &path::child(&folder, name));
    let is_said = SETTINGS.iter().filter_map(text).any(|text| ENFORCING.iter().any(|sign| text.contains(sign)));
    if is_said || lax.enforced_in.iter().any(|name| state.variable(name).is_some()) {
        return None;
    }
    let found = lax.locks.iter().find_map(|lock| {
        match model.look_at(install.stage, state.changes, &path::child(&folder, lock)) {
            Look::Present(found) => Some((lock, found)),
            Look::Absent | Look::Unknown(_) => None,
        }
    });
    let (lock, found) = found?;
    let program = lax.program;
    let message = format!("`{program} {}` does not stop where `{lock}` is out of date, and resolves anew", verb.text);
    let finding = Finding::new(verb.span, message).known_as(lax.names);
    let finding = match found.trail.first() {
        Some(origin) => finding
            .label(model.place(model.instruction(origin.instruction).keyword), format!("`{lock}` comes with this")),
        None => finding,
    };
    Some(mended(input, finding, lax, verb))
}

/// Whether a variable that is set for the command alone says it.
fn is_assigned(install: &Invocation, lax: &Lax) -> bool {
    install.assignments.iter().any(|it| lax.enforced_in.contains(&it.name.as_str()))
}

fn mended(input: &Input, finding: Finding, lax: &Lax, verb: &Word) -> Finding {
    let program = lax.program;
    let is_written = input.model.source.slice(verb.span) == verb.text;
    let (text, edit) = match lax.instead {
        Instead::Verb(other) => (format!("{program} {other}"), Edit::replace(verb.span, other)),
        Instead::Option(option) => {
            (format!("{program} {} {option}", verb.text), Edit::insert(verb.span.end, format!(" {option}")))
        }
    };
    let finding = finding.help(format!("write `{text}`, which fails where the two files disagree"));
    match is_written {
        true => finding.fix(Fix::new(format!("write `{text}`"), Safety::Unsafe, vec![edit])),
        false => finding,
    }
}
