//! Services of Compose files as containers.

mod ports;
mod words;

use std::collections::HashSet;

use crate::context::compose::interpolate::assignments;
use crate::context::compose::{Kind, Made as Together, Service, Value};
use crate::context::hints;
use crate::context::workspace::Workspace;

use super::deployment::{
    Action, Bind, Build, Container, ContainerPort, Link, Made, Platform, Probe, Security, Setting, Variable, Workload,
};
use super::{Located, Place};
pub(super) use words::split;

/// Every service of the repository's Compose files as it is run.
pub fn read(workspace: &Workspace) -> Vec<Workload> {
    let whole = workspace.services().iter().filter(|it| it.made == Together::Whole);
    whole.map(|service| workload(workspace, service)).collect()
}

fn workload(workspace: &Workspace, service: &Service) -> Workload {
    Workload {
        platform: Platform::Compose,
        kind: "service".to_owned(),
        name: service.name.clone(),
        namespace: None,
        labels: None,
        containers: vec![container(workspace, service)],
        link: Link::default(),
    }
}

fn container(workspace: &Workspace, service: &Service) -> Container {
    let body = &service.body;
    let start = |key: &str| body.get(key).map(words::of);
    let (entrypoint, command) = (start("entrypoint"), start("command"));
    let is_open = |words: &Option<Option<Vec<_>>>| matches!(words, Some(None));
    let (env, env_open) = environment(workspace, body);
    let (mounts, binds) = mounts(workspace, body);
    let setting = Setting {
        image: made(workspace, service),
        binds,
        start_open: service.open.start || is_open(&entrypoint) || is_open(&command),
        ports_open: service.open.ports || ports::are_open(body),
        network_shared: service.open.network || is_shared(body),
    };
    Container {
        platform: Platform::Compose,
        name: service.name.clone(),
        image: body.get("image").and_then(located),
        ports: ports::of(body),
        probes: body.get("healthcheck").and_then(probe).into_iter().collect(),
        command: entrypoint.flatten(),
        args: command.flatten(),
        env,
        env_open: env_open || service.open.environment,
        security: security(body),
        mounts,
        folder: body.get("working_dir").and_then(located),
        setting,
        place: place(body),
    }
}

/// Where the image comes from. What another service of the repository builds under the name is found by that name.
fn made(workspace: &Workspace, service: &Service) -> Made {
    if service.body.get("build").is_none() {
        return Made::Named;
    }
    let Some(hint) = hints::compose::build(workspace, service) else { return Made::Elsewhere };
    Made::Built(Build { dockerfile: hint.dockerfile, context: hint.context, target: hint.target, args: hint.args })
}

/// Not in a network of its own.
fn is_shared(body: &Value) -> bool {
    let mode = body.get("network_mode");
    mode.is_some_and(|it| it.text().is_none_or(|mode| mode == "host" || mode.contains(':')))
}

/// The variables of `env_file` and, over them, of `environment`; and whether there are more.
fn environment(workspace: &Workspace, body: &Value) -> (Vec<Variable>, bool) {
    let mut all: Vec<Variable> = Vec::new();
    let mut open = false;
    let files = body.get("env_file").map(Value::one_or_more).unwrap_or_default();
    for file in files {
        let path = file.text().or_else(|| file.get("path")?.text());
        let source = path.and_then(|path| workspace.read(&hints::beside(&file.source, path)?));
        open |= source.is_none();
        let Some(source) = source else { continue };
        for assignment in assignments(source.text()) {
            let place = Place { source: source.clone(), span: assignment.span };
            let value = assignment.value.map(|value| Located { value, place: place.clone() });
            all.push((Located { value: assignment.name, place }, value));
        }
    }
    let Some(environment) = body.get("environment") else { return (last_of_each(all), open) };
    open |= environment.written().is_some();
    for item in environment.items() {
        let Some(text) = item.written() else { continue };
        let name = text.split('=').next().unwrap_or_default().to_owned();
        let value = item.text().and_then(|text| text.split_once('=')).map(|(_, value)| value.to_owned());
        let value = value.map(|value| Located { value, place: place(item) });
        all.push((Located { value: name, place: place(item) }, value));
    }
    for (name, value) in environment.pairs() {
        all.push((Located { value: name.clone(), place: place(value) }, located(value)));
    }
    (last_of_each(all), open)
}

