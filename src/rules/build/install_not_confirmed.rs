//! A package manager asks whether to go on, and nobody answers: without a terminal it aborts.
//!
//! Silent with `-y` or an option that stands for it, where words are not known, and where the answer comes through a
//! pipe. Only `possible` where a configuration may say yes, and where the packages may be installed already or are
//! not known to bring others: apt asks in neither case.

use crate::facts::packages::{self, Manager};
use crate::model::Model;
use crate::model::files::Look;
use crate::model::path;
use crate::model::run::{Invocation, Origin, Word};
use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety};
use crate::syntax::shell::Link;

use super::{apt_lists_missing, calls};

pub(super) const RULE: Rule = Rule { id: "install-not-confirmed", check };

/// A package manager that asks.
struct Asker {
    programs: &'static [&'static str],
    /// The name of such a finding in hadolint, and the programs and verbs that it knows.
    name: &'static str,
    known_programs: &'static [&'static str],
    known_verbs: &'static [&'static str],
    /// What stands for yes, without dashes.
    yes: &'static [&'static str],
    /// What to write for it, behind the verb or before it.
    option: &'static str,
    before: bool,
}

const ASKERS: [Asker; 4] = [
    Asker {
        programs: &["apt", "apt-get", "aptitude"],
        name: "DL3014",
        known_programs: &["apt-get"],
        known_verbs: &["install"],
        yes: &["y", "yes", "assume-yes"],
        option: "-y",
        before: false,
    },
    Asker {
        programs: &["yum"],
        name: "DL3030",
        known_programs: &["yum"],
        known_verbs: &["install", "groupinstall", "localinstall"],
        yes: &["y", "assumeyes"],
        option: "-y",
        before: false,
    },
    Asker {
        programs: &["dnf", "microdnf"],
        name: "DL3038",
        known_programs: &["dnf", "microdnf"],
        known_verbs: &["install", "groupinstall", "localinstall"],
        yes: &["y", "assumeyes"],
        option: "-y",
        before: false,
    },
    Asker {
        programs: &["zypper"],
        name: "DL3034",
        known_programs: &["zypper"],
        known_verbs: &["install", "in", "remove", "rm", "source-install", "si", "patch"],
        yes: &["n", "non-interactive", "y", "no-confirm"],
        option: "--non-interactive",
        before: true,
    },
];

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let mut findings: Vec<Finding> =
        commands::all(input.model).into_iter().filter_map(|it| finding(input.model, &needed, it)).collect();
    // A loop over known words is met once for each.
    findings.dedup_by_key(|it| it.span);
    findings
}

