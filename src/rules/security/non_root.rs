//! The edit that lets a container run as another user than root: which account, what it must own, and where
//! `USER` stands.
//!
//! None is offered where more than that would have to change: servers whose parts need root, start scripts that
//! do what only root may, ports below 1024, programs that stand in `/root`.

use std::collections::BTreeSet;

use crate::facts::Tri;
use crate::facts::base::BaseFacts;
use crate::model::Model;
use crate::model::path;
use crate::model::stage::{Base, Command, Stage, State};
use crate::rules::edits::{self, Gap};
use crate::rules::evidence::{is_plain, tag};
use crate::rules::{Edit, Fix, Input, Safety, is_root};
use crate::syntax::ast::{Form, Instruction, Kind};

/// Free in every base image that the table knows.
const ID: u32 = 10001;
/// The number that Distroless gives to `nonroot`.
const NOBODY: &str = "65532:65532";

/// Programs that give up root themselves, or cannot work without it.
const NEED_ROOT: [&str; 30] = [
    "apache2",
    "apache2ctl",
    "apachectl",
    "cron",
    "crond",
    "dnsmasq",
    "dockerd",
    "dovecot",
    "haproxy",
    "httpd",
    "init",
    "iptables",
    "keepalived",
    "named",
    "nginx",
    "openvpn",
    "php-fpm",
    "postfix",
    "rsyslogd",
    "runsvdir",
    "service",
    "sshd",
    "strongswan",
    "sudo",
    "supervisord",
    "systemctl",
    "systemd",
    "unbound",
    "vsftpd",
    "wg-quick",
];

/// Commands of a start script that mostly need root.
const ROOTS_WORK: [&str; 27] = [
    "adduser",
    "apk",
    "apt",
    "apt-get",
    "addgroup",
    "chgrp",
    "chown",
    "chroot",
    "cron",
    "crond",
    "deluser",
    "doas",
    "gosu",
    "groupadd",
    "groupmod",
    "iptables",
    "mount",
    "nginx",
    "service",
    "setcap",
    "setpriv",
    "su",
    "su-exec",
    "sysctl",
    "update-ca-certificates",
    "useradd",
    "usermod",
];

/// Who shall run the container.
struct Account {
    /// As `USER` names it.
    user: String,
    /// As `chown` names it.
    owner: String,
    /// The command that makes it, where nothing does yet.
    made_by: Option<String>,
}

/// The edit for the image that `input` is about; `stage` is what is built, `state` its end.
pub(super) fn fix(input: &Input, stage: &Stage, state: &State) -> Option<Fix> {
    if !may_do_without_root(input, stage, state) {
        return None;
    }
    let account = account(input, stage, state)?;
    let volumes = volumes(input, stage)?;
    let has_shell = input.model.look(stage.id, "/bin/sh").is_present();
    let needs_shell = !volumes.is_empty() || account.made_by.is_some();
    if needs_shell && !has_shell {
        return None;
    }
    let mut steps: Vec<String> = account.made_by.iter().cloned().collect();
    if !volumes.is_empty() {
        let folders = volumes.into_iter().collect::<Vec<_>>().join(" ");
        steps.push(format!("mkdir -p {folders}"));
        steps.push(format!("chown -R {} {folders}", account.owner));
    }
    let run = (!steps.is_empty()).then(|| steps.join(" && "));
    let edits = edits(input, stage, state, &account.user, run)?;
    let title = match account.made_by {
        Some(_) => format!("create an account, and run as `{}`", account.user),
        None => format!("run as `{}`", account.user),
    };
    Some(Fix::new(title, Safety::Unsafe, edits))
}