/// Of several values of one variable the last.
fn last_of_each(mut all: Vec<Variable>) -> Vec<Variable> {
    let mut seen = HashSet::new();
    let is_last: Vec<bool> = all.iter().rev().map(|(name, _)| seen.insert(name.value.clone())).collect();
    let mut is_last = is_last.into_iter().rev();
    all.retain(|_| is_last.next() == Some(true));
    all
}

fn security(body: &Value) -> Security {
    let names = |key: &str| {
        let names = body.get(key).map(Value::items).unwrap_or_default().iter().filter_map(Value::text);
        names.map(|name| name.strip_prefix("CAP_").unwrap_or(name).to_owned()).collect()
    };
    let user = body.get("user").and_then(located);
    let number = |at: usize| {
        let user = user.as_ref()?;
        let value = user.value.split(':').nth(at)?.parse().ok()?;
        Some(Located { value, place: user.place.clone() })
    };
    let truth = |key: &str| body.get(key).and_then(Value::truth);
    let sysctls = body.get("sysctls");
    let from = sysctls.and_then(|it| it.get("net.ipv4.ip_unprivileged_port_start"));
    Security {
        run_as_user: number(0),
        run_as_group: number(1),
        run_as_non_root: None,
        read_only_root: truth("read_only")
            .zip(body.get("read_only"))
            .map(|(value, at)| Located { value, place: place(at) }),
        privileged: truth("privileged") == Some(true),
        added: names("cap_add"),
        dropped: names("cap_drop"),
        unprivileged_from: from.and_then(|it| it.text()?.parse().ok()),
        user,
    }
}

/// Where something is mounted, and what of it is from the host.
fn mounts(workspace: &Workspace, body: &Value) -> (Vec<Located<String>>, Vec<Bind>) {
    let (mut mounts, mut binds) = (Vec::new(), Vec::new());
    let list = |key: &str| body.get(key).map(Value::one_or_more).unwrap_or_default();
    for volume in list("volumes") {
        let (source, target) = words::mount(volume);
        if let Some(target) = &target {
            mounts.push(Located { value: target.clone(), place: place(volume) });
        }
        if let Some(source) = source {
            // What lies at a place that is not known may lie over anything.
            let target = target.unwrap_or_else(|| "/".to_owned());
            let source = source.and_then(|source| hints::beside(&volume.source, &source));
            let source = source.filter(|source| source.starts_with(workspace.repository()));
            binds.push(Bind { target, source });
        }
    }
    for given in list("configs").iter().chain(list("secrets")) {
        if let Some(target) = given.get("target").and_then(Value::text).filter(|it| it.starts_with('/')) {
            mounts.push(Located { value: target.to_owned(), place: place(given) });
            binds.push(Bind { target: target.to_owned(), source: None });
        }
    }
    for tmpfs in list("tmpfs").iter().filter_map(|it| Some((it, it.text()?))) {
        let target = tmpfs.1.split(':').next().unwrap_or_default().to_owned();
        mounts.push(Located { value: target, place: place(tmpfs.0) });
    }
    (mounts, binds)
}

/// `healthcheck`; `None` where it is switched off or says nothing of the test.
fn probe(node: &Value) -> Option<Probe> {
    if node.get("disable").and_then(Value::truth) == Some(true) {
        return None;
    }
    let test = node.get("test")?;
    let action = match &test.kind {
        Kind::List(items) => {
            let words: Option<Vec<_>> = items.iter().map(located).collect();
            match items.first()?.text()? {
                "NONE" => return None,
                "CMD" => words.map(|words| words[1..].to_vec()),
                "CMD-SHELL" => words.map(|words| words::shell(&words[1..])),
                _ => None,
            }
        }
        _ => located(test).map(|text| words::shell(&[text])),
    };
    let seconds = |key: &str| {
        let node = node.get(key)?;
        Some(Located { value: words::seconds(node.text()?)?, place: place(node) })
    };
    let retries = node.get("retries");
    Some(Probe {
        kind: "healthcheck",
        action: action.map_or(Action::Unknown, Action::Exec),
        initial_delay: seconds("start_period"),
        period: seconds("interval"),
        timeout: seconds("timeout"),
        failure_threshold: retries.and_then(|it| Some(Located { value: it.text()?.parse().ok()?, place: place(it) })),
        place: place(node),
    })
}

fn place(value: &Value) -> Place {
    Place { source: value.source.clone(), span: value.span }
}

fn located(value: &Value) -> Option<Located<String>> {
    Some(Located { value: value.text()?.to_owned(), place: place(value) })
}

#[cfg(test)]
mod tests;