fn finding(model: &Model, needed: &[bool], invocation: &Invocation) -> Option<Finding> {
    let tool = commands::program(invocation)?;
    let asker = ASKERS.iter().find(|it| it.programs.contains(&tool))?;
    let arguments = Arguments::of(invocation);
    let quiet = arguments.count("q") + arguments.count("quiet");
    let level = arguments.words().iter().any(|it| it.text == "-q=2" || it.text.contains("Assume-Yes"));
    let is_confirmed = arguments.has(asker.yes) || asker.name == "DL3014" && (quiet >= 2 || level);
    // `apt-get ${OPTIONS} install`: it may say yes. What `--force-yes` says has changed.
    let is_open =
        arguments.has(&["force-yes", "assume-no"]) || arguments.words().iter().any(|it| it.text.starts_with("${"));
    if is_confirmed || invocation.link == Link::Pipe {
        return None;
    }
    let holds = |verbs: &[&str]| arguments.words().iter().find(|it| verbs.contains(&it.text.as_str()));
    let is_known = asker.known_programs.contains(&tool) && commands::is_plain(model, invocation);
    let known = holds(asker.known_verbs).filter(|_| is_known);
    let is_sure = needed.get(invocation.stage) == Some(&true) && !is_open && is_surely_asked(model, invocation);
    let verb = match (known, is_sure) {
        (Some(verb), _) => verb,
        (None, true) => holds(asker.known_verbs)?,
        (None, false) => return None,
    };
    let message = match tool {
        "microdnf" => format!("`{tool} {}` without `-y`: it asks nothing, as others of its family do", verb.text),
        _ => format!("`{tool} {}` asks whether to go on, and nobody answers", verb.text),
    };
    let confidence = if is_sure { Confidence::Likely } else { Confidence::Possible };
    let finding = Finding::new(verb.span, message).confidence(confidence);
    let finding = match known {
        Some(_) if asker.name == "DL3014" => finding.known_as(&["DL3014", "DS-0021", "DS021", "AVD-DS-0021"]),
        Some(_) => finding.known_as(&[asker.name]),
        None => finding.own(),
    };
    let (one, two) = if asker.before { (asker.option, verb.text.as_str()) } else { (&*verb.text, asker.option) };
    let finding = finding.help(format!("write `{tool} {one} {two}`"));
    Some(match fix(model, asker, verb) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

fn fix(model: &Model, asker: &Asker, verb: &Word) -> Option<Fix> {
    if model.source.slice(verb.span) != verb.text {
        return None;
    }
    let edit = match asker.before {
        true => Edit::insert(verb.span.start, format!("{} ", asker.option)),
        false => Edit::insert(verb.span.end, format!(" {}", asker.option)),
    };
    Some(Fix::new(format!("add `{}`", asker.option), Safety::Safe, vec![edit]))
}

/// Whether apt surely asks: at least one package is surely new and brings others, and nothing is set up to answer.
fn is_surely_asked(model: &Model, invocation: &Invocation) -> bool {
    let call = calls::call(invocation).filter(|_| calls::must_work(invocation));
    let Some(call) = call.filter(|it| it.complete && it.family == "apt" && it.verb == "install") else { return false };
    let state = model.stages[invocation.stage].before(invocation.instruction);
    if invocation.origin != Origin::Run || is_told(model, invocation) || state.variable("APT_CONFIG").is_some() {
        return false;
    }
    call.operands.iter().any(|name| {
        let brings_others = call.operands.len() > 1 || packages::depends(Manager::Apt, name).next().is_some();
        brings_others && apt_lists_missing::is_new(model, invocation, name)
    })
}

/// Whether a configuration that an earlier step wrote may say yes, or a pipe does.
fn is_told(model: &Model, invocation: &Invocation) -> bool {
    let stages: Vec<usize> = model.chain(invocation.stage).map(|it| it.id).collect();
    let of_stages = || model.invocations.iter().filter(|it| stages.contains(&it.stage));
    let answers = |it: &Invocation| {
        it.instruction == invocation.instruction
            && matches!(calls::name(it), Some("yes" | "echo" | "printf" | "debconf-set-selections"))
    };
    // What is not known to write anything may write there all the same.
    let names_it = |it: &Invocation| {
        let mut words = it.argv.iter().filter_map(calls::known);
        !it.understood && words.any(|word| word.contains("apt.conf") || word.contains("Assume-Yes"))
    };
    of_stages().any(|it| answers(it) || names_it(it)) || is_configured(model, invocation)
}

/// Whether a file of apt's configuration that an earlier step made says yes, or what it says is not known.
fn is_configured(model: &Model, invocation: &Invocation) -> bool {
    const FOLDER: &str = "/etc/apt/apt.conf.d";
    let (stage, changes) = (invocation.stage, invocation.changes);
    let names = model.list(stage, changes, FOLDER).names;
    let mut files = names.iter().map(|name| path::child(FOLDER, name)).chain(["/etc/apt/apt.conf".to_owned()]);
    files.any(|file| match model.look_at(stage, changes, &file) {
        Look::Present(found) if !found.trail.is_empty() => {
            model.text_at(stage, changes, &file).is_none_or(|text| text.contains("Assume-Yes"))
        }
        _ => false,
    })
}