/// Whether nothing that is known of the start needs root.
fn may_do_without_root(input: &Input, stage: &Stage, state: &State) -> bool {
    let model = input.model;
    let Some(start) = model.start(stage.id) else {
        // A base that is not root's by itself can do without.
        let base = model.chain(stage.id).last().and_then(Stage::facts).and_then(|facts| facts.user.as_deref());
        return model.is_from_scratch(stage.id) || base.is_some_and(|user| !is_root(user));
    };
    let is_roots = |at: &str| path::below(at, "/root").is_some();
    let in_home = state.folder().is_none_or(is_roots)
        || state.env_value("PATH").is_some_and(|folders| folders.split(':').any(is_roots))
        || start.needed.iter().any(|it| it.look.found().is_some_and(|found| is_roots(&found.path)));
    let names = start.argv.iter().filter_map(|word| word.text.as_deref());
    let needs_root = names.map(path::file_name).any(|name| NEED_ROOT.contains(&name));
    let scripts = start.scripts.iter().flat_map(|script| script.text.lines());
    let works = scripts.filter(|line| !line.trim_start().starts_with('#')).any(|line| {
        let words = line.split(|it: char| !(it.is_ascii_alphanumeric() || "-_./".contains(it)));
        words.map(path::file_name).any(|word| ROOTS_WORK.contains(&word) || NEED_ROOT.contains(&word))
    });
    let low = model.listening().ports.iter().any(|port| port.number < 1024);
    !(in_home || needs_root || works || low || text_needs_root(model, state))
}

/// Whether the shell text that starts the container calls a program that needs root.
fn text_needs_root(model: &Model, state: &State) -> bool {
    let needs_root = |name: &str| NEED_ROOT.contains(&name) || ROOTS_WORK.contains(&name);
    [&state.entrypoint, &state.cmd].into_iter().filter_map(Command::instruction).any(|index| {
        let (Kind::Cmd(exec) | Kind::Entrypoint(exec)) = &model.instruction(index).kind else { return false };
        let Form::Shell(script) = &exec.form else { return false };
        let mut names = script.commands().filter_map(|it| it.name());
        names.any(|name| needs_root(path::file_name(&name)))
    })
}

fn account(input: &Input, stage: &Stage, state: &State) -> Option<Account> {
    let facts = input.model.chain(stage.id).last().and_then(Stage::facts);
    made_here(state)
        .or_else(|| used_before(input, stage, facts))
        .or_else(|| of_base(input, facts?))
        .or_else(|| new(input, stage, facts))
}

/// An account that the stage makes and never uses.
fn made_here(state: &State) -> Option<Account> {
    let made = |(_, account): &(&String, &crate::model::stage::Account)| account.instruction.is_some();
    let (name, account) = state.accounts.iter().find(made)?;
    let user = account.id.map_or_else(|| name.clone(), |id| id.to_string());
    (!is_root(&user)).then(|| Account { user: user.clone(), owner: user, made_by: None })
}

/// The user that an earlier USER, or the base, had in force.
fn used_before(input: &Input, stage: &Stage, facts: Option<&BaseFacts>) -> Option<Account> {
    let chain = input.model.chain(stage.id);
    let states = chain.flat_map(|stage| stage.states.iter().rev());
    let known = states.filter_map(|state| state.user.value.known()).find(|user| !is_root(user));
    let user = known.or(facts.and_then(|facts| facts.user.as_deref()).filter(|user| !is_root(user)))?.to_owned();
    Some(Account { owner: user.clone(), user, made_by: None })
}

/// The account that the base made for programs like this one.
fn of_base(input: &Input, facts: &BaseFacts) -> Option<Account> {
    if !is_plain(facts) {
        return None;
    }
    let (name, id) = facts.accounts.iter().find(|(name, id)| is_for_programs(name, **id))?;
    let numeric = input.workloads.iter().flat_map(|it| &it.containers).any(|it| it.security.run_as_non_root.is_some());
    let user = match id {
        Some(_) if name == "app" && facts.env.contains_key("APP_UID") => "$APP_UID".to_owned(),
        Some(id) if name == "nonroot" => format!("{id}:{id}"),
        Some(id) if numeric => id.to_string(),
        _ => name.clone(),
    };
    Some(Account { user, owner: name.clone(), made_by: None })
}

/// Accounts that an image makes for its program, not those of the distribution.
pub(super) fn is_for_programs(name: &str, id: Option<u32>) -> bool {
    let own = id.is_some_and(|id| (1000..60000).contains(&id)) && name != "ubuntu";
    own || matches!(name, "node" | "app" | "nonroot" | "bun" | "deno")
}

