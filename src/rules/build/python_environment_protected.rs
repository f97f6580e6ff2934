//! `pip install` into the distribution's own Python, which the distribution forbids (PEP 668).
//!
//! Debian 12, Ubuntu 23.04 and Alpine 3.19 put the mark `EXTERNALLY-MANAGED` beside the standard library, and pip ends
//! with `externally-managed-environment`. Silent where the Python may be another than the distribution's (the official
//! `python` images, a virtual environment, a Python built or fetched), where the mark may have been taken away, and with
//! the flag, the variable or the setting that allows it.

use crate::model::Model;
use crate::model::run::Invocation;
use crate::rules::edits::{self, Gap};
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, bring, commands, is_root};
use crate::syntax::ast::{Form, Kind};

use super::calls;

pub(super) const RULE: Rule = Rule { id: "python-environment-protected", check };

/// Releases from which on the mark is there.
const MARKED: [(&str, &str); 3] = [("debian", "12"), ("ubuntu", "23.04"), ("alpine", "3.19")];

/// Flags with which pip leaves the distribution's packages alone, or is told not to.
const ALLOWED: [&str; 7] = ["--break-system-packages", "--target", "-t", "--prefix", "--root", "--dry-run", "--help"];

/// Programs that bring another Python, or an environment of their own.
const OTHERS: [&str; 9] = ["venv", "virtualenv", "conda", "mamba", "pyenv", "uv", "pipx", "poetry", "make"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let needed = model.needed();
    let mut found: Vec<Finding> = Vec::new();
    let mut stages = Vec::new();
    for invocation in model.invocations.iter().filter(|it| needed[it.stage]) {
        if !stages.contains(&invocation.stage)
            && let Some(finding) = finding(model, invocation)
        {
            stages.push(invocation.stage);
            found.push(finding);
        }
    }
    found
}

fn finding(model: &Model, invocation: &Invocation) -> Option<Finding> {
    if !calls::must_work(invocation) || !is_pip_install(invocation) || is_allowed(model, invocation) {
        return None;
    }
    let (image, root) = calls::root_image(model, invocation.stage)?;
    let official = calls::official(image)?;
    let release = model.release(invocation.stage)?;
    let (_, first) = MARKED.iter().find(|(os, first)| release.os == *os && release.is_at_least(first))?;
    // These bring a Python of their own.
    if ["python", "pypy", "odoo"].contains(&official) {
        return None;
    }
    let installed = installed_python(model, invocation)?;
    let message = format!("`pip install` refuses to change the Python of {}", release.shown());
    let finding = Finding::new(invocation.span, message)
        .label(model.place(installed.span), "this installs the distribution's Python")
        .help("make an environment with `python3 -m venv /opt/venv` and install with `/opt/venv/bin/pip`");
    let finding = finding.fixes(environment(model, invocation, installed, release.os)).fixes(broken(model, invocation));
    let base = model.stages[root].from.map(|from| model.place(model.instruction(from).span));
    Some(match base {
        Some(base) => finding.label(base, format!("the distribution marks it as its own since release {first}")),
        None => finding,
    })
}

/// `pip install NAME`, `pip3 install -r FILE`, `python3 -m pip install ...`, not `pip install --user` of another.
fn is_pip_install(invocation: &Invocation) -> bool {
    let words: Vec<&str> = invocation.argv.iter().filter_map(calls::known).collect();
    let rest = match (calls::name(invocation), words.get(1..)) {
        // A path names a Python of its own.
        _ if words.first().is_some_and(|it| it.contains('/') && !it.starts_with("/usr/bin/")) => return false,
        (Some("pip" | "pip3"), Some(rest)) => rest,
        (Some("python" | "python3"), Some(["-m", "pip", rest @ ..])) => rest,
        _ => return false,
    };
    rest.first() == Some(&"install") && !rest.iter().any(|it| ALLOWED.iter().any(|flag| it.starts_with(flag)))
}

