//! A RUN calls a program that neither the base image nor a step before brings.
//!
//! Silent on commands whose failure the script does not end with, where PATH is not known, and where a step that is
//! not understood or a package that may depend on the program comes before.

use crate::model::Model;
use crate::model::run::Invocation;
use crate::rules::bring::{self, When};
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, commands};

use super::calls;
use crate::rules::is_root;
use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "run-command-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let mut told: Vec<(usize, String)> = Vec::new();
    let mut findings = Vec::new();
    for invocation in input.model.invocations.iter().filter(|it| needed[it.stage] && calls::must_work(it)) {
        for program in programs(invocation) {
            let key = (invocation.stage, program.to_owned());
            if !told.contains(&key)
                && let Some(finding) = finding(input, invocation, program)
            {
                told.push(key);
                findings.push(finding);
            }
        }
    }
    findings
}

/// The programs that a command needs: itself, what wraps it, and what it is known to call.
fn programs(invocation: &Invocation) -> Vec<&str> {
    let mut programs: Vec<&str> = Vec::new();
    for argv in [&invocation.written, &invocation.argv] {
        let Some(first) = argv.first().and_then(calls::known) else { continue };
        let name = first.strip_prefix("/bin/").or(first.strip_prefix("/usr/bin/")).unwrap_or(first);
        if !name.contains('/') && !programs.contains(&name) {
            programs.push(name);
        }
    }
    if programs.contains(&"apt-key") && invocation.argv.iter().any(|it| matches!(calls::known(it), Some("add" | "adv")))
    {
        programs.push("gpg");
    }
    programs
}

fn finding(input: &Input, invocation: &Invocation, program: &str) -> Option<Finding> {
    let model = input.model;
    let (image, root) = calls::root_image(model, invocation.stage)?;
    let release = model.release(invocation.stage);
    let facts = model.stages[root].facts()?;
    if !facts.surely_lacks(release, program) || calls::has_bind_mount(model, invocation) {
        return None;
    }
    let is_instruction = program.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_instruction && !model.brought(invocation, program).is_absent()
        || is_part_of_python(model, invocation, program)
    {
        return None;
    }
    let shown = match &image.tag {
        Some(tag) => format!("{}:{tag}", image.name),
        None => image.name.clone(),
    };
    if is_instruction {
        let message = format!("`{program}` is an instruction, not a program: the shell does not find it");
        return Some(
            Finding::new(invocation.span, message).help(format!("begin a new line with `{program}`, or take it away")),
        );
    }
    let manager = matches!(program, "apt-get" | "apt" | "apk" | "yum" | "dnf");
    let message = match (manager, calls::name(invocation)) {
        (true, _) => format!("`{program}` is not the package manager of `{shown}`"),
        (false, Some(name @ "apt-key")) => format!("`{program}` is missing, which `{name}` calls"),
        _ => format!("`{program}` is missing: neither `{shown}` nor a step before brings it"),
    };
    let finding = Finding::new(invocation.span, message).help(help(program, release.map_or("", |it| it.os)));
    let finding = finding.fixes(if program == "sudo" {
        without_sudo(model, invocation)
    } else {
        brought(model, invocation, program)
    });
    let from = model.instruction(model.stages[root].from?).span;
    Some(finding.label(model.place(from), format!("this base has no `{program}`")))
}

fn brought(model: &Model, invocation: &Invocation, program: &str) -> Option<Fix> {
    // These come with Node.js or Python, of which there may be another one than the distribution's.
    if ["npm", "pnpm", "yarn"].contains(&program) && !installs(model, invocation, &["nodejs"])
        || program.starts_with("pip")
    {
        return None;
    }
    let package = bring::package_of(model, invocation.stage, program)?;
    let edit = bring::package(model, When::Before(invocation), package)?;
    Some(Fix::new(format!("install `{package}`"), Safety::Unsafe, vec![edit]))
}

/// Whether a step before installs one of the packages.
fn installs(model: &Model, invocation: &Invocation, packages: &[&str]) -> bool {
    let before = model.invocations_in(invocation.stage).iter().filter(|it| it.span.end <= invocation.span.start);
    before.filter_map(calls::call).any(|it| it.operands.iter().any(|it| packages.contains(it)))
}

/// Takes every bare `sudo` of the stage out, where all of them are run by root.
fn without_sudo(model: &Model, invocation: &Invocation) -> Option<Fix> {
    let mut places: Vec<Span> = Vec::new();
    for it in model.invocations_in(invocation.stage).iter() {
        let [wrapper] = it.wrappers.as_slice() else {
            if it.wrappers.iter().any(|word| word.text == "sudo") {
                return None;
            }
            continue;
        };
        if wrapper.text != "sudo" || places.contains(&wrapper.span) {
            continue;
        }
        let state = model.stages[it.stage].before(it.instruction);
        if !is_root(state.user.value.known()?)
            || model.source.slice(wrapper.span) != "sudo"
            || commands::is_inner(model, it)
        {
            return None;
        }
        places.push(wrapper.span);
    }
    let without = |span: &Span| {
        let rest = &model.source.text()[span.end as usize..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        (blanks > 0).then(|| Edit::replace(Span { start: span.start, end: span.end + blanks as u32 }, ""))
    };
    let edits: Vec<Edit> = places.iter().map(without).collect::<Option<_>>()?;
    (!edits.is_empty()).then(|| Fix::new("take `sudo` away", Safety::Unsafe, edits))
}

/// Python 3 of Alpine had `pip3` with it until 3.11.
fn is_part_of_python(model: &Model, invocation: &Invocation, program: &str) -> bool {
    let old = model.release(invocation.stage).is_some_and(|it| it.os == "alpine" && !it.is_at_least("3.12"));
    let python = || {
        let calls = model.invocations.iter().filter_map(calls::call);
        calls.into_iter().any(|call| call.operands.iter().any(|it| it.starts_with("python")))
    };
    old && program.starts_with("pip") && python()
}

/// What to write, where the package is not named like the program.
fn help(program: &str, os: &str) -> String {
    let package = match (program, os) {
        ("apt-get" | "apt" | "apk" | "yum" | "dnf", "alpine") => return "use `apk add`".to_owned(),
        ("apt-get" | "apt" | "apk" | "yum" | "dnf", "debian" | "ubuntu") => {
            return "use `apt-get install`".to_owned();
        }
        ("apt-get" | "apt" | "apk" | "yum" | "dnf", _) => return "use the package manager of the base".to_owned(),
        ("sudo", _) => return "take `sudo` away: RUN is root unless USER says otherwise".to_owned(),
        ("pip3" | "pip", "alpine") => "py3-pip",
        ("pip3" | "pip", _) => "python3-pip",
        ("locale-gen", _) => "locales",
        ("add-apt-repository", _) => "software-properties-common",
        ("gpg", _) => "gnupg",
        ("python", _) => return "call `python3`, and install it first".to_owned(),
        ("go", "debian" | "ubuntu") => "golang-go",
        ("node" | "npx", _) => "nodejs",
        ("gcc" | "g++" | "make", "alpine") => "build-base",
        ("gcc" | "g++" | "make", _) => "build-essential",
        _ => program,
    };
    format!("install `{package}` in a step before")
}