/// A new account, in the words of the distribution; a bare number where nothing can make one.
fn new(input: &Input, stage: &Stage, facts: Option<&BaseFacts>) -> Option<Account> {
    let root = input.model.chain(stage.id).last()?;
    let number = || Account { user: NOBODY.to_owned(), owner: NOBODY.to_owned(), made_by: None };
    if matches!(root.base, Base::Scratch) {
        return Some(number());
    }
    let facts = facts.filter(|facts| is_plain(facts))?;
    if facts.sh.as_deref() == Some("none") {
        return Some(number());
    }
    let accounts = &stage.end().accounts;
    let name = ["app", "appuser", "service"].into_iter().find(|name| !accounts.contains_key(*name))?;
    let command = match (facts.os.as_deref()?, tag(facts)) {
        ("alpine" | "busybox", _) => format!("adduser -D -u {ID} {name}"),
        ("chainguard" | "wolfi", _) => return Some(number()),
        ("debian" | "ubuntu", _) if facts.tool("useradd") == Tri::Yes => shadow(name),
        ("fedora" | "rocky" | "almalinux" | "rhel", tag) if !is_small(facts, tag) => shadow(name),
        ("rhel" | "rocky" | "almalinux" | "fedora" | "ol" | "amzn", _) => return Some(number()),
        _ => return None,
    };
    Some(Account { user: ID.to_string(), owner: name.to_owned(), made_by: Some(command) })
}

fn shadow(name: &str) -> String {
    format!("useradd --create-home --uid {ID} {name}")
}

/// The small images of the Red Hat family come without `useradd`.
fn is_small(facts: &BaseFacts, tag: &str) -> bool {
    ["minimal", "micro", "slim"].iter().any(|word| facts.image.contains(word) || tag.contains(word))
}

/// Volumes that stay root's; `None` where one is not known.
fn volumes(input: &Input, stage: &Stage) -> Option<BTreeSet<String>> {
    let chain = input.model.chain(stage.id).flat_map(|stage| input.model.instructions_of(stage));
    let words = chain.filter_map(|(_, instruction)| match &instruction.kind {
        Kind::Volume(words) => Some(words),
        _ => None,
    });
    let known = |text: &str| text.starts_with('/') && !text.contains(['$', ' ', '\'', '"']);
    words.flatten().map(|word| known(word.as_str()).then(|| path::clean(word.as_str()))).collect()
}

/// `USER`, and the step before it: in the place of the USER that is there where no step follows it, else after
/// the last step and above what starts the container.
fn edits(input: &Input, stage: &Stage, state: &State, user: &str, run: Option<String>) -> Option<Vec<Edit>> {
    let model = input.model;
    let is_step = |it: &Instruction| matches!(it.kind, Kind::Run(_) | Kind::Copy(_) | Kind::Add(_) | Kind::Workdir(_));
    let last = model.instructions_of(stage).filter(|(_, it)| is_step(it)).map(|(index, _)| index).last();
    if let Some(index) = state.user.instruction.filter(|index| stage.instructions.contains(index)) {
        let Kind::User(word) = &model.instruction(index).kind else { return None };
        // Whoever builds the image may name another user: that way is kept.
        if word.as_str().contains('$') {
            return None;
        }
        if last.is_none_or(|last| last < index) {
            let mut edits = vec![Edit::replace(word.span, user)];
            if let Some(run) = run {
                edits.push(edits::above(model, model.instruction(index), &[format!("RUN {run}")], Gap::None));
            }
            return Some(edits);
        }
    }
    let after = last.or(stage.from)?;
    let mut lines: Vec<String> = run.into_iter().map(|run| format!("RUN {run}")).collect();
    lines.push(format!("USER {user}"));
    let starts = |it: &Instruction| matches!(it.kind, Kind::Cmd(_) | Kind::Entrypoint(_) | Kind::Healthcheck(_));
    let next = model.instructions_of(stage).find(|(index, it)| *index > after && starts(it));
    let edit = match next {
        Some((_, next)) => edits::above(model, next, &lines, Gap::AsAbove),
        None => {
            let last = stage.instructions.clone().last().or(stage.from)?;
            edits::below(model, model.instruction(last), &lines)
        }
    };
    Some(vec![edit])
}