fn is_allowed(model: &Model, invocation: &Invocation) -> bool {
    let state = model.stages[invocation.stage].before(invocation.instruction);
    let names = ["PIP_BREAK_SYSTEM_PACKAGES", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_CONFIG_FILE", "PIP_USER"];
    let is_set = |name: &&str| state.variable(name).is_some();
    // A folder of an environment stands in PATH, before the distribution's.
    let is_system = |folder: &String| ["/usr", "/bin", "/sbin", "/go"].iter().any(|it| folder.starts_with(it));
    let own_path = state.search_path().is_none_or(|path| !path.iter().all(is_system));
    names.iter().any(is_set) || own_path || invocation.sets_path || is_unmarked(model, invocation)
}

/// Whether an earlier command of the stages may have taken the mark away, or brings another Python.
fn is_unmarked(model: &Model, invocation: &Invocation) -> bool {
    let stages: Vec<usize> = model.chain(invocation.stage).map(|it| it.id).collect();
    let mut before = model.invocations.iter().filter(|it| stages.contains(&it.stage));
    before.any(|it| {
        it.argv.iter().filter_map(calls::known).any(|word| {
            let name = word.rsplit('/').next().unwrap_or(word);
            OTHERS.contains(&name)
                || word.contains("EXTERNALLY-MANAGED")
                || word.contains("break-system-packages")
                || word.contains("get-pip")
                || word.contains("pip.conf")
                || word.contains("deadsnakes")
        })
    })
}

/// The command that installs the distribution's pip, before this one.
fn installed_python<'m>(model: &'m Model, invocation: &Invocation) -> Option<&'m Invocation> {
    let stages: Vec<usize> = model.chain(invocation.stage).map(|it| it.id).collect();
    model.invocations.iter().filter(|it| stages.contains(&it.stage)).find(|it| {
        let call = calls::call(it);
        call.is_some_and(|call| {
            matches!(call.verb, "install" | "add")
                && call.operands.iter().any(|name| matches!(*name, "python3-pip" | "py3-pip"))
        })
    })
}

/// An environment above the step, which all later steps and the program use, as `PATH` finds it first.
fn environment(model: &Model, at: &Invocation, installed: &Invocation, os: &str) -> Option<Fix> {
    // A step that installs Python itself is through only below.
    if installed.instruction == at.instruction || installed.stage != at.stage {
        return None;
    }
    let state = model.stages[at.stage].before(at.instruction);
    let path = state.search_path()?;
    if !is_root(state.user.value.known()?) || path.is_empty() || is_in_shell_of_its_own(model, at) {
        return None;
    }
    // Debian and Ubuntu keep the module in a package of its own.
    let own = match os {
        "alpine" => None,
        _ => Some(bring::beside(model, installed, "python3-venv")?),
    };
    let lines = ["RUN python3 -m venv /opt/venv".to_owned(), "ENV PATH=\"/opt/venv/bin:$PATH\"".to_owned()];
    let edit = edits::above(model, model.instruction(at.instruction), &lines, Gap::None);
    Some(Fix::new(
        "install into an environment in `/opt/venv`",
        Safety::Unsafe,
        own.into_iter().chain([edit]).collect(),
    ))
}

fn is_in_shell_of_its_own(model: &Model, at: &Invocation) -> bool {
    let Kind::Run(run) = &model.instruction(at.instruction).kind else { return true };
    !matches!(run.form, Form::Shell(_)) || !at.wrappers.is_empty() || commands::is_inner(model, at)
}

/// The option that lets pip change the distribution's Python, for each call of the stage.
fn broken(model: &Model, at: &Invocation) -> Option<Fix> {
    let mut edits = Vec::new();
    for it in model.invocations_in(at.stage).iter().filter(|it| is_pip_install(it)) {
        let verb = it.words.iter().find(|word| word.text == "install")?;
        if model.source.slice(verb.span) != "install" {
            return None;
        }
        edits.push(Edit::insert(verb.span.end, " --break-system-packages"));
    }
    edits.dedup();
    Some(Fix::new("let `pip` change the distribution's Python", Safety::Unsafe, edits))
}
